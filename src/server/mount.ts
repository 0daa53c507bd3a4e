/** Mounts each dialect in a context of its own, side by side at the origin's root. */
import type {} from '@fastify/swagger';
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';
import { type Dialect, type DialectContext, methodNotAllowed, routeNotFound } from '../dialects/dialect.ts';

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export async function mountDialects(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  context: DialectContext,
): Promise<void> {
  for (const dialect of dialects) {
    await app.register(async (own) => {
      const taken = collectRoutes(own);
      await dialect.register(own, context);
      refuseOtherMethods(own, taken);
      refuseUnknownPaths(own, dialect.prefixes, taken);
    });
  }
}

type Taken = Map<string, Set<HTTPMethods>>;

/** Which methods each path of the context has. */
function collectRoutes(app: FastifyInstance): Taken {
  const taken: Taken = new Map();
  app.addHook('onRoute', ({ url, method }: RouteOptions) => {
    const known = taken.get(url) ?? new Set();
    taken.set(url, known);
    for (const each of Array.isArray(method) ? method : [method]) known.add(each as HTTPMethods);
  });
  return taken;
}

/** A known path asked with another method is told so, by the error handler of its dialect. */
function refuseOtherMethods(app: FastifyInstance, taken: Taken): void {
  for (const [url, known] of [...taken]) {
    if (url.includes('*')) continue;
    const others = methods.filter((method) => !known.has(method));
    const allowed = [...known].filter((method) => method !== 'HEAD').sort();
    if (others.length === 0) continue;
    app.route({
      url,
      method: others,
      schema: { hide: true },
      handler: (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw methodNotAllowed(allowed);
      },
    });
  }
}

/** What lies under a dialect's prefixes and is nothing is refused by the error handler of that dialect. */
function refuseUnknownPaths(app: FastifyInstance, prefixes: string[], taken: Taken): void {
  for (const url of prefixes.flatMap((prefix) => [prefix, `${prefix}/*`])) {
    const free = methods.filter((method) => !taken.get(url)?.has(method));
    if (free.length === 0) continue;
    app.route({
      url,
      method: free,
      schema: { hide: true },
      handler: (request) => {
        throw routeNotFound(request);
      },
    });
  }
}
