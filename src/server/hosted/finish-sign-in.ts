/** What a browser is answered when a sign-in ended, however it was made: let in, asked, or told why not. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalCause } from '../../domain/link.ts';
import type { FinishedSignIn } from '../../operations/take-in.ts';
import { type Frame, wordsOf } from '../pages/frame.ts';
import { createCookies } from './cookies.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { goOn, letIn } from './let-in.ts';
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
    return asksItself ? goOn(context, request, reply, finished.returnTo!) : reply.redirect(askPath, 303);
  }
  const frame = await frameOf(context, request, reply, '/sign-in');
  const action = { href: '/sign-in', label: wordsOf(frame).backToSignIn };
  const { decision, notices } = finished;
  const words = decision.action === 'refuse' ? refusalOf(decision.because, frame) : heldOf(frame);
  const said = notices.length > 0 && { message: notices.join(' ') };
  return sendMessagePage(reply, 403, { ...words, ...said, action, reference: request.id }, frame);
}

interface Words {
  title: string;
  message: string;
  advice: string;
}

function refusalOf(because: RefusalCause, frame: Frame): Words {
  const { refusal: t } = wordsOf(frame);
  const title = t.notSignedIn;
  const refusals: Record<RefusalCause, Words> = {
    conflict: { title, message: t.conflict, advice: t.conflictAdvice },
    provider_disabled: { title, message: t.providerDisabled, advice: t.chooseOther },
    user_suspended: { title: t.suspended, message: t.suspendedMessage, advice: t.askOperator },
    known_people_only: { title, message: t.knownPeopleOnly, advice: t.conflictAdvice },
    policy_forbids: { title, message: t.policyForbids, advice: t.policyAdvice },
  };
  return refusals[because];
}

export function heldOf(frame: Frame): Words {
  const { refusal: t } = wordsOf(frame);
  return { title: t.notYet, message: t.held, advice: t.heldAdvice };
}
