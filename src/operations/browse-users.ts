/** Users as operators look through them: by anything that names one, and by what they have. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { isUuid } from '../domain/ids.ts';
import { emailKey, phoneKey } from '../domain/normalise.ts';
import type { BrowsedUsers, PageRequest, UserBrowsing, UserHandle } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import type { UserKey } from './find-users.ts';

export interface BrowseUsers extends Omit<UserBrowsing, 'handle'> {
  search?: string | undefined;
  /** What the text means to those who spell ids in a way of their own. */
  keys?: UserKey[] | undefined;
}

export function createBrowseUsersOperation({ store: { reads } }: Dependencies) {
  return async function browse(
    actor: Actor,
    page: PageRequest,
    { search, keys = [], ...filters }: BrowseUsers,
  ): Promise<BrowsedUsers> {
    requireScope(actor, 'users:read');
    if (filters.identityProviderId !== undefined || filters.severalIdentities || search !== undefined)
      requireScope(actor, 'identities:read');
    const text = search?.trim() ?? '';
    const handle = text === '' ? null : toHandle(actor, text, keys);
    return reads.users.browse(actor.tenantId, page, { ...filters, handle });
  };
}

function toHandle({ identityProviderId }: Actor, text: string, keys: UserKey[]): UserHandle {
  const ids = keys.flatMap((key) => (key.by === 'id' ? [key.id] : []));
  const originKeys = keys.flatMap((key) => (key.by === 'originKey' ? [key.originKey] : []));
  const phone = /\d{4}/.test(text) ? phoneKey(text) : null;
  // `connection|subject`, as one API writes it; a subject may have a bar of its own.
  const behindBar = text.includes('|') ? text.slice(text.indexOf('|') + 1) : '';
  return {
    text,
    ids: [...new Set(isUuid(text) ? [...ids, text.toLowerCase()] : ids)],
    originKeys,
    emailKey: emailKey(text),
    phoneKeys: phone === null ? [] : [phone],
    subjects: behindBar === '' ? [text] : [text, behindBar],
    identityProviderId,
  };
}
