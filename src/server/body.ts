/** Bodies: JSON, read whole, within a limit. SDKs send `Content-Type: application/json` with no body: that is no body. */
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain/errors.ts';

/** One megabyte, as the vendors' APIs take; a route with bulk input sets its own. */
export const bodyBytesMax = 1024 * 1024;

const depthMax = 64;

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
  requireKeepable(value, 0);
  return value;
}

/** PostgreSQL keeps no NUL in text; a key that reaches into prototypes or a very deep document is an attack, not data. */
function requireKeepable(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new DomainError('invalid_input', 'the body has a NUL character in a text');
    if (!value.isWellFormed())
      throw new DomainError('invalid_input', 'the body has a text that is not well-formed Unicode');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthMax) throw new DomainError('invalid_input', `the body is nested over ${depthMax} levels deep`);
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__' || key.includes('\0'))
      throw new DomainError('invalid_input', 'the body has a key that is not allowed');
    requireKeepable(member, depth + 1);
  }
}
