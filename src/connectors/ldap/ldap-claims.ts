/** An entry of a directory in our words. */
import type { Entry } from 'ldapts';
import { type Claims, ConnectorError } from '../connector.ts';
import { keepRaw, readEmail, readSubject, readText, withoutUndefined } from '../read-claims.ts';

/** Which attribute says what. */
export interface AttributeNames {
  /** Of the entry itself, not of its name: it stays when the person is renamed or moves. */
  subject: string;
  username: string;
  email: string;
  displayName: string;
  givenName: string;
  familyName: string;
  phone: string;
}

/** Beside what the strategy's attributes say: never kept, whatever the directory lets us read. */
const secretAttributes = /password|pwd|secret|certificate|photo|thumbnail|userpkcs12|msDS-ManagedPassword/i;

/**
 * The address is the one value of its attribute: where there are several, nobody says which is the person's, and so none
 * is verified. A principal name that looks like an address is not one.
 */
export function readLdapClaims(entry: Entry, names: AttributeNames): Claims {
  const addresses = valuesOf(entry, names.email);
  const email = readEmail(addresses[0]);
  const text = (name: string) => readText(valuesOf(entry, name)[0]);
  return withoutUndefined({
    subject: readLdapSubject(entry, names.subject),
    subjectType: '',
    email,
    emailVerified: email !== undefined && addresses.length === 1,
    phone: text(names.phone),
    phoneVerified: false,
    username: text(names.username),
    displayName: text(names.displayName) ?? text('cn'),
    givenName: text(names.givenName),
    familyName: text(names.familyName),
    raw: keepRaw(keepAttributes(entry)),
  }) as Claims;
}

function readLdapSubject(entry: Entry, name: string): string {
  const values = attributeOf(entry, name);
  if (values.length !== 1)
    throw new ConnectorError(
      'claims_invalid',
      `the entry has no single \`${name}\`, which is to name the person for good`,
    );
  const [value] = values;
  return readSubject(Buffer.isBuffer(value) ? readGuid(value) : value);
}

/** MS-DTYP §2.3.4.2: the first three fields of a GUID are little-endian. */
function readGuid(bytes: Buffer): string {
  if (bytes.length !== 16) throw new ConnectorError('claims_invalid', 'the entry has an id that is none');
  const hex = Buffer.concat([
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8),
  ]).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Attribute names are compared without case (RFC 4512 §2.5). */
function attributeOf(entry: Entry, name: string): (string | Buffer)[] {
  const key = Object.keys(entry).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? [] : [entry[key]!].flat();
}

function valuesOf(entry: Entry, name: string): string[] {
  return attributeOf(entry, name).filter((value) => typeof value === 'string');
}

function keepAttributes(entry: Entry): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]) => {
      const texts = [value].flat().filter((each) => typeof each === 'string');
      if (texts.length === 0 || secretAttributes.test(name)) return [];
      return [[name, Array.isArray(value) ? texts : texts[0]]];
    }),
  );
}
