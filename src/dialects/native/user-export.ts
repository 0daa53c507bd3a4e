/**
 * `GET /v1/exports/users`: users with their identities as a file that an import takes, read from the database as it is taken.
 * All of it is of one moment, for which the database keeps a transaction open: who takes the file too slowly loses it.
 */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { Lines } from '../../operations/export-users.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

/** Each takes two connections of the database's. */
const exportsMax = 2;
/** Within which a page of a thousand users must be taken. */
const patienceMs = 30_000;
const estimateHeader = 'selfsame-users-estimated';

export function addUserExportRoute(app: NativeApp, { operations }: DialectContext): void {
  const running = new Set<string>();

  app.get(
    '/v1/exports/users',
    {
      exposeHeadRoute: false,
      schema: {
        ...describe({
          id: 'exportUsers',
          tag: 'Users',
          summary: 'Export users with their identities as a file',
          description:
            'JSON Lines, one user a line, all as they stood at one moment: what `selfsame export` writes and an import takes. ' +
            'The header `Selfsame-Users-Estimated` says about how many users there are; tombstones of merged users come ' +
            'besides. A file that did not end well is cut off without the end of the answer. One export of a tenant runs at ' +
            `once, and ${exportsMax} of all tenants; whoever takes nothing for ${patienceMs / 1000} seconds is cut off.`,
          scopes: ['users:read', 'identities:read'],
          errors: ['identity_provider_mismatch', 'rate_limited'],
        }),
        querystring: closed({}),
        response: {
          200: {
            description: 'OK',
            headers: {
              'Selfsame-Users-Estimated': {
                schema: Type.Integer({ description: 'About how many users the file will hold.' }),
              },
            },
            content: { 'application/x-ndjson': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      operations.exportUsers.requireRight(actor);
      if (running.has(actor.tenantId) || running.size >= exportsMax)
        throw new DomainError('rate_limited', 'another export is running: try again when it has ended');
      running.add(actor.tenantId);
      const free = (): void => void running.delete(actor.tenantId);
      // Before the export begins: the embedded database answers nobody else while it is under way.
      const { count } = await operations.statistics.countUsers(actor).catch((error: unknown) => {
        free();
        throw error;
      });
      const file = createFile((write) => operations.exportUsers(actor, write));
      void file.ended.then(free);
      // What is refused is refused before the file begins.
      await file.begun;
      return reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .header('content-disposition', 'attachment; filename="users.ndjson"')
        .header('cache-control', 'no-store')
        .header(estimateHeader, count)
        .send(file.stream);
    },
  );
}

interface File {
  stream: Readable;
  /** The first lines are there, or there are none. */
  begun: Promise<void>;
  /** Nothing is asked of the database any more. Never fails. */
  ended: Promise<void>;
}

/** What `make` writes, no faster than it is read. Whoever stops reading stops `make` too. */
function createFile(make: (write: (lines: Lines) => Promise<void>) => Promise<void>): File {
  let goOn = (): void => {};
  let begin = (): void => {};
  const stream = new Readable({ read: () => goOn() });
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  // Whoever waits for the beginning is told of what went wrong, or sees the file cut off.
  stream.on('error', () => {});

  const write = async ({ text, count }: Lines): Promise<void> => {
    gone.signal.throwIfAborted();
    if (count === 0) return;
    const taken = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const isWanted = stream.push(text);
    begin();
    if (!isWanted) await patiently(taken, gone.signal);
  };
  let ended = Promise.resolve();
  const begun = new Promise<void>((resolve, reject) => {
    begin = resolve;
    ended = make(write).then(
      () => {
        stream.push(null);
        resolve();
      },
      (error: Error) => {
        reject(error);
        stream.destroy(error);
      },
    );
  });
  return { stream, begun, ended };
}

/** Waits, but not for long, nor for somebody who is gone. */
async function patiently(taken: Promise<void>, gone: AbortSignal): Promise<void> {
  const over = new AbortController();
  const impatience = async (): Promise<never> => {
    await wait(patienceMs, undefined, { signal: AbortSignal.any([gone, over.signal]) });
    throw new DomainError('unavailable', 'the file was taken too slowly');
  };
  try {
    await Promise.race([taken, impatience()]);
  } finally {
    over.abort();
  }
}
