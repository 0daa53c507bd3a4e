/**
 * `/account/link`, `/account/unlink/…`: a person changes what leads to their own account. Each begins with a session that is
 * fresh; one that is not is sent to `/account/confirm`, to sign in again with what leads there already.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { SignInIntent } from '../../domain/session.ts';
import type { WayIn } from '../../operations/ways-in.ts';
import { renderChoosePage } from '../pages/choose-page.tsx';
import { accountPageHeaders } from '../pages/page-headers.ts';
import { renderUnlinkPage } from '../pages/unlink-page.tsx';
import { isId } from './account-routes.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf } from './csrf.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { accountPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import { requireSite } from './require-site.ts';
import { readReturnTo } from './return-to.ts';
import { findPresent, type Present, requirePresent } from './signed-in.ts';
import { toChoice } from './to-choice.ts';

const paths = {
  link: `${accountPath}/link`,
  confirm: `${accountPath}/confirm`,
  unlink: `${accountPath}/unlink`,
  added: `${accountPath}?added`,
  confirmed: `${accountPath}?confirmed`,
};

export function addOwnLinkRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;

  const toSignIn = (reply: FastifyReply, path: string) =>
    reply.redirect(`/sign-in?${new URLSearchParams({ return_to: path })}`, 303);
  const toConfirm = (reply: FastifyReply, path: string) =>
    reply.redirect(`${paths.confirm}?${new URLSearchParams({ return_to: path })}`, 303);

  const choose = async (
    request: FastifyRequest,
    reply: FastifyReply,
    present: Present,
    { purpose, waysIn, query }: { purpose: SignInIntent['kind']; waysIn: WayIn[]; query: Record<string, string> },
  ) => {
    const frame = await frameOf(context, request, reply);
    const { tenant } = await requireSite(context, request);
    const suffix = `?${new URLSearchParams({ csrf_token: csrfTokenOf(present.token), ...query })}`;
    const choices = waysIn.map((way) => toChoice(way, `${paths[purpose]}/with`, suffix, frame));
    return reply
      .headers(accountPageHeaders)
      .send(renderChoosePage({ tenantName: tenant.name, purpose, waysIn: choices }, frame));
  };

  app.get(paths.link, async (request, reply) => {
    const present = await findPresent(context, request, reply);
    if (!present) return toSignIn(reply, paths.link);
    if (!operations.account.isFresh(present)) return toConfirm(reply, paths.link);
    const waysIn = await operations.signIn.choices(present.user.tenantId);
    return choose(request, reply, present, { purpose: 'link', waysIn, query: {} });
  });

  app.get(paths.confirm, async (request, reply) => {
    const present = await findPresent(context, request, reply);
    const returnTo = readReturnTo(readQuery(request).get('return_to')) ?? paths.confirmed;
    if (!present) return toSignIn(reply, returnTo);
    const waysIn = await operations.account.waysBack(present);
    return choose(request, reply, present, { purpose: 'confirm', waysIn, query: { return_to: returnTo } });
  });

  // Links and not forms, as where a question is answered: they lead to the provider, and a form may not leave this origin.
  for (const purpose of ['link', 'confirm'] as const)
    app.get<{ Params: { connection: string } }>(
      `${paths[purpose]}/with/:connection`,
      { exposeHeadRoute: false },
      async (request, reply) => {
        const query = readQuery(request);
        const present = await requirePresent(context, request, reply, query.get('csrf_token'));
        const ways =
          purpose === 'link'
            ? await operations.signIn.choices(present.user.tenantId)
            : await operations.account.waysBack(present);
        const way = ways.find(({ connection }) => connection.identifier === request.params.connection);
        if (!way) throw new DomainError('connection_not_found', 'there is no such way to sign in');
        const returnTo = purpose === 'link' ? paths.added : (readReturnTo(query.get('return_to')) ?? paths.confirmed);
        const intent = { kind: purpose, sessionToken: present.token };
        return reply.redirect(await beginSignIn(context, request, reply, way, { returnTo, intent }), 303);
      },
    );

  type Unlinking = { Params: { id: string }; Body: { csrf_token?: unknown } | undefined };

  app.get<Unlinking>(`${paths.unlink}/:id`, async (request, reply) => {
    const { id } = request.params;
    const present = await findPresent(context, request, reply);
    if (!present) return toSignIn(reply, accountPath);
    const identity = (await operations.account.identities(present)).find((each) => each.id === id);
    if (!identity) throw new DomainError('identity_not_found', 'there is no such identity');
    if (!operations.account.isFresh(present)) return toConfirm(reply, `${paths.unlink}/${id}`);
    const frame = await frameOf(context, request, reply);
    const page = renderUnlinkPage(
      {
        providerName: identity.provider.displayName,
        subject: identity.email ?? identity.username ?? identity.subject,
        action: `${paths.unlink}/${id}`,
        csrfToken: csrfTokenOf(present.token),
      },
      frame,
    );
    return reply.headers(accountPageHeaders).send(page);
  });

  app.post<Unlinking>(`${paths.unlink}/:id`, async (request, reply) => {
    const { id } = request.params;
    const present = await requirePresent(context, request, reply, request.body?.csrf_token);
    if (!isId(id)) throw new DomainError('identity_not_found', 'there is no such identity');
    if (!operations.account.isFresh(present)) return toConfirm(reply, `${paths.unlink}/${id}`);
    await operations.account.unlink(present, id, originOf(request));
    // The session may have begun with what has gone.
    if (await operations.sessions.open(present.token)) return reply.redirect(`${accountPath}?unlinked`, 303);
    createCookies(baseUrl).clearSession(reply);
    return reply.redirect('/sign-in?unlinked', 303);
  });
}
