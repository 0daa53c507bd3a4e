/**
 * Sign-in by the password of a directory: the entry of the typed name is searched for, and then bound as (RFC 4513). It
 * owns the connection, its encryption and the search; what attributes mean is the profile's of each strategy.
 *
 * The network is guarded as `fetch` is: the address that was checked is the one that is dialled.
 */
import type { ConnectionOptions } from 'node:tls';
import { Client, type Entry, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import {
  type Claims,
  type ConnectionSettings,
  type ConnectorDependencies,
  ConnectorError,
  type PasswordConnector,
} from '../connector.ts';
import { assertUsable } from '../endpoints.ts';
import { checkFilter, fillFilter } from './filter.ts';
import { type AttributeNames, readLdapClaims } from './ldap-claims.ts';
import { checkSettings, type DirectoryConfig, readConfig } from './ldap-config.ts';

export interface LdapProfile {
  /** Where the name that a person types may stand. */
  userFilter: string;
  attributes: AttributeNames;
}

const timeoutMs = 10_000;
const typedCharactersMax = 256;

export function createLdapConnector(profile: LdapProfile, deps: ConnectorDependencies): PasswordConnector {
  const checkUse = (config: Record<string, unknown>): string[] => {
    const filter = config.user_filter === undefined ? undefined : checkFilter(config.user_filter);
    return [...readConfig(config, deps).problems, ...(filter === undefined ? [] : [filter])];
  };

  return {
    checkConfig: (config) => [...checkSettings(config), ...checkUse(config)],

    async verify(connection, { username, password }) {
      assertUsable(checkUse(connection.config));
      const config = readConfig(connection.config, deps).config!;
      // INVARIANT: an empty password never reaches the directory: RFC 4513 §5.1.2 makes such a bind succeed for anybody.
      if (password === '' || username.trim() === '' || isTooLong(username) || isTooLong(password))
        throw wrongPassword();
      const entry = await findEntry(connection, config, username);
      const dn = entry?.dn ?? `uid=nobody,${config.baseDn}`;
      const bound = await bindAs(config, dn, password);
      if (!entry || !bound) throw wrongPassword();
      return { claims: read(config, entry) };
    },
  };

  /** The one entry of that name; null when there is none, or several. */
  async function findEntry(connection: ConnectionSettings, config: DirectoryConfig, username: string) {
    return withClient(config, async (client) => {
      if (config.bindDn !== null && !(await tryBind(client, config.bindDn, connection.clientSecret ?? '')))
        throw new ConnectorError('client_refused', 'the directory does not accept our own name and password');
      const { attributes } = profile;
      const { searchEntries } = await client.search(config.baseDn, {
        scope: 'sub',
        filter: fillFilter(config.userFilter ?? profile.userFilter, username),
        sizeLimit: 2,
        timeLimit: timeoutMs / 1000,
        attributes: ['*', config.subjectAttribute ?? attributes.subject, 'memberOf'],
        explicitBufferAttributes: ['objectGUID', 'objectSid', 'jpegPhoto', 'thumbnailPhoto', 'userCertificate'],
      });
      return searchEntries.length === 1 ? searchEntries[0]! : null;
    });
  }

  function bindAs(config: DirectoryConfig, dn: string, password: string): Promise<boolean> {
    return withClient(config, (client) => tryBind(client, dn, password));
  }

  function read(config: DirectoryConfig, entry: Entry): Claims {
    const subject = config.subjectAttribute ?? profile.attributes.subject;
    return readLdapClaims(entry, { ...profile.attributes, subject });
  }

  async function withClient<T>(config: DirectoryConfig, work: (client: Client) => Promise<T>): Promise<T> {
    const { url } = config;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const tls: ConnectionOptions = {
      servername: host,
      minVersion: 'TLSv1.2',
      ...(config.ca !== null && { ca: config.ca }),
    };
    try {
      const address = await dial(host);
      const port = url.port === '' ? '' : `:${url.port}`;
      const client = new Client({
        url: `${url.protocol}//${address.includes(':') ? `[${address}]` : address}${port}`,
        timeout: timeoutMs,
        connectTimeout: timeoutMs,
        ...(url.protocol === 'ldaps:' && { tlsOptions: tls }),
      });
      try {
        if (config.startTls) await client.startTLS(tls);
        return await work(client);
      } finally {
        await client.unbind().catch(() => {});
      }
    } catch (thrown) {
      throw toConnectorError(thrown);
    }
  }

  async function dial(host: string): Promise<string> {
    if (!deps.findAddress)
      throw new ConnectorError('configuration_invalid', 'this installation does not call directories');
    return deps.findAddress(host);
  }
}

function isTooLong(typed: string): boolean {
  return typed.length > typedCharactersMax || typed.includes('\0');
}

/** The same for a name that nobody has. */
function wrongPassword(): ConnectorError {
  return new ConnectorError('access_denied', 'the name or the password is wrong');
}

async function tryBind(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (thrown) {
    // Directories also answer 32 (no such object), 34 (no such name) or 53 (unwilling) for a name that cannot sign in.
    if (thrown instanceof InvalidCredentialsError) return false;
    if (thrown instanceof ResultCodeError && [32, 34, 48, 49, 53].includes(thrown.code)) return false;
    throw thrown;
  }
}

function toConnectorError(thrown: unknown): unknown {
  if (thrown instanceof ConnectorError) return thrown;
  if (thrown instanceof ResultCodeError)
    return new ConnectorError('provider_error', `the directory answered with result code ${thrown.code}`);
  if (!(thrown instanceof Error)) return thrown;
  if (thrown.name === 'GuardedFetchError') return new ConnectorError('provider_unreachable', thrown.message);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code))
    return new ConnectorError(
      'provider_unreachable',
      `the directory's certificate is not one that we believe (\`${code}\`)`,
    );
  return new ConnectorError('provider_unreachable', 'the directory could not be reached, or does not speak LDAP');
}
