/** An identity as this API shows it, and the spellings under which callers name one. */
import type { IdentitySummary, IdentityWithProvider } from '../../domain/identity.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { subjectStandsAlone } from '../../operations/origin-key.ts';
import { noTokens, type ShownTokens } from './identity-tokens.ts';
import { omitAbsent } from './omit-absent.ts';

/** Protocol claims of a token (RFC 7519 §4.1, OpenID Connect Core §2): about the token, not the person. */
const tokenClaims = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'nonce',
  'azp',
  'acr',
  'amr',
  'auth_time',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
]);

export function toIdentityWire(
  identity: IdentityWithProvider,
  { profile, tokens }: { profile: boolean; tokens: ShownTokens },
): JsonObject {
  const { name, strategy } = identity.provider;
  return {
    connection: name,
    user_id: bareUserId(identity),
    provider: strategy,
    isSocial: strategy !== 'auth0' && subjectStandsAlone(strategy),
    ...tokens.get(identity.id),
    ...(profile && { profileData: toProfileData(identity) }),
  };
}

/** The primary one first; what the provider says of each other is shown with it, the primary's is the user's own. */
export function toIdentitiesOfUser(identities: IdentityWithProvider[], tokens: ShownTokens): JsonObject[] {
  return identities.map((identity, index) => toIdentityWire(identity, { profile: index > 0, tokens }));
}

/** After a link or unlink: each with its profile. */
export function toChangedIdentities(identities: IdentityWithProvider[], tokens = noTokens): JsonObject[] {
  return identities.map((identity) => toIdentityWire(identity, { profile: true, tokens }));
}

/** What follows the first pipe of a `user_id`: enterprise ids carry the connection's name. */
export function bareUserId({ provider, subject }: IdentitySummary): string {
  return subjectStandsAlone(provider.strategy) ? subject : `${provider.name}|${subject}`;
}

/** Whether `userId`, beside `provider`, names this identity: bare, with the connection before it, or all of it. */
export function isNamed(identity: IdentitySummary, provider: string, userId: string): boolean {
  const { name, strategy } = identity.provider;
  const { subject } = identity;
  if (strategy !== provider) return false;
  return [subject, `${name}|${subject}`, `${strategy}|${subject}`, `${strategy}|${name}|${subject}`].includes(userId);
}

function toProfileData(identity: IdentityWithProvider): JsonObject {
  const said: Record<string, Json | undefined> = {};
  for (const claim of Object.keys(identity.claims))
    if (!tokenClaims.has(claim) && claim !== '__proto__') said[claim] = identity.claims[claim];
  const known: Record<string, Json | undefined> = {
    email: identity.email ?? undefined,
    email_verified: identity.email === null ? undefined : identity.emailVerified,
    phone_number: identity.phone ?? undefined,
    phone_verified: identity.phone === null ? undefined : identity.phoneVerified,
    username: identity.username ?? undefined,
    name: identity.displayName ?? undefined,
  };
  return { ...omitAbsent(said), ...omitAbsent(known) };
}
