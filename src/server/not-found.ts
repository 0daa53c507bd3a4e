/** Nothing here: a page for a person, JSON for a program. Under a dialect's prefixes the dialect says so itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameOf } from './hosted/frame-of.ts';
import { wordsOf } from './pages/frame.ts';
import { renderMessagePage } from './pages/message-page.tsx';
import { pageHeaders } from './pages/page-headers.ts';
import type { SiteOptions } from './site.ts';

/** Browsers name `text/html` when they go somewhere; SDKs and curl do not. */
export function prefersHtml({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

export async function sendNotFoundPage(
  site: SiteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const frame = await frameOf(site, request, reply, '/sign-in');
  const { title, message, advice, action } = wordsOf(frame).notFound;
  const page = renderMessagePage({ title, message, advice, action: { href: '/', label: action } }, frame);
  return reply.code(404).headers(pageHeaders).send(page);
}
