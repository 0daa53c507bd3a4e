/** Somebody has signed in: the browser gets the session, and goes where it wanted to. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../domain/session.ts';
import type { Outcome } from './account-routes.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { readReturnTo } from './return-to.ts';

export async function letIn(
  { operations, baseUrl }: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { session, sessionToken, returnTo }: { session: Session; sessionToken: string; returnTo: string | null },
  outcome: Outcome | null,
): Promise<FastifyReply> {
  const cookies = createCookies(baseUrl);
  const earlier = cookies.readSession(request);
  if (earlier !== null) await operations.sessions.giveWay(earlier, session, originOf(request));
  cookies.clearEmailSignIn(reply);
  if (cookies.readPendingLink(request) !== null && outcome !== 'not_linked') cookies.clearPendingLink(reply);
  cookies.writeSession(reply, sessionToken, session.expiresAt);
  const wanted = readReturnTo(returnTo);
  const onAccount = wanted === null || wanted === '/account';
  return reply.redirect(onAccount ? `/account${outcome === null ? '' : `?${outcome}`}` : wanted, 303);
}
