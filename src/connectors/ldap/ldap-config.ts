/** What a connection to a directory is configured with; the password of `bind_dn` is the connection's client secret. */
import type { ConnectorDependencies, OptionsSchema } from '../connector.ts';

export interface DirectoryConfig {
  url: URL;
  startTls: boolean;
  /** Certificates to believe in place of those that the system believes, PEM. */
  ca: string | null;
  baseDn: string;
  /** Null: the directory lets anybody search. */
  bindDn: string | null;
  userFilter: string | null;
  subjectAttribute: string | null;
}

/** `usual`: what the strategy does unless the connection says otherwise. */
export function directoryOptions(usual: { userFilter: string; subjectAttribute: string }): OptionsSchema {
  return {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        description: 'The address of the directory, and nothing but the server: `ldaps:`, or `ldap:` with `start_tls`.',
        format: 'uri',
        examples: ['ldaps://directory.example.com'],
      },
      start_tls: {
        type: 'boolean',
        description: 'Encrypt an `ldap:` connection before anything is said on it.',
        default: false,
      },
      ca: {
        type: 'string',
        description: 'Certificates in PEM to believe, in place of those that the system believes.',
      },
      base_dn: {
        type: 'string',
        description: 'Below which entry people are looked for.',
        examples: ['ou=people,dc=example,dc=com'],
      },
      bind_dn: {
        type: 'string',
        description:
          'Who we are when we look for people; the password is the client secret. Nobody, where it is absent.',
        examples: ['cn=selfsame,ou=services,dc=example,dc=com'],
      },
      user_filter: {
        type: 'string',
        description: 'How a person is found; `{username}` stands for what was typed.',
        default: usual.userFilter,
      },
      subject_attribute: {
        type: 'string',
        description: 'The attribute that names a person for good.',
        default: usual.subjectAttribute,
      },
    },
    required: ['url', 'base_dn'],
  };
}

const known = new Set(Object.keys(directoryOptions({ userFilter: '', subjectAttribute: '' }).properties));

/** What is not known is refused when it is written. In use it is passed over: a provider's config may hold others' settings. */
export function checkSettings(config: Record<string, unknown>): string[] {
  const unknown = Object.keys(config).filter((name) => !known.has(name));
  return unknown.length > 0 ? [`a directory has no setting \`${unknown.join('`, `')}\``] : [];
}

export function readConfig(
  config: Record<string, unknown>,
  { insecureDevelopmentEndpoints }: Pick<ConnectorDependencies, 'insecureDevelopmentEndpoints'>,
): { config: DirectoryConfig | null; problems: string[] } {
  const problems: string[] = [];
  const readOptional = (name: string): string | null => {
    const value = config[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' && value !== '') return value;
    problems.push(`\`${name}\` must be a text`);
    return null;
  };
  const url = typeof config.url === 'string' && URL.canParse(config.url) ? new URL(config.url) : null;
  if (!url || !['ldap:', 'ldaps:'].includes(url.protocol) || url.hostname === '')
    problems.push('`url` must be the address of a directory, such as `ldaps://directory.example.com`');
  else if (!['', '/'].includes(url.pathname) || url.search !== '' || url.username !== '')
    problems.push('`url` must name the server alone');
  if (![undefined, null, true, false].includes(config.start_tls as boolean))
    problems.push('`start_tls` must be true or false');
  const startTls = config.start_tls === true;
  if (url?.protocol === 'ldaps:' && startTls)
    problems.push('`start_tls` is for `ldap:` addresses: `ldaps:` is encrypted already');
  if (url?.protocol === 'ldap:' && !startTls && !insecureDevelopmentEndpoints)
    problems.push('passwords must not travel in the clear: use `ldaps:` or set `start_tls`');
  if (typeof config.base_dn !== 'string' || !/^[A-Za-z][^=]*=/.test(config.base_dn))
    problems.push('`base_dn` must be a distinguished name, such as `ou=people,dc=example,dc=com`');
  const ca = readOptional('ca');
  if (ca !== null && !ca.includes('-----BEGIN CERTIFICATE-----')) problems.push('`ca` must be certificates in PEM');
  const rest = {
    ca,
    bindDn: readOptional('bind_dn'),
    userFilter: readOptional('user_filter'),
    subjectAttribute: readOptional('subject_attribute'),
  };
  if (problems.length > 0 || !url) return { config: null, problems };
  return { config: { url, startTls, baseDn: String(config.base_dn), ...rest }, problems };
}
