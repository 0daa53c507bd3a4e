/** An identity in this API's words. */
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { JsonObject } from '../../domain/json.ts';
import { toWireId } from './ids.ts';
import { type ProviderName, toProviderName } from './provider-names.ts';

export interface IdentityDto {
  identityId: string;
  extIdpId: string;
  provider: ProviderName;
  type: string;
  userIdInIdp: string;
  userInfoInIdp: JsonObject;
  originConnIds: string[];
}

/** This API's word for the one kind of subject of a provider that has no several. */
const onlyKind = 'generic';

export function toIdentityDto(identity: IdentityWithProvider): IdentityDto {
  return {
    identityId: toWireId(identity.id),
    extIdpId: toWireId(identity.identityProviderId),
    provider: toProviderName(identity.provider.strategy),
    type: identity.subjectType === '' ? onlyKind : identity.subjectType,
    userIdInIdp: identity.subject,
    userInfoInIdp: identity.claims,
    originConnIds: identity.connectionIds.map(toWireId),
  };
}

export function toSubjectType(type: string): string {
  return type === onlyKind ? '' : type;
}

/** What a caller tells of an identity's profile at its provider, as far as it is in words that we know. */
export function toDetails(userInfoInIdp: Record<string, unknown> | undefined) {
  if (userInfoInIdp === undefined || Object.keys(userInfoInIdp).length === 0) return {};
  const said = (...names: string[]): string | null => {
    const value = names.map((name) => userInfoInIdp[name]).find((each) => typeof each === 'string' && each !== '');
    return (value as string | undefined) ?? null;
  };
  return {
    claims: userInfoInIdp as JsonObject,
    email: said('email'),
    username: said('username', 'preferred_username'),
    displayName: said('name', 'nickname'),
  };
}
