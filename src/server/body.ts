/** Bodies: JSON, read whole, within a limit. SDKs send `Content-Type: application/json` with no body: that is no body. */
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain/errors.ts';
import { requireKeepable } from '../domain/keepable.ts';

/** One megabyte, as the vendors' APIs take; a route with bulk input sets its own. */
export const bodyBytesMax = 1024 * 1024;

export function addBodyParser(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(/^application\/(?:[a-z.-]+\+)?json/, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/** The value of a JSON body; undefined when it is empty. Throws `malformed_json`, or `invalid_input` for what cannot be kept. */
export function parseJsonBody(body: Buffer): unknown {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(body);
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DomainError('malformed_json', 'the body is not JSON');
  }
  requireKeepable(value, 'the body');
  return value;
}
