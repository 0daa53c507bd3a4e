/** Who a key names. A malformed key is nobody's; an e-mail or phone may be several users'. */
import { type Actor, requireProvider } from '../domain/actor.ts';
import { emailKey, phoneKey, usernameKey } from '../domain/normalise.ts';
import type { User } from '../domain/user.ts';
import type { Reads } from '../stores/store.ts';

/** One way to name a user. */
export type UserKey =
  | { by: 'id'; id: string }
  | { by: 'email'; email: string }
  | { by: 'phone'; phone: string }
  /** One number in several spellings, for callers that name it without its country. */
  | { by: 'phones'; phones: string[] }
  | { by: 'username'; username: string }
  | { by: 'externalId'; externalId: string }
  | { by: 'originKey'; originKey: string }
  | { by: 'identity'; identityProviderId: string; subject: string };

/** Every live user that the key names. */
export async function findUsers(reads: Reads, actor: Actor, key: UserKey): Promise<User[]> {
  const { tenantId } = actor;
  const some = (user: User | null): User[] => (user ? [user] : []);
  switch (key.by) {
    case 'id':
      return some(await reads.users.byId(tenantId, key.id));
    case 'email': {
      const normalised = emailKey(key.email);
      return normalised === null ? [] : reads.users.byEmailKey(tenantId, normalised);
    }
    case 'phone': {
      const normalised = phoneKey(key.phone);
      return normalised === null ? [] : reads.users.byPhoneKey(tenantId, normalised);
    }
    case 'phones': {
      const normalised = key.phones.map(phoneKey).filter((phone) => phone !== null);
      return normalised.length === 0 ? [] : reads.users.byPhoneKeys(tenantId, normalised);
    }
    case 'username': {
      const normalised = usernameKey(key.username);
      return normalised === null ? [] : some(await reads.users.byUsernameKey(tenantId, normalised));
    }
    case 'externalId':
      return some(await reads.users.byExternalId(tenantId, key.externalId));
    case 'originKey':
      return some(await reads.users.byOriginKey(tenantId, key.originKey));
    case 'identity': {
      requireProvider(actor, key.identityProviderId);
      return reads.users.bySubject(tenantId, key.identityProviderId, key.subject);
    }
  }
}
