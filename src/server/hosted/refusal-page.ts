/** Every refusal as a page: what happened, what to do, and a number to quote. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toDomainError } from '../../dialects/dialect.ts';
import type { DomainError, ErrorKind } from '../../domain/errors.ts';
import { type MessagePageProps, renderMessagePage } from '../pages/message-page.tsx';
import { pageHeaders } from '../pages/page-headers.ts';

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

const again = { href: '/sign-in', label: 'Back to sign-in' };

export function sendRefusalPage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toDomainError(error);
  if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
  const { status, page } = describe(refusal);
  return sendMessagePage(reply, status, { action: again, reference: request.id, ...page });
}

export function sendMessagePage(reply: FastifyReply, status: number, page: MessagePageProps): FastifyReply {
  return reply.code(status).headers(pageHeaders).send(renderMessagePage(page));
}

interface Described {
  status: number;
  page: Pick<MessagePageProps, 'title' | 'message' | 'advice' | 'action'>;
}

function describe(refusal: DomainError): Described {
  if (refusal.code === 'sign_in_refused') return describeRefusedSignIn(refusal);
  const status = statusOf[refusal.kind];
  if (refusal.code === 'pending_link_over')
    return {
      status,
      page: { title: 'This is over', message: sentence(refusal.message), advice: 'Nothing was changed just now.' },
    };
  if (refusal.code === 'connection_test_over')
    return {
      status,
      page: { title: 'This test is over', message: sentence(refusal.message), advice: 'Nothing was changed just now.' },
    };
  if (status === 429)
    return {
      status,
      page: { title: 'Too many tries', message: sentence(refusal.message), advice: 'Nothing was changed.' },
    };
  if (status >= 500)
    return {
      status,
      page: {
        title: 'Something went wrong here',
        message: status === 503 ? 'The service cannot answer just now.' : 'The service made a mistake.',
        advice: 'Try again in a moment. If it stays so, tell whoever runs this service the reference below.',
      },
    };
  return { status, page: { title: 'This did not work', message: sentence(refusal.message), advice: 'Start again.' } };
}

/** By the connector's reason; without one, a check of our own failed. */
function describeRefusedSignIn(refusal: DomainError): Described {
  const reason = refusal.details?.reason;
  const title = 'You are not signed in';
  if (reason === 'access_denied')
    return {
      status: 403,
      page: { title, message: 'The sign-in was called off at the provider.', advice: 'Nothing was changed.' },
    };
  if (reason === 'proves_nothing')
    return {
      status: 403,
      page: {
        title: 'That is not the account',
        message: sentence(refusal.message),
        advice: 'Nothing was changed. Choose a way in that you have used here before.',
        action: { href: '/sign-in/link', label: 'Choose another way' },
      },
    };
  if (reason === 'mapping_failed')
    return {
      status: 500,
      page: {
        title,
        message: 'What the provider says about you could not be read the way it is set up here.',
        advice: 'Nothing was changed. Choose another way, and tell whoever runs this service the reference below.',
      },
    };
  if (reason === 'provider_unreachable' || reason === 'provider_error')
    return {
      status: 502,
      page: {
        title,
        message: 'The provider did not answer as it should.',
        advice: 'Try again in a moment, or choose another way.',
      },
    };
  if (reason === 'configuration_invalid' || reason === 'client_refused')
    return {
      status: 500,
      page: {
        title,
        message: 'This way to sign in is not set up right.',
        advice: 'Choose another way, and tell whoever runs this service the reference below.',
      },
    };
  return {
    status: 403,
    page: { title, message: sentence(refusal.message), advice: 'Nothing was changed.' },
  };
}

/** Messages begin in lower case and have no full stop; a page is written in sentences. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
