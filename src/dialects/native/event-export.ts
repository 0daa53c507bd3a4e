/** `GET /v1/events/export`: events as a file, however many, read page by page as it is taken. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Event } from '../../domain/event.ts';
import type { EventSearch } from '../../operations/events.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { toEvent } from './event.ts';
import { eventFilters, eventRange, readEventFilters, readEventRange } from './event-search.ts';
import { closed, oneOf } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const pageLength = 500;

const formats = {
  ndjson: { type: 'application/x-ndjson; charset=utf-8', line: toLine },
  csv: { type: 'text/csv; charset=utf-8; header=present', line: toRow },
};
const text = { schema: Type.Unsafe<Readable>({ type: 'string' }) };

export function addEventExportRoute(app: NativeApp, { operations: { events } }: DialectContext): void {
  app.get(
    '/v1/events/export',
    {
      exposeHeadRoute: false,
      schema: {
        ...describe({
          id: 'exportEvents',
          tag: 'Events',
          summary: 'Export events as a file',
          description:
            'All that fit, in the order in which they happened: as JSON Lines, each an event as it is listed; or as CSV (RFC ' +
            '4180), where `actor`, `before`, `after` and `decision` are JSON. What happens meanwhile may be in it.',
          scopes: ['events:read'],
          errors: ['identity_provider_mismatch'],
        }),
        querystring: closed({
          format: Type.Optional(oneOf(['ndjson', 'csv'], { default: 'ndjson' })),
          ...eventFilters,
          ...eventRange,
        }),
        response: {
          200: { description: 'OK', content: { 'application/x-ndjson': text, 'text/csv': text } },
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const actor = actorOf(request);
      const format = query.format ?? 'ndjson';
      const search: EventSearch = { ...readEventFilters(query), ...readEventRange(query) };
      const read = (after?: string) => events.list(actor, { limit: pageLength, after }, search);
      // What is refused is refused before the file begins.
      const first = await read();
      return reply
        .header('content-type', formats[format].type)
        .header('content-disposition', `attachment; filename="events.${format}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(pieces(first)));

      async function* pieces(page: typeof first): AsyncGenerator<string> {
        if (format === 'csv') yield `${columns.join(',')}\r\n`;
        for (let { items, hasMore } = page; ; { items, hasMore } = await read(items.at(-1)!.id)) {
          if (items.length > 0) yield items.map(formats[format].line).join('');
          if (!hasMore || items.length === 0) return;
        }
      }
    },
  );
}

function toLine(event: Event): string {
  return `${JSON.stringify(toEvent(event))}\n`;
}

const columns = [
  'id',
  'created_at',
  'type',
  'user_id',
  'counterpart_user_id',
  'identity_id',
  'identity_provider_id',
  'request_id',
  'undoes',
  'actor',
  'before',
  'after',
  'decision',
] as const;

function toRow(event: Event): string {
  const told = toEvent(event);
  return `${columns.map((column) => toCell(told[column])).join(',')}\r\n`;
}

/** Quoted, and so that no spreadsheet takes it for a formula: values are others' words. */
function toCell(value: unknown): string {
  if (value === null) return '';
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
  return `"${harmless.replaceAll('"', '""')}"`;
}
