/** A connection's claim mapping on the wire: an expression for each claim, and the claims that come of them. */
import { type Static, Type } from 'typebox';
import type { ClaimMapping, MappableClaim } from '../../domain/claim-mapping.ts';
import type { Claims } from '../../domain/claims.ts';
import { closed, jsonObject, nullable, textInput } from './fields.ts';

/** Each claim as it is called here. */
const words = {
  email: 'email',
  phone: 'phone',
  username: 'username',
  displayName: 'display_name',
  givenName: 'given_name',
  familyName: 'family_name',
  picture: 'picture',
  locale: 'locale',
} as const satisfies Record<MappableClaim, string>;

export type MappedWord = (typeof words)[MappableClaim];

export function wordOfClaim(claim: MappableClaim): MappedWord {
  return words[claim];
}

export const mappedWords: readonly MappedWord[] = Object.values(words);

const expression = () => Type.Optional(textInput(2000));
const expressions = Object.fromEntries(mappedWords.map((word) => [word, expression()])) as Record<
  MappedWord,
  ReturnType<typeof expression>
>;

const description =
  'JSONata expressions over what the provider says; `$claims` is our own reading of it. One that finds nothing leaves the ' +
  'claim as it is, `null` takes it away. An e-mail address or phone number other than the provider’s own is never verified.';

export const ClaimMappingInput = closed(expressions, { description });
export const MappingBody = Type.Object(expressions, { description });

export function toMapping(mapping: ClaimMapping): Static<typeof MappingBody> {
  const entries = Object.entries(mapping) as [MappableClaim, string][];
  return Object.fromEntries(entries.map(([claim, text]) => [words[claim], text]));
}

export function fromMapping(input: Static<typeof ClaimMappingInput>): ClaimMapping {
  const entries = (Object.entries(words) as [MappableClaim, MappedWord][]).map(([claim, word]) => [claim, input[word]]);
  return Object.fromEntries(entries.filter(([, text]) => text !== undefined)) as ClaimMapping;
}

const optionalText = () => Type.Optional(Type.String());

export const ClaimsBody = Type.Object({
  external_id: Type.String({ description: "The provider's stable name for the person." }),
  subject_type: Type.String(),
  email: optionalText(),
  email_verified: Type.Boolean(),
  phone: optionalText(),
  phone_verified: Type.Boolean(),
  username: optionalText(),
  display_name: optionalText(),
  given_name: optionalText(),
  family_name: optionalText(),
  picture: optionalText(),
  locale: optionalText(),
  hosted_domain: optionalText(),
  raw: jsonObject({ description: 'What the identity keeps of what the provider said.' }),
});

export const MappingProblemBody = Type.Object({
  claim: Type.String({ description: 'Which claim, as `claim_mapping` calls it.' }),
  message: Type.String({ description: 'What is wrong with what its expression comes to.' }),
});

export const NullableClaims = nullable(ClaimsBody);

export function toClaims(claims: Claims): Static<typeof ClaimsBody> {
  const { subject, subjectType, email, emailVerified, phone, phoneVerified, username, raw } = claims;
  const { displayName, givenName, familyName, picture, locale, hostedDomain } = claims;
  return {
    external_id: subject,
    subject_type: subjectType,
    ...(email !== undefined && { email }),
    email_verified: emailVerified,
    ...(phone !== undefined && { phone }),
    phone_verified: phoneVerified,
    ...(username !== undefined && { username }),
    ...(displayName !== undefined && { display_name: displayName }),
    ...(givenName !== undefined && { given_name: givenName }),
    ...(familyName !== undefined && { family_name: familyName }),
    ...(picture !== undefined && { picture }),
    ...(locale !== undefined && { locale }),
    ...(hostedDomain !== undefined && { hosted_domain: hostedDomain }),
    raw,
  };
}
