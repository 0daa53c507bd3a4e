/** Bodies: JSON, read whole, within a limit. SDKs send `Content-Type: application/json` with no body: that is no body. */
import type { FastifyInstance } from 'fastify';
import { parseJson } from '../domain/parse-json.ts';

/** One megabyte, as the vendors' APIs take; a route with bulk input sets its own. */
export const bodyBytesMax = 1024 * 1024;

/** What is not UTF-8 becomes a replacement character, and a byte order mark is left out. */
const utf8 = new TextDecoder('utf-8', { fatal: false });

export function addBodyParser(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(/^application\/(?:[a-z.-]+\+)?json/, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(utf8.decode(body as Buffer)));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}
