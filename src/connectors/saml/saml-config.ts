/** What a SAML connection's config says, checked and with the defaults filled in. */
import type { X509Certificate } from 'node:crypto';
import { type ConnectionSettings, type ConnectorDependencies, ConnectorError } from '../connector.ts';
import { assertUsable, checkEndpoint } from '../endpoints.ts';
import { checkCertificate, hasExpired, readCertificate } from './certificates.ts';

export const signatureDemands = ['either', 'assertion', 'response', 'both'] as const;
export type SignatureDemand = (typeof signatureDemands)[number];

/** The claims that a config may read from an attribute of its own choosing. */
export const mappableClaims = [
  'email',
  'given_name',
  'family_name',
  'display_name',
  'username',
  'phone',
  'picture',
  'locale',
] as const;
export type MappableClaim = (typeof mappableClaims)[number];

export interface SamlConfig {
  /** The provider's entity id. */
  issuer: string;
  ssoEndpoint: string;
  sloEndpoint: string | undefined;
  /** Those that are not expired; several while the provider changes from one to the next. */
  certificates: X509Certificate[];
  requireSigned: SignatureDemand;
  requireEncrypted: boolean;
  signRequests: boolean;
  allowIdpInitiated: boolean;
  nameIdFormat: string | undefined;
  /** The attribute that names the person, in place of the NameID. */
  subjectAttribute: string | undefined;
  attributes: Partial<Record<MappableClaim, string>>;
  /** Our entity id: the one that the provider's operator typed, else the address of our metadata. */
  entityId: string;
  forceAuthn: boolean;
}

const textMax = 1024;

/** Everything wrong with a stored config, in plain words. */
export function checkSamlConfig(config: Record<string, unknown>, deps: ConnectorDependencies): string[] {
  return [
    checkText('issuer', config.issuer, "the provider's entity id"),
    checkEndpoint('sso_endpoint', config.sso_endpoint, deps),
    config.slo_endpoint === undefined ? undefined : checkEndpoint('slo_endpoint', config.slo_endpoint, deps),
    ...checkCertificates(config.certificates, deps.now()),
    ...['sign_requests', 'require_encrypted', 'allow_idp_initiated', 'force_authn'].map((name) =>
      config[name] === undefined || typeof config[name] === 'boolean' ? undefined : `\`${name}\` must be true or false`,
    ),
    checkOneOf('require_signed', config.require_signed, signatureDemands),
    config.name_id_format === undefined
      ? undefined
      : checkText('name_id_format', config.name_id_format, 'the URN of a NameID format'),
    config.subject_attribute === undefined
      ? undefined
      : checkText('subject_attribute', config.subject_attribute, 'the name of an attribute'),
    ...checkAttributes(config.attributes),
  ].filter((problem) => problem !== undefined);
}

function checkText(name: string, value: unknown, what: string): string | undefined {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= textMax) return undefined;
  return `\`${name}\` must be ${what}, as text of at most ${textMax} characters`;
}

function checkOneOf(name: string, value: unknown, known: readonly string[]): string | undefined {
  if (value === undefined || known.includes(value as string)) return undefined;
  return `\`${name}\` must be one of ${known.join(', ')}`;
}

function checkCertificates(certificates: unknown, now: Date): (string | undefined)[] {
  if (!Array.isArray(certificates) || certificates.length === 0 || certificates.length > 10)
    return ['`certificates` must be a list of 1 to 10 certificates that the provider signs with'];
  return certificates.map((text, index) => checkCertificate(`certificates[${index}]`, text, now));
}

function checkAttributes(attributes: unknown): (string | undefined)[] {
  if (attributes === undefined) return [];
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes))
    return ['`attributes` must be an object of our claims, each with the name of an attribute'];
  return Object.entries(attributes).map(([claim, attribute]) =>
    (mappableClaims as readonly string[]).includes(claim)
      ? checkText(`attributes.${claim}`, attribute, 'the name of an attribute, or `NameID`')
      : `\`attributes.${claim.slice(0, 40)}\` is not a claim that can be mapped: use ${mappableClaims.join(', ')}`,
  );
}

/** The config of a connection, for a sign-in. Throws `configuration_invalid` in the words of `checkSamlConfig`. */
export function readSamlConfig(connection: ConnectionSettings, deps: ConnectorDependencies): SamlConfig {
  const { config } = connection;
  const given = Array.isArray(config.certificates) ? config.certificates : [];
  const inForce = given.filter((text) => {
    const certificate = readCertificate(text);
    return certificate === undefined || !hasExpired(certificate, deps.now());
  });
  // One that has expired since it was given is left out, and is a problem only when no other is left.
  assertUsable(checkSamlConfig({ ...config, certificates: inForce.length > 0 ? inForce : given }, deps));
  const entityId = connection.clientId || connection.serviceProvider?.entityId;
  if (entityId === undefined)
    throw new ConnectorError('configuration_invalid', 'the connection has no client id: our entity id at the provider');
  return {
    issuer: String(config.issuer),
    ssoEndpoint: String(config.sso_endpoint),
    sloEndpoint: config.slo_endpoint as string | undefined,
    certificates: inForce.map((text) => readCertificate(text)!),
    requireSigned: (config.require_signed as SignatureDemand | undefined) ?? 'either',
    requireEncrypted: config.require_encrypted === true,
    signRequests: config.sign_requests === true,
    allowIdpInitiated: config.allow_idp_initiated === true,
    nameIdFormat: config.name_id_format as string | undefined,
    subjectAttribute: config.subject_attribute as string | undefined,
    attributes: (config.attributes as SamlConfig['attributes'] | undefined) ?? {},
    entityId,
    forceAuthn: config.force_authn === true,
  };
}
