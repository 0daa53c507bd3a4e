/** Who is signed in here, by this browser's cookie; and whether a form came from a page of theirs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { SignedIn } from '../../operations/sessions.ts';
import { createCookies } from './cookies.ts';
import { foreignForm, isCsrfTokenOf } from './csrf.ts';
import type { HostedContext } from './hosted-context.ts';

export type Present = SignedIn & { token: string };

/** Null, and the cookie gone, when nobody is. */
export async function findPresent(
  { operations, baseUrl }: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Present | null> {
  const cookies = createCookies(baseUrl);
  const token = cookies.readSession(request);
  const signedIn = token === null ? null : await operations.sessions.open(token);
  if (token !== null && !signedIn) cookies.clearSession(reply);
  return token !== null && signedIn ? { ...signedIn, token } : null;
}

/** Whoever is signed in, when what was asked came from a page of theirs. */
export async function requirePresent(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  csrfToken: unknown,
): Promise<Present> {
  const present = await findPresent(context, request, reply);
  if (!present)
    throw new DomainError('sign_in_refused', 'nobody is signed in here any more', { reason: 'nobody_here' });
  if (isCsrfTokenOf(present.token, csrfToken)) return present;
  throw foreignForm();
}
