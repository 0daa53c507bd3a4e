/** OpenID Connect Core 1.0 §5.1 standard claims, in our words. */
import type { Claims } from '../connector.ts';
import {
  keepRaw,
  readDomain,
  readEmail,
  readHttpUrl,
  readSubject,
  readText,
  readVerified,
  withoutUndefined,
} from '../read-claims.ts';

/** How a provider departs from the standard claims. */
export interface ClaimsDialect {
  hostedDomainClaim?: string;
  verifiedSpellings?: readonly unknown[];
}

export function readOidcClaims(
  idToken: Record<string, unknown>,
  userinfo: Record<string, unknown>,
  dialect: ClaimsDialect,
): Claims {
  const said = { ...userinfo, ...idToken };
  // INVARIANT: an address and its bit come from one source; the bit of one address never vouches for another.
  const email = pair(idToken, userinfo, 'email', 'email_verified');
  const phone = pair(idToken, userinfo, 'phone_number', 'phone_number_verified');
  const emailAddress = readEmail(email.value);
  const phoneNumber = readText(phone.value);
  const hostedDomain =
    dialect.hostedDomainClaim === undefined ? undefined : readDomain(said[dialect.hostedDomainClaim]);
  return withoutUndefined({
    subject: readSubject(idToken.sub),
    subjectType: '',
    email: emailAddress,
    emailVerified: emailAddress !== undefined && readVerified(email.verified, dialect.verifiedSpellings),
    phone: phoneNumber,
    phoneVerified: phoneNumber !== undefined && readVerified(phone.verified, dialect.verifiedSpellings),
    username: readText(said.preferred_username),
    displayName: readText(said.name),
    givenName: readText(said.given_name),
    familyName: readText(said.family_name),
    picture: readHttpUrl(said.picture),
    locale: readText(said.locale),
    hostedDomain,
    raw: keepRaw({ ...said, ...email.raw, ...phone.raw }),
  }) as Claims;
}

function pair(
  idToken: Record<string, unknown>,
  userinfo: Record<string, unknown>,
  valueName: string,
  verifiedName: string,
) {
  const source = idToken[valueName] === undefined ? userinfo : idToken;
  const value = source[valueName];
  const verified = source[verifiedName];
  return { value, verified, raw: { [valueName]: value, [verifiedName]: verified } };
}
