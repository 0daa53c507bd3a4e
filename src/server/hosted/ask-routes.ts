/**
 * `/sign-in/link`: a person whose sign-in waits for proof is asked whose account it is. The cookie of this browser names the
 * question; a form says nothing but the code that was typed.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { codeMinutes } from '../../operations/one-time-code.ts';
import type { Question } from '../../operations/pending-links.ts';
import { writerIn } from '../letters.ts';
import { renderAskPage } from '../pages/ask-page.tsx';
import { renderCodePage } from '../pages/code-page.tsx';
import { type Frame, wordsOf } from '../pages/frame.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { heldOf } from './finish-sign-in.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { letIn } from './let-in.ts';
import { originOf } from './origin.ts';
import { outboxPath } from './outbox-routes.ts';
import { askPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import { sendMessagePage } from './refusal-page.ts';
import { toChoice } from './to-choice.ts';

const paths = {
  ask: askPath,
  code: `${askPath}/code`,
  sendCode: `${askPath}/send-code`,
  continueAsNew: `${askPath}/new`,
  waysIn: `${askPath}/with`,
};

type Form = { Body: Record<string, unknown> | undefined };

export function addAskRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);
  const outboxHref = context.outbox ? outboxPath : null;

  const requireToken = (request: FastifyRequest): string => {
    const token = cookies.readPendingLink(request);
    if (token !== null) return token;
    throw new DomainError('pending_link_over', 'nothing is asked in this browser: sign in again');
  };
  /** The token of this browser's question, when the form came from our own page about it. */
  const requireForm = (request: FastifyRequest, given: unknown): string => {
    const token = requireToken(request);
    if (isCsrfTokenOf(token, given)) return token;
    throw foreignForm();
  };

  app.get(paths.ask, async (request, reply) => {
    const token = requireToken(request);
    const question = await operations.pendingLinks.read(token);
    return reply.headers(pageHeaders).send(askPage(question, token, await frameOf(context, request, reply)));
  });

  app.post<Form>(paths.sendCode, async (request, reply) => {
    const token = requireForm(request, request.body?.csrf_token);
    const { language } = await frameOf(context, request, reply);
    await operations.pendingLinks.sendCode(token, writerIn(language), originOf(request));
    return reply.redirect(paths.code, 303);
  });

  app.get(paths.code, async (request, reply) => {
    const token = requireToken(request);
    const question = await operations.pendingLinks.read(token);
    if (!question.code?.sent || question.code.attemptsLeft === 0) return reply.redirect(paths.ask, 303);
    const frame = await frameOf(context, request, reply);
    return reply.headers(pageHeaders).send(codePage(question.code, token, outboxHref, frame));
  });

  app.post<Form>(paths.code, async (request, reply) => {
    const token = requireForm(request, request.body?.csrf_token);
    const typed = typeof request.body?.code === 'string' ? request.body.code : '';
    try {
      const answered = await operations.pendingLinks.enterCode(token, typed, originOf(request));
      return await letIn(context, request, reply, answered, 'linked');
    } catch (error) {
      if (error instanceof DomainError && error.code === 'code_wrong')
        return await refuseCode(request, reply, token, Number(error.details?.attempts_left));
      throw error;
    }
  });

  const refuseCode = async (
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    attemptsLeft: number,
  ): Promise<FastifyReply> => {
    const frame = await frameOf(context, request, reply);
    const { code: t } = wordsOf(frame);
    const question = await operations.pendingLinks.read(token);
    reply.code(403).headers(pageHeaders);
    if (attemptsLeft === 0 || question.code === null) return reply.send(askPage(question, token, frame, t.tooMany));
    return reply.send(codePage(question.code, token, outboxHref, frame, t.wrong(attemptsLeft)));
  };

  app.post<Form>(paths.continueAsNew, async (request, reply) => {
    const token = requireForm(request, request.body?.csrf_token);
    const answered = await operations.pendingLinks.continueAsNew(token, originOf(request));
    if (answered) return letIn(context, request, reply, answered, 'new');
    cookies.clearPendingLink(reply);
    const frame = await frameOf(context, request, reply, '/sign-in');
    const action = { href: '/sign-in', label: wordsOf(frame).backToSignIn };
    return sendMessagePage(reply, 403, { ...heldOf(frame), action, reference: request.id }, frame);
  });

  // A link and not a form: the policy of the pages keeps forms on this origin, and this one leads to the provider's.
  app.get<{ Params: { connection: string } }>(
    `${paths.waysIn}/:connection`,
    { exposeHeadRoute: false },
    async (request, reply) => {
      const token = requireForm(request, readQuery(request).get('csrf_token'));
      const { waysIn } = await operations.pendingLinks.read(token);
      const chosen = waysIn.find(({ connection }) => connection.identifier === request.params.connection);
      if (!chosen) throw new DomainError('connection_not_found', 'there is no such way to sign in');
      const beginning = { returnTo: null, pendingLink: token };
      return reply.redirect(await beginSignIn(context, request, reply, chosen, beginning), 303);
    },
  );
}

function askPage(question: Question, token: string, frame: Frame, error?: string): string {
  const { code } = question;
  const csrfToken = csrfTokenOf(token);
  const props = {
    tenantName: question.tenant.name,
    providerName: question.provider.displayName,
    email: question.email,
    blind: question.blind,
    code:
      code === null || (code.left === 0 && (code.sent === 0 || code.attemptsLeft === 0))
        ? null
        : { maskedAddress: code.maskedAddress, wasSent: code.sent > 0 },
    waysIn: question.waysIn.map((way) =>
      toChoice(way, paths.waysIn, `?${new URLSearchParams({ csrf_token: csrfToken })}`, frame),
    ),
    otherwise: question.otherwise,
    csrfToken,
    paths,
    ...(error !== undefined && { error }),
  };
  return renderAskPage(props, frame);
}

function codePage(
  code: NonNullable<Question['code']>,
  token: string,
  outboxHref: string | null,
  frame: Frame,
  error?: string,
): string {
  const props = {
    purpose: 'account' as const,
    address: code.maskedAddress,
    codeMinutes,
    offersAnother: code.left > 0,
    csrfToken: csrfTokenOf(token),
    paths: { ...paths, back: paths.ask },
    ...(outboxHref !== null && { outboxHref }),
    ...(error !== undefined && { error }),
  };
  return renderCodePage(props, frame);
}
