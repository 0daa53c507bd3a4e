/** `/development/outbox`: the mail of development, to whoever sits at this machine. */
import type { FastifyInstance } from 'fastify';
import { routeNotFound } from '../../dialects/dialect.ts';
import type { Outbox } from '../../mail/mailer.ts';
import { renderOutboxPage } from '../pages/outbox-page.tsx';
import { accountPageHeaders } from '../pages/page-headers.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';

export const outboxPath = '/development/outbox';

const loopback = /^(127\.|::1$|::ffff:127\.)/;
const loopbackHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export function addOutboxRoutes(app: FastifyInstance, context: HostedContext, outbox: Outbox): void {
  app.get(outboxPath, async (request, reply) => {
    // Codes are for the one who develops: not for the network, nor for a site whose name was made to lead here.
    const near = loopback.test(request.socket.remoteAddress ?? '') && loopbackHosts.test(request.headers.host ?? '');
    if (!near) throw routeNotFound(request);
    const page = renderOutboxPage(outbox.messages(), await frameOf(context, request, reply));
    return reply.headers(accountPageHeaders).send(page);
  });
}
