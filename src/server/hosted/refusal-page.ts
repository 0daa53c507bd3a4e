/** Every refusal as a page: what happened, what to do, and a number to quote. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError } from '../../dialects/dialect.ts';
import type { DomainError, ErrorKind } from '../../domain/errors.ts';
import { type Frame, plainFrame, wordsOf } from '../pages/frame.ts';
import { type MessagePageProps, renderMessagePage } from '../pages/message-page.tsx';
import type { Messages } from '../pages/messages/languages.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import type { SiteOptions } from '../site.ts';
import { frameOf } from './frame-of.ts';

const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  unsupported: 501,
  unavailable: 503,
  internal: 500,
} satisfies Record<ErrorKind, number>;

export async function sendRefusalPage(
  context: SiteOptions,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  // The address may hold what was used up just now: the language is switched at the beginning.
  const frame = await frameOf(context, request, reply, '/sign-in');
  const words = wordsOf(frame);
  const { status, page } = describe(refusal, words);
  const again = { href: '/sign-in', label: words.backToSignIn };
  return sendMessagePage(reply, status, { action: again, reference: request.id, ...page }, frame);
}

export function sendMessagePage(
  reply: FastifyReply,
  status: number,
  page: MessagePageProps,
  frame: Frame = plainFrame,
): FastifyReply {
  return reply.code(status).headers(pageHeaders).send(renderMessagePage(page, frame));
}

interface Described {
  status: number;
  page: Omit<MessagePageProps, 'reference'>;
}

function describe(refusal: DomainError, words: Messages): Described {
  const t = words.refusal;
  if (refusal.code === 'sign_in_refused') return describeRefusedSignIn(refusal, words);
  const status = statusOf[refusal.kind];
  const title = t.didNotWork;
  if (status >= 500)
    return {
      status,
      page: { title: t.brokenTitle, message: status === 503 ? t.unavailable : t.mistake, advice: t.brokenAdvice },
    };
  switch (refusal.code) {
    case 'pending_link_over':
      return { status, page: { title: t.over, message: t.overMessage, advice: t.overChanged } };
    case 'connection_test_over':
      return { status, page: { title: t.testOver, message: t.testOverMessage, advice: t.testOverAdvice } };
    case 'last_identity': {
      const action = { href: '/account', label: words.backToAccount };
      return { status, page: { title, message: t.lastWayIn, advice: t.nothingChanged, action } };
    }
    case 'rate_limited':
      return { status, page: { title, message: t.tooMuch, advice: t.waitAdvice } };
    case 'connection_not_found':
      return { status, page: { title, message: t.noSuchWay, advice: t.chooseOther } };
    case 'identity_not_found':
    case 'session_not_found':
      return { status, page: { title, message: t.notThere, advice: t.nothingChanged } };
    case 'tenant_not_found':
      return {
        status,
        page: { title: words.notSetUpYet.title, message: words.notSetUpYet.none, advice: t.askOperator },
      };
    case 'policy_forbids': {
      // What the tenant's own policies tell a person is the tenant's text.
      const { notices } = refusal.details ?? {};
      const told = Array.isArray(notices) && notices.length > 0 ? notices.join(' ') : t.policyForbids;
      return { status, page: { title: t.notSignedIn, message: told, advice: t.policyAdvice } };
    }
    default: {
      const detail = sentence(refusal.message);
      return { status, page: { title, message: t.other, advice: t.startAgain, detail } };
    }
  }
}

/** By the connector's reason, or by that of a check of our own. */
function describeRefusedSignIn(refusal: DomainError, words: Messages): Described {
  const t = words.refusal;
  const title = t.notSignedIn;
  const nothing = t.nothingChanged;
  const toAccount = { href: '/account', label: words.backToAccount };
  const detail = sentence(refusal.message);
  switch (refusal.details?.reason) {
    case undefined:
      return { status: 403, page: { title, message: t.notStartedHere, advice: t.startAgain } };
    case 'request_over':
      return { status: 403, page: { title, message: t.tooLongAgo, advice: t.backToApplication } };
    case 'foreign_form':
      return { status: 403, page: { title: t.didNotWork, message: t.notFromHere, advice: nothing } };
    case 'nobody_here':
      return { status: 403, page: { title, message: t.nobodyHere, advice: t.signInFirst } };
    case 'statement_replayed':
      return { status: 403, page: { title, message: t.usedBefore, advice: t.startAgain } };
    case 'access_denied':
      return { status: 403, page: { title, message: t.calledOff, advice: nothing } };
    case 'proves_nothing':
      return {
        status: 403,
        page: {
          title: t.notTheAccount,
          message: t.neverBefore,
          advice: t.chooseKnown,
          action: { href: '/sign-in/link', label: t.chooseAnother },
        },
      };
    case 'linked_elsewhere':
      return {
        status: 409,
        page: {
          title: t.notLinked,
          message: t.linkedElsewhere,
          advice: t.linkedElsewhereAdvice,
          action: toAccount,
        },
      };
    case 'other_session':
      return { status: 403, page: { title: t.notLinked, message: t.otherSession, advice: nothing, action: toAccount } };
    case 'not_fresh':
      return { status: 403, page: { title: t.notLinked, message: t.notFresh, advice: nothing, action: toAccount } };
    case 'not_you':
      return {
        status: 403,
        page: { title: t.notTheAccount, message: t.notYou, advice: t.chooseKnown, action: toAccount },
      };
    case 'mapping_failed':
      return { status: 500, page: { title, message: t.unreadable, advice: t.tellOperator } };
    case 'provider_unreachable':
    case 'provider_error':
      return { status: 502, page: { title, message: t.badAnswer, advice: t.tryLater } };
    case 'configuration_invalid':
    case 'client_refused':
      return { status: 500, page: { title, message: t.notSetUp, advice: t.tellOperator } };
    case 'callback_invalid':
    case 'code_refused':
    case 'token_invalid':
    case 'claims_invalid':
      return { status: 403, page: { title, message: t.badAnswer, advice: t.startAgain, detail } };
    default:
      return { status: 403, page: { title, message: t.other, advice: t.startAgain, detail } };
  }
}

/** Messages begin in lower case and have no full stop; a page is written in sentences. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
