/**
 * Pages of other origins call this API with their user's own access token, as Auth0's do. A token travels in a header that
 * no browser adds by itself, so any origin may: without one it gets nothing.
 */
import type { FastifyInstance } from 'fastify';

export function addCrossOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    // Whom the token endpoint may be called by, its application says.
    if (!request.url.startsWith('/api/v2')) return;
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after',
    });
  });
  app.options('/api/v2/*', async (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, auth0-client, x-correlation-id',
        'access-control-max-age': '3600',
      })
      .code(204)
      .send(),
  );
}
