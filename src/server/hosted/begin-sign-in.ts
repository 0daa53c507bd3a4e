/** A way in was chosen: the browser is sent where it begins, whatever kind it is. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInIntent } from '../../domain/session.ts';
import type { WayIn } from '../../operations/ways-in.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { callbackPath, emailPath } from './paths.ts';
import { type Hints, writeHints } from './read-hints.ts';
import { requireSite } from './require-site.ts';

export interface Beginning extends Hints {
  returnTo: string | null;
  /** The token of the question that it is to answer. */
  pendingLink?: string;
  /** What a signed-in person wants of it, and the token of the session. */
  intent?: { kind: SignInIntent['kind']; sessionToken: string };
}

/** What a page of our own that asks for something typed is told of why. */
export type Purpose = 'sign_in' | 'proof' | SignInIntent['kind'];

export async function beginSignIn(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  way: WayIn,
  beginning: Beginning,
): Promise<string> {
  const { connection, strategy } = way;
  const purpose = beginning.intent?.kind ?? (beginning.pendingLink === undefined ? 'sign_in' : 'proof');
  if (strategy.passwordConnector)
    return ownPage(`/sign-in/password/${encodeURIComponent(connection.identifier)}`, purpose, beginning);
  if (strategy.mailsCodes) return ownPage(emailPath, purpose, beginning);
  const { url, state, browserSecret, expiresAt } = await context.operations.signIn.start(
    connection.tenantId,
    connection.id,
    {
      redirectUri: `${(await requireSite(context, request)).baseUrl}${callbackPath}`,
      ...beginning,
    },
  );
  createCookies(context.baseUrl).writeSignIn(request, reply, state, browserSecret, expiresAt);
  return url.href;
}

/** Names the purpose, and what was said of the person: whom it is for, the cookies say. */
function ownPage(path: string, purpose: Purpose, { returnTo, ...hints }: Beginning): string {
  const parameters = new URLSearchParams({
    ...(purpose !== 'sign_in' && { for: purpose }),
    ...(returnTo !== null && { return_to: returnTo }),
    ...writeHints(hints),
  });
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}

export function readPurpose(text: unknown): Purpose {
  return text === 'proof' || text === 'link' || text === 'confirm' ? text : 'sign_in';
}

/** Where somebody goes who wants another way after all. */
export const otherWays: Readonly<Record<Purpose, string>> = {
  sign_in: '/sign-in',
  proof: '/sign-in/link',
  link: '/account/link',
  confirm: '/account/confirm',
};
