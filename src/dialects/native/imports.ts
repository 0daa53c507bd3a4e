/**
 * `/v1/imports`: a file of users with their identities, sent in pieces. The name of an import is the caller's own, so whoever
 * has the file knows how to go on with it; a piece says where it begins, so none comes in twice.
 */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { batchBytesMax, batchLinesMax, lineBytesMax } from '../../operations/user-lines/read-row.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, oneOf, refTo } from './fields.ts';
import { ImportBody, RefusedLineBody, toImport, toKeptLine, toRefusedLine } from './import.ts';
import { pageOf, pageQuery, readLine, toLinePage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const tag = 'Imports';
const contentType = 'application/x-ndjson';
const refusalsPerRead = 1000;

const ImportParams = Type.Object({
  import_id: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,128}$',
    description:
      'A name of your own. The console and `selfsame import` take `sha256-` and the SHA-256 of the file in hexadecimal digits, ' +
      'so that either goes on with what the other began.',
  }),
});

/** In a context of their own: their pieces are no JSON. */
export function addImportRoutes(app: NativeApp, { operations: { imports } }: DialectContext): void {
  takeLinesAlone(app);

  app.post(
    '/v1/imports/:import_id/lines',
    {
      bodyLimit: batchBytesMax,
      schema: {
        ...describe({
          id: 'importLines',
          tag,
          summary: 'Import the next lines of a file of users',
          description:
            `JSON Lines, one user a line, as an export writes them: at most ${batchLinesMax} lines and ` +
            `${batchBytesMax / 1024 / 1024} MiB, each line at most ${lineBytesMax / 1024 / 1024} MiB. One transaction: a row that ` +
            'cannot be taken is refused alone, and kept for `/refused`. Refused with 409 `changed_meanwhile`, whose details have ' +
            '`lines_done`, unless the import stands at `from`; so sending a piece again does nothing twice. Whoever lost an answer ' +
            'asks `GET /v1/imports/{import_id}` and goes on from there.',
          scopes: ['users:write', 'identities:write'],
          errors: ['changed_meanwhile', 'identity_provider_mismatch', 'body_required'],
          saysWhere: true,
        }),
        params: ImportParams,
        querystring: closed({
          from: Type.Integer({
            minimum: 0,
            maximum: 1_000_000_000_000,
            description: 'Lines of the file before the piece: `lines_done` of the import.',
          }),
          on_existing: Type.Optional(
            oneOf(['refuse', 'skip', 'update'], {
              default: 'refuse',
              description: 'What becomes of a row whose user is there already.',
            }),
          ),
          unique: Type.Optional(
            Type.Array(oneOf(['email', 'phone']), {
              maxItems: 2,
              description: 'Refuse rows that share one of these with another user; repeat it for both.',
            }),
          ),
          dry_run: Type.Optional(
            Type.Boolean({
              default: false,
              description:
                'Checks the rows and writes nothing, wherever the import stands. It knows this piece alone: rows of two pieces ' +
                'that collide are not seen.',
            }),
          ),
        }),
        body: {
          content: {
            [contentType]: { schema: Type.Unsafe<Buffer>({ type: 'string', description: 'Lines of the file.' }) },
          },
        },
        response: {
          200: Type.Object({
            lines_done: Type.Integer({ description: 'Lines of the file up to the end of the piece.' }),
            created: Type.Integer({ description: 'Of the piece, as the next three.' }),
            updated: Type.Integer(),
            skipped: Type.Integer(),
            refused: Type.Array(refTo(RefusedLineBody)),
            import: refTo(ImportBody),
          }),
        },
      },
    },
    async (request) => {
      const { from, on_existing = 'refuse', unique = [], dry_run = false } = request.query;
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes)) throw bodyRequired();
      const { linesDone, refused, standing, ...counts } = await imports.takePiece(actorOf(request), {
        importId: request.params.import_id,
        bytes,
        from,
        onExisting: on_existing,
        unique,
        dryRun: dry_run,
      });
      return { lines_done: linesDone, ...counts, refused: refused.map(toRefusedLine), import: toImport(standing) };
    },
  );

  app.get(
    '/v1/imports/:import_id',
    {
      schema: {
        ...describe({
          id: 'getImport',
          tag,
          summary: 'Get how far an import has come',
          description: 'One that never began stands at line 0. A piece that is being written is waited for.',
          scopes: ['users:read'],
        }),
        params: ImportParams,
        response: { 200: refTo(ImportBody) },
      },
    },
    async (request) => toImport(await imports.standing(actorOf(request), request.params.import_id)),
  );

  app.get(
    '/v1/imports/:import_id/refused',
    {
      schema: {
        ...describe({
          id: 'listRefusedLines',
          tag,
          summary: 'List the lines that an import could not take',
          description: 'In the order of the file. Those that `selfsame import` met are in its own report, not here.',
          scopes: ['users:read'],
        }),
        params: ImportParams,
        querystring: closed(pageQuery),
        response: { 200: pageOf(refTo(RefusedLineBody)) },
      },
    },
    async (request) => {
      const { limit = 50 } = request.query;
      const page = { limit, after: readLine(request.query) };
      return toLinePage(await imports.refusals(actorOf(request), request.params.import_id, page), toKeptLine);
    },
  );

  app.get(
    '/v1/imports/:import_id/refused/export',
    {
      exposeHeadRoute: false,
      schema: {
        ...describe({
          id: 'exportRefusedLines',
          tag,
          summary: 'Export the lines that an import could not take as a file',
          description: 'JSON Lines, each as it is listed.',
          scopes: ['users:read'],
        }),
        params: ImportParams,
        querystring: closed({}),
        response: {
          200: {
            description: 'OK',
            content: { [contentType]: { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const read = (after: number) =>
        imports.refusals(actorOf(request), request.params.import_id, { limit: refusalsPerRead, after });
      // What is refused is refused before the file begins.
      const first = await read(0);
      return reply
        .header('content-type', `${contentType}; charset=utf-8`)
        .header('content-disposition', 'attachment; filename="refused.ndjson"')
        .header('cache-control', 'no-store')
        .send(Readable.from(pieces(first)));

      async function* pieces(page: typeof first): AsyncGenerator<string> {
        for (let { items, hasMore } = page; ; { items, hasMore } = await read(items.at(-1)!.line)) {
          if (items.length > 0) yield items.map((line) => `${JSON.stringify(toKeptLine(line))}\n`).join('');
          if (!hasMore) return;
        }
      }
    },
  );

  app.delete(
    '/v1/imports/:import_id',
    {
      schema: {
        ...describe({
          id: 'forgetImport',
          tag,
          summary: 'Forget an import',
          description:
            'How far it came and what was refused; its users stay. Sent again, the file begins with its first line.',
          scopes: ['users:write', 'identities:write'],
        }),
        params: ImportParams,
        response: { 204: Type.Null({ description: 'Forgotten, or never begun.' }) },
      },
    },
    async (request, reply) => {
      await imports.forget(actorOf(request), request.params.import_id);
      return reply.code(204).send(null);
    },
  );
}

/** A body is a piece of a file, as it came: what is not UTF-8 is told of its line. */
function takeLinesAlone(app: NativeApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(contentType, { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length > 0) done(null, body);
    else done(bodyRequired(), undefined);
  });
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(new DomainError('unsupported_media_type', `send the lines as \`${contentType}\``), undefined);
  });
  const compile = app.validatorCompiler!;
  // Lines are checked one by one, by the operation.
  app.setValidatorCompiler((route) => (route.httpPart === 'body' ? () => true : compile(route)));
}

function bodyRequired(): DomainError {
  return new DomainError('body_required', 'send at least one line of the file');
}
