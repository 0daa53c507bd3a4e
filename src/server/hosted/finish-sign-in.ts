/** What a browser is answered when a sign-in ended, however it was made: let in, asked, or told why not. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalCause } from '../../domain/link.ts';
import type { FinishedSignIn } from '../../operations/sign-in.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { letIn } from './let-in.ts';
import { askPath } from './paths.ts';
import { sendMessagePage } from './refusal-page.ts';

export async function finishSignIn(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  finished: FinishedSignIn,
): Promise<FastifyReply> {
  if (finished.signedIn) return letIn(context, request, reply, finished, finished.proof);
  if (finished.pendingLink !== null) {
    const { token, expiresAt } = finished.pendingLink;
    createCookies(context.baseUrl).writePendingLink(reply, token, expiresAt);
    const asksItself = await context.operations.appAuthorizations.takesQuestions(finished.returnTo);
    return reply.redirect(asksItself ? finished.returnTo! : askPath, 303);
  }
  const action = { href: '/sign-in', label: 'Back to sign-in' };
  const { decision, notices } = finished;
  const words = decision.action === 'refuse' ? refusals[decision.because] : held;
  const said = notices.length > 0 && { message: notices.join(' ') };
  return sendMessagePage(reply, 403, { ...words, ...said, action, reference: request.id });
}

const refusals: Record<RefusalCause, { title: string; message: string; advice: string }> = {
  conflict: {
    title: 'You are not signed in',
    message: 'It cannot be told which account is yours.',
    advice: 'Use the way in that you used before, or ask whoever runs this service.',
  },
  provider_disabled: {
    title: 'You are not signed in',
    message: 'This way to sign in was switched off.',
    advice: 'Choose another one.',
  },
  user_suspended: {
    title: 'This account is suspended',
    message: 'The provider knows you, and the account that belongs to you here is suspended.',
    advice: 'Ask whoever runs this service.',
  },
  known_people_only: {
    title: 'You are not signed in',
    message: 'This way is for people who have an account here already.',
    advice: 'Use the way in that you used before, or ask whoever runs this service.',
  },
  policy_forbids: {
    title: 'You are not signed in',
    message: 'The rules of this service do not let you in this way.',
    advice: 'Nothing was changed. Ask whoever runs this service.',
  },
};

export const held = {
  title: 'You are not signed in yet',
  message: 'Your sign-in was noted, and waits for somebody who runs this service to say which account is yours.',
  advice: 'Try again once they have.',
};
