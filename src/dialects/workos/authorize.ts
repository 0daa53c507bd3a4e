/**
 * `GET /user_management/authorize`: a browser on its way to sign in, and `GET /user_management/sessions/logout`: one on its
 * way out. Each SDK spells lists and maps in the query in its own way; all of them are read.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Application } from '../../domain/application.ts';
import { DomainError } from '../../domain/errors.ts';
import { requireOwnUri, resumePath, withParameters } from '../../operations/app-authorizations.ts';
import type { Operations } from '../../operations/index.ts';
import { callerOf, type DialectContext, toDomainError } from '../dialect.ts';
import { requireClient } from './clients.ts';
import { sendError } from './errors.ts';
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
  /** A person is here by a browser, as a rule. */
  const errorHandler = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
    context.sendRefusalPage && /\btext\/html\b/.test(request.headers.accept ?? '')
      ? context.sendRefusalPage(error, request, reply)
      : sendError(error, request, reply);

  app.get('/user_management/authorize', { exposeHeadRoute: false, errorHandler }, async (request, reply) => {
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
      // RFC 6749 §4.1.2.1: from here on whatever is wrong is the application's to know.
      const { code, message } = error instanceof Told ? error : toTold(error, request);
      const told = { error: code, error_description: message, state };
      return reply.redirect(withParameters(redirectUri, told).href, 302);
    }
  });

  app.get('/user_management/sessions/logout', { exposeHeadRoute: false, errorHandler }, async (request, reply) => {
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

/** What is wrong in none of the ways that WorkOS has a word for, in those of RFC 6749. */
function toTold(error: unknown, request: FastifyRequest): Told {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') {
    request.log.error({ err: error }, 'bug');
    return new Told('server_error', 'internal error');
  }
  const passes = refusal.kind === 'unavailable' || refusal.kind === 'rate_limited';
  return new Told(passes ? 'temporarily_unavailable' : 'invalid_request', refusal.message);
}

async function readAsked(operations: Operations, application: Application, query: URLSearchParams) {
  const read = (name: string): string | null => query.get(name) || null;
  if (read('response_type') !== 'code')
    throw new Told('unsupported_response_type', 'the `response_type` must be `code`');
  for (const name of ['client_id', 'redirect_uri', 'state', 'code_challenge', 'provider', 'connection_id'])
    if (query.getAll(name).length > 1) throw new Told('invalid_request', `\`${name}\` is given more than once`);
  // No address has them, and the database takes none.
  for (const [name, text] of query)
    if (text.includes('\0')) throw new Told('invalid_request', `\`${name}\` has a NUL in it`);
  const connectionId = await readWay(operations, application, query);
  const isHosted = connectionId === null;
  const again = read('prompt') === 'login' || read('max_age') === '0';
  return {
    codeChallenge: readChallenge(application, read('code_challenge'), read('code_challenge_method')),
    connectionId,
    // Whoever asks for a provider sends the person there; the hosted pages take whoever is signed in.
    fresh: !isHosted || again,
    asksItself: !isHosted,
    hints: { ...readHints(query), ...(again && { prompt: 'login' }) },
  };
}

/** What the pages and the provider are told of the person. One page is for those who sign in and who sign up (`screen_hint`). */
function readHints(query: URLSearchParams): Record<string, string> {
  const loginHint = query.get('login_hint') ?? '';
  return loginHint === '' || loginHint.length > 320 ? {} : { login_hint: loginHint };
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
