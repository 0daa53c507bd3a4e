/**
 * SAML 2.0 as a service provider: Web Browser SSO, requests by redirect, answers by POST. This folder owns the requests, every
 * check on a response, the provider's metadata and ours; it remembers nothing (the caller keeps the sign-in, the tenant's
 * keys and the assertions that were taken) and knows nothing of users.
 *
 * An answer is read in three steps, and no later one sees what an earlier one did not let through: XML of a plain kind
 * (`xml.ts`), the part of it that is signed (`read-response.ts`, `signed-content.ts`), and what that part says
 * (`check-assertion.ts`, `saml-claims.ts`).
 */
import {
  type ConnectionSettings,
  type Connector,
  type ConnectorDependencies,
  ConnectorError,
  type ServiceProviderKey,
  type SignInStart,
  type Vouched,
} from '../connector.ts';
import { assertUsable, checkEndpoint } from '../endpoints.ts';
import { toConnectorError } from '../provider-failures.ts';
import { buildAuthnRequest, redirectWith, requestIdOf } from './authn-request.ts';
import { checkAssertion } from './check-assertion.ts';
import { metadataBytesMax, readMetadata } from './read-metadata.ts';
import { readResponse } from './read-response.ts';
import { readSamlClaims } from './saml-claims.ts';
import { checkSamlConfig, readSamlConfig } from './saml-config.ts';
import { writeMetadata } from './write-metadata.ts';

export function createSamlConnector(deps: ConnectorDependencies): Connector {
  async function read(
    connection: ConnectionSettings,
    samlResponse: string,
    expected: { recipients: string[]; requestId: string | null },
  ): Promise<Vouched> {
    const config = readSamlConfig(connection, deps);
    const assertion = await readResponse(samlResponse, { config, keys: keysOf(connection), ...expected });
    const { id, expiresAt, sessionIndex } = checkAssertion(assertion, {
      ...expected,
      issuer: config.issuer,
      audience: config.entityId,
      now: deps.now(),
    });
    return {
      claims: readSamlClaims(assertion, config),
      once: { id, expiresAt },
      ...(sessionIndex !== undefined && { providerSession: sessionIndex }),
    };
  }

  return {
    checkConfig: (config) => checkSamlConfig(config, deps),

    async start(connection, start) {
      assertComplete(start);
      const config = readSamlConfig(connection, deps);
      const acsUrl = connection.serviceProvider?.acsUrl ?? start.redirectUri;
      const request = { id: requestIdOf(start), acsUrl, now: deps.now(), again: start.again ?? false };
      const xml = buildAuthnRequest(config, request);
      const key = config.signRequests ? requireKey(connection) : undefined;
      return redirectWith(config.ssoEndpoint, { name: 'SAMLRequest', xml, relayState: start.state }, key);
    },

    async finish(connection, start, callback) {
      assertComplete(start);
      const samlResponse = readForm(callback.searchParams, start.state);
      const recipients = [start.redirectUri, connection.serviceProvider?.acsUrl].filter((url) => url !== undefined);
      return read(connection, samlResponse, { recipients, requestId: requestIdOf(start) });
    },

    async receive(connection, receivedAt, form) {
      if (!readSamlConfig(connection, deps).allowIdpInitiated)
        throw new ConnectorError('callback_invalid', 'this way to sign in begins here, and not at the provider');
      const [samlResponse, ...more] = form.getAll('SAMLResponse');
      if (samlResponse === undefined || more.length > 0)
        throw new ConnectorError('callback_invalid', 'the provider sent no SAML response, or several');
      return read(connection, samlResponse, { recipients: [receivedAt], requestId: null });
    },

    async complete(config) {
      const { metadata_xml: given, ...rest } = config;
      if (given !== undefined && typeof given !== 'string')
        throw new ConnectorError('configuration_invalid', '`metadata_xml` must be the text of a metadata document');
      const xml = given ?? (await fetchMetadata(rest, deps));
      return xml === undefined ? config : { ...readMetadata(xml, rest.issuer, deps.now()), ...rest };
    },

    async describe(connection) {
      const { serviceProvider } = connection;
      const entityId = connection.clientId || serviceProvider?.entityId;
      if (serviceProvider === undefined || entityId === undefined)
        throw new ConnectorError('configuration_invalid', 'the connection has no addresses to describe');
      const { config } = connection;
      const metadata = writeMetadata({
        entityId,
        acsUrl: serviceProvider.acsUrl,
        keys: serviceProvider.keys,
        signRequests: config.sign_requests === true,
        wantAssertionsSigned: config.require_signed === 'assertion' || config.require_signed === 'both',
        nameIdFormat: typeof config.name_id_format === 'string' ? config.name_id_format : undefined,
      });
      return { entity_id: entityId, acs_url: serviceProvider.acsUrl, metadata };
    },
  };
}

/** A caller that lost a value of the start must not be able to skip the check that it is for. */
function assertComplete(start: SignInStart): void {
  if (start.state === '' || start.nonce === '')
    throw new ConnectorError('callback_invalid', 'the sign-in has no state or no nonce; start it again');
}

/** INVARIANT: fails closed. A `RelayState` that is absent, repeated or foreign is refused before anything is read. */
function readForm(form: URLSearchParams, state: string): string {
  for (const name of ['RelayState', 'SAMLResponse'])
    if (form.getAll(name).length > 1)
      throw new ConnectorError('callback_invalid', `the callback repeats \`${name}\`; start again`);
  if (form.get('RelayState') !== state)
    throw new ConnectorError('callback_invalid', "the callback's state is missing or of another sign-in; start again");
  const samlResponse = form.get('SAMLResponse');
  if (!samlResponse) throw new ConnectorError('callback_invalid', 'the callback carries no SAML response; start again');
  return samlResponse;
}

function keysOf(connection: ConnectionSettings): readonly ServiceProviderKey[] {
  return connection.serviceProvider?.keys ?? [];
}

function requireKey(connection: ConnectionSettings): ServiceProviderKey {
  const [newest] = keysOf(connection);
  if (newest === undefined)
    throw new ConnectorError('configuration_invalid', 'the requests are to be signed, and there is no key for it');
  return newest;
}

/** The document at `metadata_url`, where the config is not filled in from it already; empty what it fills, to read it anew. */
async function fetchMetadata(
  config: Record<string, unknown>,
  deps: ConnectorDependencies,
): Promise<string | undefined> {
  const { metadata_url: url, certificates, sso_endpoint } = config;
  if (url === undefined || (certificates !== undefined && sso_endpoint !== undefined)) return undefined;
  const problem = checkEndpoint('metadata_url', url, deps);
  assertUsable(problem === undefined ? [] : [problem]);
  try {
    const response = await deps.fetch(String(url), { headers: { accept: 'application/samlmetadata+xml, text/xml' } });
    const text = response.status === 200 ? await response.text() : undefined;
    if (text !== undefined && text.length <= metadataBytesMax) return text;
  } catch (thrown) {
    throw toConnectorError(thrown, 'discovery');
  }
  throw new ConnectorError('provider_unreachable', '`metadata_url` did not answer with a metadata document');
}
