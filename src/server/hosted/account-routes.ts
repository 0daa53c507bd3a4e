/** `/account`: who is signed in, and every way in; and signing out. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { Scope } from '../../domain/scopes.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import type { LogOutElsewhere } from '../../operations/log-out-elsewhere.ts';
import type { SignedIn } from '../../operations/sessions.ts';
import { type AccountIdentity, renderAccountPage } from '../pages/account-page.tsx';
import { pageHeaders } from '../pages/page-headers.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, isCsrfTokenOf } from './csrf.ts';
import type { HostedContext } from './hosted-context.ts';
import { sendMessagePage } from './refusal-page.ts';

/** What a signed-in person may do here: see and end what is their own. */
const ownScopes: readonly Scope[] = ['identities:read', 'sessions:write', 'tenants:read'];

export function addAccountRoutes(app: FastifyInstance, { operations, baseUrl }: HostedContext): void {
  const cookies = createCookies(baseUrl);

  app.get('/account', async (request, reply) => {
    const token = cookies.readSession(request);
    const signedIn = token === null ? null : await operations.sessions.open(token);
    if (token === null || !signedIn) {
      if (token !== null) cookies.clearSession(reply);
      return reply.redirect('/sign-in?return_to=%2Faccount', 303);
    }
    const actor = actorOf(signedIn);
    const [tenant, identities] = await Promise.all([
      operations.tenants.read(actor, actor.tenantId),
      operations.identities.ofUser(actor, signedIn.user.id),
    ]);
    const page = renderAccountPage({
      tenantName: tenant.name,
      user: toAccountUser(signedIn.user),
      identities: identities.map(toAccountIdentity),
      csrfToken: csrfTokenOf(token),
      signOutHref: '/sign-out',
      ...noticeOf(request.url),
    });
    return reply.headers(pageHeaders).send(page);
  });

  app.post<{ Body: { csrf_token?: unknown } | undefined }>('/sign-out', async (request, reply) => {
    const token = cookies.readSession(request);
    if (token === null) return goodbye(reply);
    if (!isCsrfTokenOf(token, request.body?.csrf_token))
      throw new DomainError('sign_in_refused', 'this did not come from your own account page');
    const elsewhere = await operations.logOutElsewhere(token, `${baseUrl}/sign-in`);
    await endSession(operations, token);
    cookies.clearSession(reply);
    return elsewhere === null ? goodbye(reply) : sendOn(reply, elsewhere);
  });
}

/** What the page tells about the sign-in that led to it. */
export type Outcome = 'linked' | 'not_linked' | 'new';

const notices: Record<Outcome, string> = {
  linked: 'That is your account: what you signed in with leads to it too, from now on.',
  not_linked: 'You are signed in. Nothing was linked: this is not the account that it could have been.',
  new: 'This is your new account.',
};

function noticeOf(url: string): { notice?: string } {
  const outcome = (Object.keys(notices) as Outcome[]).find((name) => url.endsWith(`?${name}`));
  return outcome === undefined ? {} : { notice: notices[outcome] };
}

function goodbye(reply: FastifyReply): FastifyReply {
  return reply.redirect('/sign-in?signed_out', 303);
}

/**
 * On to the provider, which ends its own session. Not by a redirect: the pages' policy keeps what follows a form on this
 * origin, so the page that answers the form leads there by itself.
 */
function sendOn(reply: FastifyReply, { url, providerName }: LogOutElsewhere): FastifyReply {
  reply.header('refresh', `0; url=${url.href}`);
  return sendMessagePage(reply, 200, {
    title: 'You are signed out here',
    message: `You are being taken to ${providerName}, to sign out there too.`,
    advice: 'If nothing happens, use the button.',
    action: { href: url.href, label: `Sign out at ${providerName}` },
  });
}

/** Ends the session of this cookie; nothing happens when it is over already. */
export async function endSession(operations: Operations, token: string): Promise<void> {
  const signedIn = await operations.sessions.open(token);
  if (signedIn) await operations.sessions.end(actorOf(signedIn), signedIn.session.id);
}

function actorOf({ user }: SignedIn): Actor {
  return {
    tenantId: user.tenantId,
    kind: 'user',
    id: user.id,
    label: displayNameOf(user),
    scopes: new Set(ownScopes),
    identityProviderId: null,
  };
}

export function displayNameOf(user: User): string {
  const spoken = [user.givenName, user.familyName].filter((part) => part !== null).join(' ');
  return user.name ?? (spoken || (user.nickname ?? user.username ?? user.email ?? user.phone ?? 'Somebody'));
}

function toAccountUser(user: User) {
  return {
    id: user.id,
    displayName: displayNameOf(user),
    ...(user.email !== null && { email: user.email }),
    emailVerified: user.emailVerified,
    ...(user.picture !== null && { picture: user.picture }),
  };
}

function toAccountIdentity(identity: IdentityWithProvider, index: number): AccountIdentity {
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
  };
}
