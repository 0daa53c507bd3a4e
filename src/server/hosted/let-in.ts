/** Somebody has signed in: the browser gets the session, and goes where it wanted to. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from '../../domain/session.ts';
import { wordsOf } from '../pages/frame.ts';
import { renderOnwardPage } from '../pages/onward-page.tsx';
import { pageHeaders } from '../pages/page-headers.ts';
import type { Outcome } from './account-routes.ts';
import { createCookies } from './cookies.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { accountPath } from './paths.ts';
import { readReturnTo } from './return-to.ts';

export async function letIn(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { session, sessionToken, returnTo }: { session: Session; sessionToken: string; returnTo: string | null },
  outcome: Outcome | null,
): Promise<FastifyReply> {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);
  const earlier = cookies.readSession(request);
  if (earlier !== null) await operations.sessions.giveWay(earlier, session, originOf(request));
  cookies.clearEmailSignIn(reply);
  if (cookies.readPendingLink(request) !== null && outcome !== 'not_linked') cookies.clearPendingLink(reply);
  cookies.writeSession(reply, sessionToken, session.expiresAt);
  const wanted = readReturnTo(returnTo);
  const onAccount = wanted === null || wanted === accountPath;
  return goOn(context, request, reply, onAccount ? `${accountPath}${outcome === null ? '' : `?${outcome}`}` : wanted);
}

/**
 * Sends the browser to a path of ours that may lead on to an application. Browsers hold every redirect that follows a form
 * to the `form-action` of its page, which is this origin alone: what answers a form is a page that goes on by itself.
 */
export async function goOn(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): Promise<FastifyReply> {
  const staysHere = /^\/account(?![\w-])/.test(path);
  if (request.method !== 'POST' || staysHere) return reply.redirect(path, 303);
  const frame = await frameOf(context, request, reply);
  return reply.headers(pageHeaders).send(renderOnwardPage(path, wordsOf(frame).back, frame));
}
