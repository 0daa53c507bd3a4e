/** Whom an assertion is about, in our words: the NameID or an attribute as the subject, and attributes as claims. */
import { type Claims, ConnectorError } from '../connector.ts';
import { keepRaw, readEmail, readHttpUrl, readSubject, readText, withoutUndefined } from '../read-claims.ts';
import type { MappableClaim, SamlConfig } from './saml-config.ts';
import { attributeOf, childOf, childrenOf, type Element, is, textOf } from './xml.ts';

/**
 * The names under which providers send a claim: the OID of eduPerson and inetOrgPerson (https://www.switch.ch/aai/support/
 * documents/attributes/), the WS-Federation claim of Microsoft's products, and the plain words that Okta, Google and others
 * let an operator choose. Plain words are compared without regard to case, as operators type them.
 */
const attributeNames: Record<MappableClaim, readonly string[]> = {
  email: [
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
    'email',
    'mail',
    'emailaddress',
    'email_address',
    'user.email',
  ],
  given_name: [
    'urn:oid:2.5.4.42',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
    'givenname',
    'given_name',
    'firstname',
    'first_name',
    'user.firstname',
  ],
  family_name: [
    'urn:oid:2.5.4.4',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
    'surname',
    'sn',
    'familyname',
    'family_name',
    'lastname',
    'last_name',
    'user.lastname',
  ],
  display_name: [
    'urn:oid:2.16.840.1.113730.3.1.241',
    'http://schemas.microsoft.com/identity/claims/displayname',
    'displayname',
    'display_name',
    'name',
    'fullname',
    'cn',
    'urn:oid:2.5.4.3',
  ],
  // A user principal name looks like an address and is none: nobody need be able to receive mail there.
  username: [
    'urn:oid:0.9.2342.19200300.100.1.1',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
    'username',
    'uid',
    'upn',
    'login',
    'user.login',
  ],
  phone: ['urn:oid:2.5.4.20', 'telephonenumber', 'phone', 'phone_number'],
  picture: ['picture', 'avatar'],
  locale: ['urn:oid:2.16.840.1.113730.3.1.39', 'preferredlanguage', 'locale'],
};

const attributesMax = 500;

type Attributes = Map<string, string[]>;

/** Throws `claims_invalid` where nobody is named for good. */
export function readSamlClaims(assertion: Element, config: SamlConfig): Claims {
  const attributes = readAttributes(assertion);
  const nameId = childOf(childOf(assertion, 'assertion', 'Subject'), 'assertion', 'NameID');
  const { subject, subjectType } = readSamlSubject(nameId, attributes, config);
  const find = (claim: MappableClaim) => findClaim(claim, attributes, nameId, config);
  const email = readEmail(find('email'));
  const phone = readText(find('phone'));
  const [givenName, familyName] = [readText(find('given_name')), readText(find('family_name'))];
  return withoutUndefined({
    subject,
    subjectType,
    email,
    // SAML has no bit for it: the assertion as a whole is the provider's word. A provider that does send one is believed
    // when it says no. How far the word is trusted is the linking rule's to say.
    emailVerified: email !== undefined && saysVerified(attributes),
    phone,
    phoneVerified: false,
    username: readText(find('username')),
    displayName:
      readText(find('display_name')) ??
      readText([givenName, familyName].filter((part) => part !== undefined).join(' ')),
    givenName,
    familyName,
    picture: readHttpUrl(find('picture')),
    locale: readText(find('locale')),
    raw: keepRaw({
      ...Object.fromEntries([...attributes].map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
      iss: config.issuer,
      name_id: nameId === undefined ? null : (textOf(nameId) ?? null),
      name_id_format: attributeOf(nameId, 'Format') ?? null,
    }),
  }) as Claims;
}

const formatPrefix = /^urn:oasis:names:tc:SAML:(?:1\.1|2\.0):nameid-format:/;

/**
 * The subject, byte for byte. Its type is the NameID's format, so that `ada` as a login name and `ada` as an opaque name are
 * two people; a NameID without a format, or of an unspecified one, has none.
 */
function readSamlSubject(
  nameId: Element | undefined,
  attributes: Attributes,
  { subjectAttribute }: SamlConfig,
): { subject: string; subjectType: string } {
  if (subjectAttribute !== undefined) {
    const values = attributes.get(subjectAttribute) ?? [];
    if (values.length !== 1)
      throw new ConnectorError(
        'claims_invalid',
        'the attribute that names the person is missing, or has several values',
      );
    return { subject: readSubject(values[0]), subjectType: `attribute:${subjectAttribute}` };
  }
  const format = (attributeOf(nameId, 'Format') ?? '').replace(formatPrefix, '');
  if (format === 'transient')
    throw new ConnectorError(
      'claims_invalid',
      'the provider names people anew at each sign-in (a transient NameID): ask it for a persistent one, or set `subject_attribute`',
    );
  if (format === 'encrypted' || format.length > 200)
    throw new ConnectorError('claims_invalid', "the provider's NameID is of a format that is not taken");
  return { subject: readSubject(textOf(nameId)), subjectType: format === 'unspecified' ? '' : format };
}

function readAttributes(assertion: Element): Attributes {
  const attributes: Attributes = new Map();
  for (const statement of childrenOf(assertion, 'assertion', 'AttributeStatement'))
    for (const attribute of childrenOf(statement)) {
      const name = attributeOf(attribute, 'Name');
      if (!is(attribute, 'assertion', 'Attribute') || name === undefined || name === '') continue;
      const values = childrenOf(attribute, 'assertion', 'AttributeValue').map(textOf);
      attributes.set(name, [...(attributes.get(name) ?? []), ...values.filter((value) => value !== undefined)]);
      if (attributes.size > attributesMax)
        throw new ConnectorError('claims_invalid', `the provider sent more than ${attributesMax} attributes`);
    }
  return attributes;
}

/** The one value that the provider gives a claim; of several different ones none is, since nobody says which is meant. */
function findClaim(
  claim: MappableClaim,
  attributes: Attributes,
  nameId: Element | undefined,
  config: SamlConfig,
): string | undefined {
  const chosen = config.attributes[claim];
  if (chosen === 'NameID') return textOf(nameId);
  if (chosen !== undefined) return onlyOf(attributes.get(chosen) ?? []);
  for (const known of attributeNames[claim]) {
    const values = [...attributes].flatMap(([name, each]) =>
      name === known || name.toLowerCase() === known ? each : [],
    );
    if (values.length > 0) return onlyOf(values);
  }
  return undefined;
}

function onlyOf(values: readonly string[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

/** A provider may say of an address that it is not verified: `email_verified`, as OpenID Connect calls it. */
function saysVerified(attributes: Attributes): boolean {
  const said = [...attributes].flatMap(([name, values]) =>
    ['email_verified', 'emailverified'].includes(name.toLowerCase()) ? (values.length > 0 ? values : ['']) : [],
  );
  return said.every((value) => value === 'true');
}
