/**
 * The cookies: one that says who is signed in, one that holds the question of a sign-in that waits for proof, and for each
 * sign-in under way one that binds it to this browser. None is
 * readable by scripts, and with https none is sent without it, or set by another host of the same domain (`__Host-`,
 * RFC 6265bis §4.1.3.2).
 */
import { createHash } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** More sign-ins under way in one browser than this are forgotten. */
const signInsMax = 5;

export function createCookies(baseUrl: string) {
  const secure = baseUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  const sessionName = `${prefix}selfsame_session`;
  const signInPrefix = `${prefix}selfsame_sign_in_`;
  const pendingLinkName = `${prefix}selfsame_pending_link`;
  // Lax, not Strict: a callback is a navigation that comes from the provider's site.
  const attributes: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  // The provider sees the state. The name shows a part of its hash, so that several tabs can sign in at once.
  const signInName = (state: string): string =>
    `${signInPrefix}${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;

  return {
    readSession: ({ cookies }: FastifyRequest): string | null => cookies[sessionName] ?? null,
    writeSession: (reply: FastifyReply, token: string, expiresAt: string) =>
      reply.setCookie(sessionName, token, { ...attributes, expires: new Date(expiresAt) }),
    clearSession: (reply: FastifyReply) => reply.clearCookie(sessionName, attributes),

    readSignIn: ({ cookies }: FastifyRequest, state: string): string | null => cookies[signInName(state)] ?? null,
    writeSignIn(request: FastifyRequest, reply: FastifyReply, state: string, secret: string, expiresAt: string): void {
      const known = Object.keys(request.cookies).filter((name) => name.startsWith(signInPrefix));
      if (known.length >= signInsMax) for (const name of known) reply.clearCookie(name, attributes);
      reply.setCookie(signInName(state), secret, { ...attributes, expires: new Date(expiresAt) });
    },
    readPendingLink: ({ cookies }: FastifyRequest): string | null => cookies[pendingLinkName] ?? null,
    writePendingLink: (reply: FastifyReply, token: string, expiresAt: string) =>
      reply.setCookie(pendingLinkName, token, { ...attributes, expires: new Date(expiresAt) }),
    clearPendingLink: (reply: FastifyReply) => reply.clearCookie(pendingLinkName, attributes),
    clearSignIn: (reply: FastifyReply, state: string) => reply.clearCookie(signInName(state), attributes),
  };
}

export type Cookies = ReturnType<typeof createCookies>;
