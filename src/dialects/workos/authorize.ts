/**
 * `GET /user_management/authorize`: a browser on its way to sign in, and `GET /user_management/sessions/logout`: one on its
 * way out. Each SDK spells lists and maps in the query in its own way; all of them are read.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Application } from '../../domain/application.ts';
import { DomainError } from '../../domain/errors.ts';
import { requireOwnUri, resumePath, withParameters } from '../../operations/app-authorizations.ts';
import type { Operations } from '../../operations/index.ts';
import { callerOf, type DialectContext } from '../dialect.ts';
import { requireClient } from './clients.ts';
import { strategiesOf } from './provider-words.ts';
import { fromWireId } from './wire-ids.ts';

/** An error that the application is told, at its redirect URI. */
class Told extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

export function addAuthorize(app: FastifyInstance, context: DialectContext): void {
  const { operations } = context;

  app.get('/user_management/authorize', { exposeHeadRoute: false }, async (request, reply) => {
    const query = readQuery(request);
    const read = (name: string): string | null => query.get(name) || null;
    const { application } = await requireClient(context, request, read('client_id') ?? '');
    const redirectUri = read('redirect_uri') ?? '';
    // INVARIANT: until the address is known to be the application's, nobody is sent anywhere.
    requireOwnUri(application, redirectUri);
    const state = read('state');
    try {
      const id = await operations.appAuthorizations.start(application, {
        redirectUri,
        state,
        ...(await readAsked(operations, application, query)),
      });
      return reply.redirect(resumePath(id), 302);
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      const told = { error: error.code, error_description: error.message, state };
      return reply.redirect(withParameters(redirectUri, told).href, 302);
    }
  });

  app.get('/user_management/sessions/logout', { exposeHeadRoute: false }, async (request, reply) => {
    const query = readQuery(request);
    const sessionId = fromWireId('session', query.get('session_id') ?? '');
    const tenant = (await context.siteOf?.(request))?.tenant;
    if (sessionId === null || !tenant)
      throw new DomainError('invalid_input', 'name the session as `session_id`', { field: 'session_id' });
    const returnTo = query.get('return_to') || null;
    if (returnTo !== null && !(await operations.appGrants.isSignOutUri(tenant.id, returnTo)))
      throw new DomainError('invalid_input', 'the `return_to` is no sign-out address of an application', {
        field: 'return_to',
      });
    await operations.appGrants.signOut(tenant.id, sessionId, callerOf(request, 'workos'));
    return reply.redirect(returnTo ?? '/sign-in?signed_out', 302);
  });
}

async function readAsked(operations: Operations, application: Application, query: URLSearchParams) {
  const read = (name: string): string | null => query.get(name) || null;
  if (read('response_type') !== 'code')
    throw new Told('unsupported_response_type', 'the `response_type` must be `code`');
  for (const name of ['client_id', 'redirect_uri', 'state', 'code_challenge', 'provider', 'connection_id'])
    if (query.getAll(name).length > 1) throw new Told('invalid_request', `\`${name}\` is given more than once`);
  const connectionId = await readWay(operations, application, query);
  const isHosted = connectionId === null;
  return {
    codeChallenge: readChallenge(application, read('code_challenge'), read('code_challenge_method')),
    connectionId,
    // Whoever asks for a provider sends the person there; the hosted pages take whoever is signed in.
    fresh: !isHosted || read('prompt') === 'login' || read('max_age') === '0',
    asksItself: !isHosted,
    hints: readHints(query),
  };
}

function readHints(query: URLSearchParams): Record<string, string> {
  const names = ['login_hint', 'screen_hint', 'domain_hint'];
  return Object.fromEntries(
    names.map((name) => [name, query.get(name) ?? '']).filter(([, text]) => text !== '' && text!.length <= 320),
  );
}

/** PKCE: RFC 7636, S256 alone. */
function readChallenge(application: Application, challenge: string | null, method: string | null): string | null {
  if (challenge === null) {
    if (application.pkceRequired)
      throw new Told('invalid_request', 'this application needs PKCE: send a `code_challenge` of method `S256`');
    return null;
  }
  if (method !== 'S256') throw new Told('invalid_request', 'the `code_challenge_method` must be `S256`');
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new Told('invalid_request', 'the `code_challenge` is no SHA-256 in base64url');
  return challenge;
}

/** The way in that the selector names; null for all of them. */
async function readWay(
  operations: Operations,
  { tenantId }: Application,
  query: URLSearchParams,
): Promise<string | null> {
  const selectors = ['provider', 'connection_id', 'organization_id'].filter((name) => query.get(name));
  if (selectors.length > 1) throw new Told('ambiguous_connection_selector', `choose one of ${selectors.join(', ')}`);
  const [selector] = selectors;
  const word = selector ? query.get(selector)! : 'authkit';
  if (selector === 'organization_id')
    throw new Told('organization_invalid', 'there are no organizations here: name a `connection_id`');
  if (selector === undefined || (selector === 'provider' && word === 'authkit')) return null;
  const ways = await operations.signIn.choices(tenantId);
  const strategies = selector === 'provider' ? strategiesOf(word) : [];
  const way =
    ways.find(({ provider }) => strategies.includes(provider.strategy)) ??
    ways.find(({ connection, provider }) => [connection.identifier, connection.id, provider.name].includes(word));
  if (!way)
    throw selector === 'provider'
      ? new Told('invalid_connection_selector', `there is no way in of the provider \`${word.slice(0, 80)}\``)
      : new Told('connection_invalid', `there is no way in called \`${word.slice(0, 80)}\``);
  return way.connection.id;
}

/**
 * The query as it stands in the address. `provider_scopes` and `provider_query_params` come repeated, joined, in brackets,
 * as JSON or otherwise: a connection's own settings decide what its provider is asked for, so no form of them is refused.
 */
function readQuery(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://own.invalid').searchParams;
}
