/** How much one caller may ask. Every answer says what is left (`x-ratelimit-*`); past it the answer is 429. */
import counter from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { type CountedAs, createCountStore } from '../../operations/count-store.ts';
import type { DialectContext, RateLimit } from '../dialect.ts';

/**
 * Generous: it is there to keep one runaway client from starving the others. The window is short because SDKs that repeat
 * a request for any reason (the Python one does so on 409) wait until the time that `x-ratelimit-reset` names.
 */
const defaultRateLimit: RateLimit = { requestsMax: 2000, windowSeconds: 1 };

/** How many callers are remembered; past it the ones longest unseen are forgotten. */
const callersMax = 5000;

/** Counts by API key, and by address where there is none. Must be added after authentication. */
export async function addRateLimit(
  app: FastifyInstance,
  { now, rateLimit, shared }: Pick<DialectContext, 'now' | 'rateLimit' | 'shared'>,
): Promise<void> {
  const { requestsMax, windowSeconds } = rateLimit ?? defaultRateLimit;
  await app.register(counter, { global: false, store: createCountStore(shared) });
  const limit: CountedAs = { countedAs: 'auth0', timeWindow: windowSeconds * 1000, namesMax: callersMax };
  const count = app.createRateLimit({
    ...limit,
    max: requestsMax,
    keyGenerator: ({ auth0Caller, ip }) =>
      auth0Caller && 'actor' in auth0Caller ? `${auth0Caller.actor.tenantId}/${auth0Caller.actor.id}` : ip,
  });
  app.addHook('onRequest', async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed) return;
    const { max, remaining, ttl, isExceeded } = counted;
    reply.headers({
      'x-ratelimit-limit': max,
      'x-ratelimit-remaining': remaining,
      'x-ratelimit-reset': Math.ceil((now() + ttl) / 1000),
    });
    if (!isExceeded) return;
    reply.header('retry-after', Math.max(1, Math.ceil(ttl / 1000)));
    throw new DomainError('rate_limited', `the limit of ${max} requests in ${windowSeconds} s has been reached`);
  });
}
