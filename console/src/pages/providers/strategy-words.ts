/** What a strategy is, needs and lacks, in words. */
import type { Strategy } from './provider-queries.ts';

export const kinds: Record<string, string> = {
  oidc: 'OpenID Connect',
  oauth2: 'OAuth 2.0',
  saml: 'SAML 2.0',
  ldap: 'LDAP',
  cas: 'CAS',
  code: 'Codes by mail',
  database: 'Made by API',
};

export function kindOf({ protocol }: Pick<Strategy, 'protocol'>): string {
  return kinds[protocol] ?? protocol;
}

/** Whether people come in by it, so that it has connections. */
export function hasConnections({ protocol }: Pick<Strategy, 'protocol'>): boolean {
  return protocol !== 'database';
}

export interface Credentials {
  clientId: { label: string; description: string; required: boolean } | null;
  clientSecret: { label: string; description: string; required: boolean; isLong: boolean } | null;
}

/** Strategies whose secret is a key of several lines. */
const keyed: Record<string, string> = {
  apple: 'The text of the .p8 key file from Apple.',
  alipay: 'The application’s RSA private key, as text.',
};

/** What we show who we are with, at a provider of this kind. */
export function credentialsOf({ id, protocol, lacks }: Strategy): Credentials {
  if (protocol === 'oidc' || protocol === 'oauth2') {
    const key = keyed[id];
    return {
      clientId: {
        label: 'Client id',
        description: 'As the provider calls your application: perhaps app id, app key or consumer key.',
        required: true,
      },
      clientSecret:
        lacks.client_secret !== undefined
          ? null
          : {
              label: key === undefined ? 'Client secret' : 'Private key',
              description: key ?? 'Sealed at once, and shown to nobody again.',
              required: true,
              isLong: key !== undefined,
            },
    };
  }
  if (protocol === 'saml')
    return {
      clientId: {
        label: 'Our entity id',
        description: 'Only where the other side has another for us than the address of our metadata.',
        required: false,
      },
      clientSecret: null,
    };
  if (protocol === 'ldap')
    return {
      clientId: null,
      clientSecret: {
        label: 'Password of the bind DN',
        description: 'Sealed at once, and shown to nobody again.',
        required: false,
        isLong: false,
      },
    };
  return { clientId: null, clientSecret: null };
}

interface Schema {
  required?: string[];
  anyOf?: unknown[];
}

/** Before one begins: what to have at hand. */
export function needsOf(strategy: Strategy): string[] {
  const { clientId, clientSecret } = credentialsOf(strategy);
  const { required = [], anyOf } = strategy.options_schema as Schema;
  return [
    ...(clientId?.required ? [lowerFirst(clientId.label)] : []),
    ...(clientSecret?.required ? [lowerFirst(clientSecret.label)] : []),
    ...required.map((name) => lowerFirst(nameOption(name))),
    ...(anyOf === undefined ? [] : ['the provider’s metadata']),
  ];
}

const lackWords: Record<string, string> = {
  pkce: 'PKCE',
  client_secret: 'client secret',
  login_hint: 'login hint',
  email: 'e-mail address',
  email_verified: 'verified bit',
  refresh: 'renewal of tokens',
  revoke: 'end of tokens',
};

export function lacksOf({ lacks }: Strategy): { what: string; why: string }[] {
  return Object.entries(lacks).map(([name, why]) => ({ what: lackWords[name] ?? name, why }));
}

const spelt: Record<string, string> = {
  url: 'URL',
  id: 'id',
  xml: 'XML',
  dn: 'DN',
  ca: 'CA certificates',
  sso: 'Single sign-on',
  slo: 'Single log-out',
  idp: 'provider',
  tls: 'TLS',
  acr: 'ACR',
};

/** `metadata_url` as `Metadata URL`. */
export function nameOption(name: string): string {
  if (name === 'allow_idp_initiated') return 'Take sign-ins that begin at the provider';
  const text = name
    .split('_')
    .map((word) => spelt[word] ?? word)
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Within a sentence; `URL` stays as it is. */
export function lowerFirst(text: string): string {
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
