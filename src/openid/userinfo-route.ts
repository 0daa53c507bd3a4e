/**
 * `/userinfo`: the library's own answer to its own tokens, and ours to access tokens of an API that are for this endpoint
 * too, as Auth0's are.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JsonObject } from '../domain/json.ts';
import type { Site } from '../server/site.ts';
import { toClaims } from './claims.ts';
import type { OpenidContext } from './openid-context.ts';
import { claimsOfScopes } from './scopes.ts';
import { routes } from './tenant-provider.ts';

export function addUserinfoRoute(app: FastifyInstance, context: OpenidContext): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || token.split('.').length !== 3)
      return context.pass(request, reply, { person: null, ...(request.method === 'POST' && { form: {} }) });
    const claims = await answerToJwt(context, await context.requireSite(request), token);
    reply.headers({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    if (claims) return reply.send(claims);
    // RFC 6750 §3.1.
    reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return reply
      .code(401)
      .send({ error: 'invalid_token', error_description: 'the token is expired, or not for this endpoint' });
  };
  app.get(routes.userinfo, { exposeHeadRoute: false }, handle);
  app.post(routes.userinfo, handle);
  app.options(routes.userinfo, (request, reply) => context.pass(request, reply));
}

async function answerToJwt({ operations }: OpenidContext, site: Site, token: string): Promise<JsonObject | null> {
  const claims = await operations.tokens.verify(token, site.tenant.id);
  if (!claims || claims.iss !== `${site.baseUrl}/`) return null;
  const { aud, azp, sub, scope } = claims;
  if (![aud].flat().includes(`${site.baseUrl}${routes.userinfo}`)) return null;
  if (typeof azp !== 'string' || typeof sub !== 'string' || typeof scope !== 'string') return null;
  const application = await operations.applications.byClientId(site.tenant.id, azp);
  const account = application && (await operations.openid.bySubject(application, sub));
  const sessionId = typeof claims.sid === 'string' ? claims.sid : null;
  if (!account || !(await operations.openid.findAccount(site.tenant.id, account.accountId, sessionId))) return null;
  const told = new Set(scope.split(' ').flatMap((name) => claimsOfScopes[name as keyof typeof claimsOfScopes] ?? []));
  const all = Object.entries(toClaims(account.user, application.subjectFormat)).filter(([name]) => told.has(name));
  return { sub, ...Object.fromEntries(all) };
}
