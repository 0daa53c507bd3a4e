/** The options of a `samlp` or `adfs` connection in this API's words, as the config of ours. */
import type { JsonObject } from '../../domain/json.ts';

/** Options that mean what a key of our config means. The document itself is read once, and kept by nobody. */
const sameMeaning: Readonly<Record<string, string>> = {
  metadataUrl: 'metadata_url',
  metadataXml: 'metadata_xml',
  fedMetadataXml: 'metadata_xml',
  signInEndpoint: 'sso_endpoint',
  signOutEndpoint: 'slo_endpoint',
  signSAMLRequest: 'sign_requests',
  user_id_attribute: 'subject_attribute',
};

export function speaksSaml(strategy: string): boolean {
  return strategy === 'samlp' || strategy === 'adfs';
}

/** What a metadata document says, and is read anew from one that is given. */
const fromMetadata = ['issuer', 'sso_endpoint', 'slo_endpoint', 'certificates'];

/** What the caller says goes before what an earlier answer showed, which comes back with every update. */
export function fromSamlOptions(options: JsonObject): { config: JsonObject; entityId?: string } {
  const { signingCert, idpinitiated, entityId, ...rest } = options;
  const config = Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(sameMeaning, name)));
  if ([rest.metadataUrl, rest.metadataXml, rest.fedMetadataXml].some((each) => each !== undefined))
    for (const name of fromMetadata) delete config[name];
  for (const [name, ours] of Object.entries(sameMeaning)) if (rest[name] !== undefined) config[ours] = rest[name];
  if (typeof signingCert === 'string') config.certificates = readCertificates(signingCert);
  if (typeof idpinitiated === 'object' && idpinitiated !== null && 'enabled' in idpinitiated)
    config.allow_idp_initiated = idpinitiated.enabled === true;
  return { config, ...(typeof entityId === 'string' && entityId !== '' && { entityId }) };
}

/** The same in this API's words, beside ours. */
export function toSamlOptions(config: JsonObject): JsonObject {
  const { sso_endpoint, slo_endpoint, certificates, sign_requests, allow_idp_initiated } = config;
  return {
    ...(sso_endpoint !== undefined && { signInEndpoint: sso_endpoint }),
    ...(slo_endpoint !== undefined && { signOutEndpoint: slo_endpoint }),
    ...(Array.isArray(certificates) && { signingCert: certificates.map((each) => toPem(String(each))).join('\n') }),
    signSAMLRequest: sign_requests === true,
    idpinitiated: { enabled: allow_idp_initiated === true },
  };
}

function toPem(certificate: string): string {
  if (certificate.includes('-----BEGIN')) return certificate.trim();
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** PEM, or PEM in base64, as the vendor's API takes it; one certificate or several behind each other. */
function readCertificates(text: string): string[] {
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  const pem = decoded.startsWith('-----BEGIN') ? decoded : text;
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [pem];
}
