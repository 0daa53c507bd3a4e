/** Proof that a form came from a page that we sent into this session. Nothing is kept: the session's own secret makes it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';

export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

export function isCsrfTokenOf(sessionToken: string, given: unknown): boolean {
  const own = Buffer.from(csrfTokenOf(sessionToken));
  const other = Buffer.from(typeof given === 'string' ? given : '');
  return own.length === other.length && timingSafeEqual(own, other);
}

export function foreignForm(): DomainError {
  return new DomainError('sign_in_refused', 'this did not come from a page of ours, or it waited too long', {
    reason: 'foreign_form',
  });
}
