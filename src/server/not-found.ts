/** Nothing here: a page for a person, JSON for a program. Under a dialect's prefixes the dialect says so itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renderMessagePage } from './pages/message-page.tsx';
import { pageHeaders } from './pages/page-headers.ts';

/** Browsers name `text/html` when they go somewhere; SDKs and curl do not. */
export function prefersHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

export function sendNotFoundPage(reply: FastifyReply): FastifyReply {
  const page = renderMessagePage({
    title: 'Nothing here',
    message: 'There is no page at this address.',
    advice: 'Check the address, or start at the beginning.',
    action: { href: '/', label: 'To the start' },
  });
  return reply.code(404).headers(pageHeaders).send(page);
}
