/** `GET /v1/events/stream`: events as they happen, as server-sent events (HTML, "Server-sent events"). */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { Event } from '../../domain/event.ts';
import { isUuid } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { toEvent } from './event.ts';
import { eventFilters, readEventFilters } from './event-search.ts';
import { closed, uuidInput } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

/** Often enough for the proxies in between, and for a credential that ended to be noticed. */
const heartbeatMs = 15_000;
const streamsPerActor = 10;
/** What waits for a slow reader before it is given up. */
const waitingBytesMax = 1024 * 1024;

type Ending = 'credential_ended' | 'draining' | 'slow';

export function addEventStreamRoute(
  app: NativeApp,
  { operations }: DialectContext,
  authenticate: onRequestHookHandler,
): void {
  const open = new Map<string, number>();
  const endings = new Set<(reason: Ending) => void>();
  let draining = false;
  app.addHook('preClose', (done) => {
    draining = true;
    for (const end of endings) end('draining');
    done();
  });

  app.get(
    '/v1/events/stream',
    {
      exposeHeadRoute: false,
      schema: {
        ...describe({
          id: 'streamEvents',
          tag: 'Events',
          summary: 'Follow events as they happen',
          description:
            'Server-sent events: each has the `id` of the event and the event itself as `data`, as it is listed. It begins with ' +
            'what happens from now on, or behind the event of `Last-Event-ID`. An event `gap` says that some were left out: list ' +
            'them. An event `end` tells why the server ends it: `credential_ended`, `draining` or `slow`; but for the first, ' +
            'connect again.',
          scopes: ['events:read'],
          errors: ['events_removed', 'identity_provider_mismatch', 'rate_limited'],
        }),
        querystring: closed({
          ...eventFilters,
          last_event_id: Type.Optional(
            uuidInput({ description: 'As the header `Last-Event-ID`, for those who cannot send it.' }),
          ),
        }),
        response: {
          200: {
            description: 'OK',
            content: { 'text/event-stream': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      operations.watchEvents.requireRight(actor);
      const after = readLastEventId(request) ?? request.query.last_event_id;
      if (draining) throw new DomainError('unavailable', 'the server is stopping: connect again');
      const owner = `${actor.tenantId}/${actor.kind}/${actor.id}`;
      const release = admit(open, owner);
      const stream = new Readable({ read() {} });
      let isOver = false;
      const end = (reason: Ending): void => {
        if (isOver) return;
        if (reason !== 'slow') stream.push(`event: end\ndata: {"reason":"${reason}"}\n\n`);
        finish();
        if (reason === 'slow') stream.destroy();
        else stream.push(null);
      };
      const send = (text: string): void => {
        if (isOver) return;
        stream.push(text);
        if (stream.readableLength > waitingBytesMax) end('slow');
      };
      const watcher = {
        tell: (events: Event[]) => send(events.map(toMessage).join('')),
        tellGap: () => send('event: gap\ndata: {}\n\n'),
      };
      const heartbeat = setInterval(() => {
        reauthenticate(authenticate, request, reply)
          .then(() => operations.watchEvents.requireRight(actorOf(request)))
          .then(
            () => send(': still here\n\n'),
            (error: unknown) => {
              // A database that does not answer says nothing about the credential.
              if (error instanceof DomainError && error.kind !== 'unavailable') end('credential_ended');
            },
          );
      }, heartbeatMs).unref();
      let stop = (): void => {};
      const finish = (): void => {
        isOver = true;
        clearInterval(heartbeat);
        endings.delete(end);
        stop();
        release();
      };
      stream.once('close', () => {
        if (!isOver) finish();
      });
      try {
        const watch = await operations.watchEvents(actor, readEventFilters(request.query), watcher, after);
        // The client may have gone while it was looked up.
        if (isOver) watch.stop();
        else {
          stop = watch.stop;
          endings.add(end);
          if (!watch.missed.isWhole) watcher.tellGap();
          else if (watch.missed.events.length > 0) watcher.tell(watch.missed.events);
        }
      } catch (error) {
        finish();
        throw error;
      }
      send(': here\n\n');
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  );
}

function toMessage(event: Event): string {
  return `id: ${event.id}\nevent: event\ndata: ${JSON.stringify(toEvent(event))}\n\n`;
}

function readLastEventId(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  if (typeof id === 'string' && isUuid(id)) return id.toLowerCase();
  throw new DomainError('invalid_input', 'the header Last-Event-ID must be the id of an event', {
    header: 'Last-Event-ID',
  });
}

/** Counts one more stream of the owner; what is returned takes it back. */
function admit(open: Map<string, number>, owner: string): () => void {
  const count = open.get(owner) ?? 0;
  if (count >= streamsPerActor)
    throw new DomainError(
      'rate_limited',
      `a credential may follow events ${streamsPerActor} times at once: end another one`,
    );
  open.set(owner, count + 1);
  return () => {
    const left = (open.get(owner) ?? 1) - 1;
    if (left === 0) open.delete(owner);
    else open.set(owner, left);
  };
}

/** Asks of the same request again whether its credential is good. */
function reauthenticate(hook: onRequestHookHandler, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => (error ? reject(error) : resolve());
    void (hook as (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => unknown)(
      request,
      reply,
      done,
    );
  });
}
