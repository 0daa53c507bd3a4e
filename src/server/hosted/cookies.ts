/**
 * The cookies: one that says who is signed in, one that holds the question of a sign-in that waits for proof, one an address
 * that waits for its code, one that binds forms, one the language, and for each sign-in under way one that binds it to this
 * browser. None is
 * readable by scripts, and with https none is sent without it, or set by another host of the same domain (`__Host-`,
 * RFC 6265bis §4.1.3.2).
 */
import { createHash, randomBytes } from 'node:crypto';
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
  const emailName = `${prefix}selfsame_email_sign_in`;
  const formName = `${prefix}selfsame_form`;
  const languageName = `${prefix}selfsame_language`;
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
    readEmailSignIn: ({ cookies }: FastifyRequest): string | null => cookies[emailName] ?? null,
    writeEmailSignIn: (reply: FastifyReply, token: string, expiresAt: string) =>
      reply.setCookie(emailName, token, { ...attributes, expires: new Date(expiresAt) }),
    clearEmailSignIn: (reply: FastifyReply) => reply.clearCookie(emailName, attributes),
    /** What binds the forms of somebody who is not signed in to this browser; made when there is none. */
    keepForm(request: FastifyRequest, reply: FastifyReply): string {
      const known = cookiesOf(request)[formName];
      if (known) return known;
      const secret = randomBytes(32).toString('base64url');
      reply.setCookie(formName, secret, attributes);
      return secret;
    },
    readForm: (request: FastifyRequest): string | null => cookiesOf(request)[formName] ?? null,
    readLanguage: (request: FastifyRequest): string | null => cookiesOf(request)[languageName] ?? null,
    writeLanguage: (reply: FastifyReply, tag: string) =>
      reply.setCookie(languageName, tag, { ...attributes, maxAge: 365 * 86_400 }),
    clearSignIn: (reply: FastifyReply, state: string) => reply.clearCookie(signInName(state), attributes),
  };
}

function cookiesOf({ cookies }: FastifyRequest): Record<string, string | undefined> {
  return cookies;
}
