import { DomainError } from './errors.ts';

const depthMax = 64;

/**
 * Refuses parsed JSON that cannot be kept: PostgreSQL keeps no NUL in text; a key that reaches into prototypes or a very
 * deep document is an attack, not data. `what` names it in the message: `the body`.
 */
export function requireKeepable(value: unknown, what: string, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new DomainError('invalid_input', `${what} has a NUL character in a text`);
    if (!value.isWellFormed())
      throw new DomainError('invalid_input', `${what} has a text that is not well-formed Unicode`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > depthMax) throw new DomainError('invalid_input', `${what} is nested over ${depthMax} levels deep`);
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__' || key.includes('\0') || !key.isWellFormed())
      throw new DomainError('invalid_input', `${what} has a key that is not allowed`);
    requireKeepable(member, what, depth + 1);
  }
}
