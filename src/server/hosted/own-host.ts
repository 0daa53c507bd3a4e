/** One machine has several names for itself; cookies belong to one of them. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Somebody who opens `http://127.0.0.1:3000` while the providers send people back to `http://localhost:3000` would lose
 * the cookies between the two. Loopback alone: behind a proxy, the host that a request names need not be the public one.
 */
export function redirectToOwnHost(
  baseUrl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  const own = new URL(baseUrl);
  const asked = `http://${request.host}`;
  if (request.method !== 'GET' || !loopbackNames.includes(own.hostname) || !URL.canParse(asked)) return undefined;
  const { hostname } = new URL(asked);
  if (hostname === own.hostname || !loopbackNames.includes(hostname)) return undefined;
  return reply.redirect(`${baseUrl}${request.url}`, 307);
}
