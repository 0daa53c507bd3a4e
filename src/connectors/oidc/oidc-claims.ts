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
  // INVARIANT: an address and all that vouches for it come from one source; the bit of one address, or the domain of its
  // owner, never vouches for another.
  const vouching = ['email_verified', 'xms_edov', ...(dialect.hostedDomainClaim ? [dialect.hostedDomainClaim] : [])];
  const email = readTogether(idToken, userinfo, 'email', vouching);
  const phone = readTogether(idToken, userinfo, 'phone_number', ['phone_number_verified']);
  const emailAddress = readEmail(email.email);
  const phoneNumber = readText(phone.phone_number);
  const hostedDomain =
    dialect.hostedDomainClaim === undefined ? undefined : readDomain(email[dialect.hostedDomainClaim]);
  return withoutUndefined({
    subject: readSubject(idToken.sub),
    subjectType: '',
    email: emailAddress,
    emailVerified: emailAddress !== undefined && readVerified(email.email_verified, dialect.verifiedSpellings),
    phone: phoneNumber,
    phoneVerified: phoneNumber !== undefined && readVerified(phone.phone_number_verified, dialect.verifiedSpellings),
    username: readText(said.preferred_username),
    displayName: readText(said.name),
    givenName: readText(said.given_name),
    familyName: readText(said.family_name),
    picture: readHttpUrl(said.picture),
    locale: readText(said.locale),
    hostedDomain,
    raw: keepRaw({ ...said, ...email, ...phone }),
  }) as Claims;
}

/** A claim and what is said about it, from the first source that has the claim; from both where neither has. */
function readTogether(
  idToken: Record<string, unknown>,
  userinfo: Record<string, unknown>,
  name: string,
  about: readonly string[],
): Record<string, unknown> {
  const source = [idToken, userinfo].find((each) => each[name] !== undefined) ?? { ...userinfo, ...idToken };
  return Object.fromEntries([name, ...about].map((each) => [each, source[each]]));
}
