/**
 * How much one address may ask of the sign-in pages, and how often one name may be tried. Counted in the memory that the
 * processes of a server share: what must hold across servers is counted in the database (tries at a code, codes sent,
 * questions that wait, started sign-ins), and a directory counts wrong passwords itself. What is left to bound here is work.
 */
import { isIPv6 } from 'node:net';
import counter from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { type CountedAs, createCountStore } from '../../operations/count-store.ts';
import type { HostedContext } from './hosted-context.ts';

export interface AddressLimit {
  requestsMax: number;
  windowSeconds: number;
}

/** An office of hundreds behind one address signs in within minutes of nine. */
const defaultLimit: AddressLimit = { requestsMax: 600, windowSeconds: 60 };

/** A name tried from one address; and from all of them, wide enough that nobody shuts somebody else out by hand. */
const triesOfName = { fromOneAddress: 10, fromAnywhere: 100, windowMinutes: 15 };
/** Names of any kind from one address: passwords tried on many people, codes mailed to many addresses. */
const namesFromOneAddress = 300;

/** How many addresses and names are remembered; past it the ones longest unseen are forgotten. */
const rememberedMax = 100_000;

/** Counts a try at a name that a person typed: `kind` says of what, so that two forms do not share a count. */
export type CountTry = (request: FastifyRequest, reply: FastifyReply, kind: string, name: string) => Promise<void>;

/** Limits what one address may ask of this plugin's routes; `name` is whose count it is. */
export async function addAddressLimit(
  app: FastifyInstance,
  { addressLimit, shared }: Pick<HostedContext, 'addressLimit' | 'shared'>,
  name: string,
  isLimited: (request: FastifyRequest) => boolean,
): Promise<void> {
  const { requestsMax, windowSeconds } = addressLimit ?? defaultLimit;
  const limit = createLimit(app);
  await app.register(counter, { global: false, store: createCountStore(shared) });
  const count = limit(name, requestsMax, windowSeconds * 1000, ({ ip }) => networkOf(ip));
  app.addHook('onRequest', async (request, reply) => {
    if (!isLimited(request)) return;
    await requireRoom(count, request, reply, 'too much was asked from your address: wait a minute');
  });
}

function createLimit(app: FastifyInstance) {
  return (name: string, max: number, timeWindow: number, keyGenerator: (request: FastifyRequest) => string) => {
    const counted: CountedAs = { countedAs: name, timeWindow, namesMax: rememberedMax };
    return app.createRateLimit({ ...counted, max, keyGenerator });
  };
}

async function requireRoom(
  count: ReturnType<FastifyInstance['createRateLimit']>,
  request: FastifyRequest,
  reply: FastifyReply,
  said: string,
): Promise<void> {
  const counted = await count(request);
  if (counted.isAllowed || !counted.isExceeded) return;
  reply.header('retry-after', Math.max(1, Math.ceil(counted.ttl / 1000)));
  throw new DomainError('rate_limited', said);
}

/** Limits what is asked under `/sign-in/`, and gives what its forms count tries with. */
export async function addSignInLimits(
  app: FastifyInstance,
  context: Pick<HostedContext, 'addressLimit' | 'shared'>,
): Promise<CountTry> {
  await addAddressLimit(app, context, 'sign-in', ({ url }) => url.startsWith('/sign-in/'));
  const names = new WeakMap<FastifyRequest, string>();
  const limit = createLimit(app);
  const windowMs = triesOfName.windowMinutes * 60_000;
  const tooManyNames = 'too many names were tried from your address: wait a quarter of an hour';
  const tooOften = 'this name was tried too often: wait a quarter of an hour';
  const tries = [
    { count: limit('names of address', namesFromOneAddress, windowMs, ({ ip }) => networkOf(ip)), said: tooManyNames },
    {
      count: limit(
        'tries from address',
        triesOfName.fromOneAddress,
        windowMs,
        (request) => `${networkOf(request.ip)} ${names.get(request)}`,
      ),
      said: tooOften,
    },
    { count: limit('tries', triesOfName.fromAnywhere, windowMs, (request) => `${names.get(request)}`), said: tooOften },
  ];

  return async (request, reply, kind, name) => {
    // A name of any length, folded as a directory would: one person is one count.
    names.set(request, `${kind} ${name.normalize('NFKC').trim().toLowerCase().slice(0, 320)}`);
    for (const { count, said } of tries) await requireRoom(count, request, reply, said);
  };
}

/** Whose address it is: with IPv6, a customer has at least a whole /64 (RFC 6177). */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || !URL.canParse(`http://[${ip}]`)) return ip;
  const spelling = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  if (/^::ffff:/.test(spelling)) return spelling;
  const [head = '', tail] = spelling.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - after.length).fill('0'), ...after];
  return `${whole.slice(0, 4).join(':')}::/64`;
}
