/** `/account`: who is signed in, every way in, every browser, what happened; a copy of it all; and signing out. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { Session } from '../../domain/session.ts';
import { nameOf, type User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import type { LogOutElsewhere } from '../../operations/log-out-elsewhere.ts';
import { selfActor } from '../../operations/self-actor.ts';
import { type AccountDevice, type AccountIdentity, renderAccountPage } from '../pages/account-page.tsx';
import { type Frame, wordsOf } from '../pages/frame.ts';
import type { Messages } from '../pages/messages/languages.ts';
import { accountPageHeaders } from '../pages/page-headers.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { deviceOf } from './device-of.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { accountPath } from './paths.ts';
import { sendMessagePage } from './refusal-page.ts';
import { requireSite } from './require-site.ts';
import { findPresent, type Present, requirePresent } from './signed-in.ts';

const activityShown = 10;

type Form = { Body: { csrf_token?: unknown } | undefined };

export function addAccountRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  app.get(accountPath, async (request, reply) => {
    const present = await findPresent(context, request, reply);
    if (!present) return reply.redirect('/sign-in?return_to=%2Faccount', 303);
    await operations.account.seen(present);
    const frame = await frameOf(context, request, reply);
    const page = await accountPage(present, frame, noticeOf(request.url, wordsOf(frame)));
    return reply.headers(accountPageHeaders).send(page);
  });

  const accountPage = async (present: Present, frame: Frame, notice: { notice?: string }): Promise<string> => {
    const { user, session, token } = present;
    const [tenant, identities, unlinkable, sessions, activity] = await Promise.all([
      operations.tenants.read(selfActor(user, {}), user.tenantId),
      operations.account.identities(present),
      operations.account.unlinkable(present),
      operations.account.sessions(present),
      operations.account.activity(present, activityShown),
    ]);
    return renderAccountPage(
      {
        tenantName: tenant.name,
        user: toAccountUser(user),
        identities: identities.map((identity, index) =>
          toAccountIdentity(identity, index, unlinkable.has(identity.id)),
        ),
        devices: sessions.map((each) => toDevice(each, session)),
        activity,
        csrfToken: csrfTokenOf(token),
        paths: {
          signOut: '/sign-out',
          link: `${accountPath}/link`,
          endOthers: `${accountPath}/sessions/end-others`,
          data: `${accountPath}/data`,
        },
        ...notice,
      },
      frame,
    );
  };

  app.get(`${accountPath}/data`, async (request, reply) => {
    const present = await findPresent(context, request, reply);
    if (!present) return reply.redirect('/sign-in?return_to=%2Faccount', 303);
    return reply
      .headers({
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="my-data.json"',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .send(JSON.stringify(await operations.account.data(present), null, 2));
  });

  app.post<Form & { Params: { id: string } }>(`${accountPath}/sessions/:id/end`, async (request, reply) => {
    const present = await requirePresent(context, request, reply, request.body?.csrf_token);
    if (!isId(request.params.id)) throw new DomainError('session_not_found', 'there is no such session');
    await operations.account.endSession(present, request.params.id, originOf(request));
    if (request.params.id === present.session.id) {
      cookies.clearSession(reply);
      return goodbye(reply);
    }
    return reply.redirect(`${accountPath}?signed_out_device`, 303);
  });

  app.post<Form>(`${accountPath}/sessions/end-others`, async (request, reply) => {
    const present = await requirePresent(context, request, reply, request.body?.csrf_token);
    await operations.account.endOtherSessions(present, originOf(request));
    return reply.redirect(`${accountPath}?signed_out_device`, 303);
  });

  app.post<Form>('/sign-out', async (request, reply) => {
    const token = cookies.readSession(request);
    if (token === null) return goodbye(reply);
    if (!isCsrfTokenOf(token, request.body?.csrf_token)) throw foreignForm();
    const elsewhere = await operations.logOutElsewhere(
      token,
      `${(await requireSite(context, request)).baseUrl}/sign-in`,
    );
    await endSession(operations, token);
    cookies.clearSession(reply);
    return elsewhere === null
      ? goodbye(reply)
      : sendOn(reply, elsewhere, await frameOf(context, request, reply, '/sign-in'));
  });
}

/** What the page tells about what led to it. */
export type Outcome = keyof Messages['notices'];

const outcomes: readonly Outcome[] = [
  'linked',
  'not_linked',
  'new',
  'added',
  'unlinked',
  'signed_out_device',
  'confirmed',
];

function noticeOf(url: string, { notices }: Messages): { notice?: string } {
  const query = new URL(url, 'http://own.invalid').searchParams;
  const outcome = outcomes.find((name) => query.get(name) === '');
  return outcome === undefined ? {} : { notice: notices[outcome] };
}

function goodbye(reply: FastifyReply): FastifyReply {
  return reply.redirect('/sign-in?signed_out', 303);
}

/**
 * On to the provider, which ends its own session. Not by a redirect: the pages' policy keeps what follows a form on this
 * origin, so the page that answers the form leads there by itself.
 */
function sendOn(reply: FastifyReply, { url, providerName }: LogOutElsewhere, frame: Frame): FastifyReply {
  const { signedOutHere } = wordsOf(frame);
  reply.header('refresh', `0; url=${url.href}`);
  const page = {
    title: signedOutHere.title,
    message: signedOutHere.takenTo(providerName),
    advice: signedOutHere.advice,
    action: { href: url.href, label: signedOutHere.signOutAt(providerName) },
  };
  return sendMessagePage(reply, 200, page, frame);
}

/** The person goes: the session of this cookie is closed. Nothing happens when it is over already. */
export async function endSession(operations: Operations, token: string): Promise<void> {
  const signedIn = await operations.sessions.open(token);
  if (signedIn) await operations.sessions.end(selfActor(signedIn.user, {}), signedIn.session.id, 'closed');
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function toAccountUser(user: User) {
  return {
    id: user.id,
    displayName: nameOf(user),
    ...(user.email !== null && { email: user.email }),
    emailVerified: user.emailVerified,
    ...(user.picture !== null && { picture: user.picture }),
  };
}

function toAccountIdentity(identity: IdentityWithProvider, index: number, mayGo: boolean): AccountIdentity {
  return {
    providerName: identity.provider.displayName,
    strategy: identity.provider.strategy,
    subject: identity.subject,
    ...(identity.email !== null && { email: identity.email }),
    emailVerified: identity.emailVerified,
    linkedBy: identity.linkedBy,
    ...(identity.linkedAt !== null && { linkedAt: identity.linkedAt }),
    ...(identity.lastLoginAt !== null && { lastLoginAt: identity.lastLoginAt }),
    isPrimary: index === 0,
    unlinkHref: mayGo ? `${accountPath}/unlink/${identity.id}` : null,
  };
}

function toDevice({ id, ip, userAgent, createdAt, lastSeenAt }: Session, own: Session): AccountDevice {
  return {
    ...deviceOf(userAgent),
    ...(ip !== null && { ip }),
    createdAt,
    lastSeenAt,
    isThisOne: id === own.id,
    endHref: `${accountPath}/sessions/${id}/end`,
  };
}
