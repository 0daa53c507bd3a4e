/** Reads a JSON body that is to be kept: what the store could not give back as it came is refused at the door. */
import { DomainError } from './errors.ts';

const depthMax = 64;

/** The value of a JSON text, which messages call `what`; undefined when it is blank. Throws `malformed_json`, or `invalid_input` for what cannot be kept. */
export function parseJson(text: string, what = 'the body'): unknown {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DomainError('malformed_json', `${what} is not JSON`);
  }
  requireKeepable(value, what, 0);
  return value;
}

/** PostgreSQL keeps no NUL in text; a key that reaches into prototypes or a very deep document is an attack, not data. */
function requireKeepable(value: unknown, what: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new DomainError('invalid_input', `${what} has a NUL character in a text`);
    if (!value.isWellFormed())
      throw new DomainError('invalid_input', `${what} has a text that is not well-formed Unicode`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthMax) throw new DomainError('invalid_input', `${what} is nested over ${depthMax} levels deep`);
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__' || reachesPrototype(key, member) || key.includes('\0') || !key.isWellFormed())
      throw new DomainError('invalid_input', `${what} has a key that is not allowed`);
    requireKeepable(member, what, depth + 1);
  }
}

/** The other way to a prototype: `constructor.prototype`. A text that is called `constructor` is a text like another. */
function reachesPrototype(key: string, member: unknown): boolean {
  return key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype');
}
