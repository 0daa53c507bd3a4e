/** The endpoints on a user's identities: list, link, unlink, those logged in with, and relations kept by sync. */
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { Operations } from '../../operations/index.ts';
import type { Endpoints } from './endpoints.ts';
import { findUserId } from './find-user.ts';
import { toDetails, toIdentityDto, toSubjectType } from './identity-wire.ts';
import { requireSourceId, requireUserId, toWireId } from './ids.ts';
import { anyObject, oneOf, optional, required, text, type UserIdType, userIdType } from './input.ts';
import { toProviderName } from './provider-names.ts';

const syncProviders = [
  'wechatwork',
  'dingtalk',
  'lark',
  'welink',
  'ldap',
  'active-directory',
  'italent',
  'xiaoshouyi',
  'maycur',
  'scim',
  'moka',
] as const;

const ofUser = Type.Object({ userId: required(), userIdType: userIdType() });

export function addIdentityEndpoints(endpoints: Endpoints): void {
  endpoints.get('get-user-identities', ofUser, async ({ operations, actor, input }) =>
    (await identitiesOf(operations, actor, input)).map(toIdentityDto),
  );

  for (const verb of ['get-user-logged-in-identities', 'get-user-loggedin-identities']) {
    endpoints.get(verb, ofUser, async ({ operations, actor, input }) =>
      toLoggedIn(await identitiesOf(operations, actor, input), await logosOf(operations, actor)),
    );
  }

  endpoints.post(
    'link-identity',
    Type.Object({
      extIdpId: required(),
      userIdInIdp: required(),
      userId: required(),
      type: optional(text(64)),
      userInfoInIdp: optional(anyObject()),
    }),
    async ({ operations, actor, input }) => {
      await operations.identities.link(actor, {
        userId: requireUserId(input.userId),
        identityProviderId: requireSourceId(input.extIdpId),
        subjectType: toSubjectType(input.type || 'generic'),
        subject: input.userIdInIdp,
        ...toDetails(input.userInfoInIdp),
      });
      return { success: true };
    },
  );

  endpoints.post(
    'unlink-identity',
    Type.Object({ extIdpId: required(), userId: required(), type: optional(text(64)) }),
    async ({ operations, actor, input }) => {
      const identityProviderId = requireSourceId(input.extIdpId);
      await operations.identities.unlink(actor, {
        userId: requireUserId(input.userId),
        // Without a type every identity of the user at the source goes.
        which: input.type ? { identityProviderId, subjectType: toSubjectType(input.type) } : { identityProviderId },
      });
      return { success: true };
    },
  );

  endpoints.get('get-user-sync-relations', ofUser, async ({ operations, actor, input }) =>
    (await identitiesOf(operations, actor, input)).filter(isSynced).map(({ subject, claims }) => ({
      provider: 'scim',
      userIdInIdp: subject,
      userInfoInIdp: claims,
    })),
  );

  endpoints.post(
    'delete-user-sync-relations',
    Type.Object({ userId: required(), userIdType: userIdType(), provider: oneOf(...syncProviders) }),
    ({ operations, actor, input }) =>
      operations.together(async (joined) => {
        const synced = (await identitiesOf(joined, actor, input)).filter(isSynced);
        if (input.provider !== 'scim' || synced.length === 0)
          throw new DomainError('identity_not_found', 'the user has no sync relation with this provider');
        for (const { id, userId } of synced)
          await joined.identities.unlink(actor, { userId: userId!, which: { identityId: id } });
        return { success: true };
      }),
  );
}

async function identitiesOf(
  operations: Operations,
  actor: Actor,
  input: { userId: string; userIdType?: UserIdType },
): Promise<IdentityWithProvider[]> {
  return operations.identities.ofUser(actor, await findUserId(operations, actor, input.userId, input.userIdType));
}

/** The directory keeps it: a relation of the vendor's sync centre. */
function isSynced({ linkedBy }: IdentityWithProvider): boolean {
  return linkedBy === 'scim';
}

/** One entry for each source that the user has signed in with and still has. */
function toLoggedIn(identities: IdentityWithProvider[], logos: Map<string, string>) {
  const used = identities.filter(({ lastLoginAt }) => lastLoginAt !== null);
  const isFirstOfSource = ({ identityProviderId }: IdentityWithProvider, index: number) =>
    used.findIndex((other) => other.identityProviderId === identityProviderId) === index;
  return used.filter(isFirstOfSource).map(({ id, identityProviderId, provider }) => ({
    identityId: toWireId(id),
    idpName: provider.displayName,
    idpNameEn: toProviderName(provider.strategy),
    idpLogo: logos.get(identityProviderId) ?? '',
    idpId: toWireId(identityProviderId),
  }));
}

/** Logos are part of the sources: shown to who may read them. */
async function logosOf(operations: Operations, actor: Actor): Promise<Map<string, string>> {
  if (!actor.scopes.has('identity_providers:read')) return new Map();
  const { items } = await operations.identityProviders.list(actor, { limit: 200 });
  return new Map(items.map(({ id, logo }) => [id, logo ?? '']));
}
