/**
 * Signing in by a code that goes to one's mailbox. Whoever types it has read what was sent there, and arrives as an identity
 * of the tenant's `email` provider, whose subject is the address; who that is, its linking rule decides, as of any arrival.
 *
 * INVARIANT: until the code was typed, nothing that is answered depends on whether anybody has the address: a code is made
 * and kept for each, and mail leaves after the answer.
 */
import { DomainError } from '../domain/errors.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import { emailKey, requireEmailKey } from '../domain/normalise.ts';
import type { EmailSignIn } from '../domain/session.ts';
import type { Message } from '../mail/mailer.ts';
import type { Reads, Rows } from '../stores/store.ts';
import { createOneTimeCode, createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import { connectionNotFound } from './connections.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { beginIntent, type StartedIntent } from './intents.ts';
import type { WriteLetter } from './letters.ts';
import { liveTenant } from './live-tenant.ts';
import { countMailedCode, mailedCodesLock } from './mailed-codes.ts';
import { attemptsMax, codeMinutes, codesMax, hashCode, isCodeText, readCode } from './one-time-code.ts';
import { record } from './record.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import { findPendingLink, isOpen } from './start-pending-link.ts';
import { type FinishedSignIn, takeIn } from './take-in.ts';
import { listWaysIn, requireWayIn, type WayIn } from './ways-in.ts';

const signInMinutes = 15;
/** Over this many in one tenant nobody else is sent a code until some are used or expire. */
const openMax = 10_000;

export interface WaitingAddress {
  connection: WayIn['connection'];
  address: string;
  /** Of a sign-in that is to prove an account, or that somebody signed in has begun. */
  purpose: 'sign_in' | 'proof' | 'link' | 'confirm';
  codesLeft: number;
  attemptsLeft: number;
}

export function createEmailSignInOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const requireWaiting = async (from: Pick<Reads, 'emailSignIns'>, token: string): Promise<EmailSignIn> => {
    const ids = splitIds(token.split('.')[0] ?? '');
    const found = ids && (await from.emailSignIns.byId(...ids));
    if (!found || !matchesHash(token, found.browserHash) || !isWaiting(deps, found)) throw over();
    return found;
  };

  const lockWaiting = async (rows: Rows, token: string): Promise<EmailSignIn> => {
    const found = await requireWaiting(rows, token);
    const locked = await rows.emailSignIns.lock(found.tenantId, found.id);
    if (!locked || !isWaiting(deps, locked)) throw over();
    return locked;
  };

  const sendCode = async (token: string, writeLetter: WriteLetter, from: Origin): Promise<void> => {
    const { postbox } = deps;
    if (!postbox) throw connectionNotFound();
    const message = await deps.store.transaction(async (rows): Promise<Message | null> => {
      const found = await requireWaiting(rows, token);
      const { tenantId, addressKey } = found;
      await rows.lockKeys(tenantId, [mailedCodesLock(addressKey)]);
      const waiting = await lockWaiting(rows, token);
      if (waiting.codesSent >= codesMax || waiting.attempts >= attemptsMax)
        throw new DomainError(
          'rate_limited',
          'no more codes are sent for this sign-in: begin again, or in another way',
        );
      const now = deps.entropy.now();
      const withheld = await countMailedCode(deps, rows, tenantId, addressKey);
      const code = createOneTimeCode();
      await rows.emailSignIns.update({
        ...waiting,
        codesSent: waiting.codesSent + 1,
        ...(withheld === null && {
          codeHash: hashCode(token, addressKey, code),
          codeExpiresAt: toTimestamp(now + codeMinutes * 60_000),
        }),
      });
      const { connection } = await requireWayIn(
        { ...deps, store: { ...deps.store, reads: rows } },
        tenantId,
        waiting.connectionId,
      );
      await record(deps, rows, signInActor(tenantId, from), {
        type: withheld === null ? 'sign_in.code_sent' : 'sign_in.code_refused',
        identityProviderId: connection.identityProviderId,
        decision: {
          action: withheld === null ? 'send_code' : 'withhold_code',
          emailSignInId: waiting.id,
          address: addressKey,
          reasons: [{ rule: 'codes_of_an_address', settled: true, said: withheld ?? 'not too many so far' }],
        },
      });
      if (withheld !== null) return null;
      const tenant = await liveTenant(rows, tenantId);
      const letter = { about: { kind: 'sign_in' as const }, tenant, code, minutes: codeMinutes };
      return { to: addressKey, ...writeLetter(letter) };
    });
    if (message) postbox.put(message);
  };

  return {
    /** The tenant's way in by code; null where it has none, or no mail is sent. */
    async way(tenantId: string): Promise<WayIn | null> {
      return (await listWaysIn(deps, tenantId)).find(({ strategy }) => strategy.mailsCodes) ?? null;
    },

    /** Mails a code to the address, and answers with what the browser keeps. Throws `invalid_input`, `rate_limited`. */
    async start(
      tenantId: string,
      connectionId: string,
      typed: string,
      request: { returnTo: string | null; pendingLink?: string | null; intent?: StartedIntent },
      writeLetter: WriteLetter,
      from: Origin,
    ): Promise<{ token: string; expiresAt: string }> {
      const addressKey = requireEmailKey(typed);
      const { connection, strategy } = await requireWayIn(deps, tenantId, connectionId);
      if (!strategy.mailsCodes) throw connectionNotFound();
      const intent = request.intent ? await beginIntent(deps, tenantId, request.intent) : null;
      const pending = request.pendingLink ? await findPendingLink(reads, request.pendingLink) : null;
      const proves = pending?.tenantId === tenantId && isOpen(pending, deps.entropy.now()) ? pending : null;
      const now = deps.entropy.now();
      const id = createId(deps.entropy);
      const token = `${joinIds(tenantId, id)}.${createSecret()}`;
      const expiresAt = toTimestamp(now + signInMinutes * 60_000);
      await deps.store.transaction(async (rows) => {
        await rows.emailSignIns.deleteExpired(tenantId, toTimestamp(now));
        if ((await rows.emailSignIns.countOpen(tenantId, toTimestamp(now), openMax)) >= openMax)
          throw new DomainError(
            'rate_limited',
            'too many sign-ins wait for a code just now: try again in some minutes',
          );
        await rows.emailSignIns.insert({
          id,
          tenantId,
          connectionId: connection.id,
          address: typed.trim(),
          addressKey,
          browserHash: hashSecret(token),
          returnTo: proves ? proves.returnTo : request.returnTo,
          pendingLinkId: proves?.id ?? null,
          intent,
          codeHash: null,
          codeExpiresAt: null,
          codesSent: 0,
          attempts: 0,
          createdAt: toTimestamp(now),
          expiresAt,
          usedAt: null,
        });
      });
      await sendCode(token, writeLetter, from);
      return { token, expiresAt };
    },

    /** Throws `pending_link_over` when nothing waits any more. */
    async read(token: string): Promise<WaitingAddress> {
      const waiting = await requireWaiting(reads, token);
      const { connection } = await requireWayIn(deps, waiting.tenantId, waiting.connectionId);
      return {
        connection,
        address: waiting.address,
        purpose: waiting.intent?.kind ?? (waiting.pendingLinkId === null ? 'sign_in' : 'proof'),
        codesLeft: waiting.attempts >= attemptsMax ? 0 : codesMax - waiting.codesSent,
        attemptsLeft: attemptsMax - waiting.attempts,
      };
    },

    /** Another code; the one before it is good no more. Throws `rate_limited` after three. */
    sendCode,

    /** The typed code signs in. Throws `code_wrong`. */
    async enterCode(
      token: string,
      typed: string,
      presented: { pendingLink: string | null; sessionToken: string | null },
      from: Origin,
    ): Promise<FinishedSignIn> {
      const code = readCode(typed);
      const checked = await deps.store.transaction(async (rows) => {
        const waiting = await lockWaiting(rows, token);
        const isRight = waiting.attempts < attemptsMax && isRightCode(deps, waiting, token, code);
        const attempts = isRight ? waiting.attempts : Math.min(waiting.attempts + 1, attemptsMax);
        // Right or not, it is tried once: a right one is used up before anything comes of it.
        await rows.emailSignIns.update({
          ...waiting,
          attempts,
          ...(isRight && { codeHash: null, codeExpiresAt: null, usedAt: currentTime(deps) }),
        });
        if (!isRight)
          await record(deps, rows, signInActor(waiting.tenantId, from), {
            type: 'sign_in.code_refused',
            decision: {
              action: 'refuse_code',
              emailSignInId: waiting.id,
              address: waiting.addressKey,
              reasons: [
                { rule: 'code', settled: true, said: `the code is wrong or expired (${attempts} of ${attemptsMax})` },
              ],
            },
          });
        return { isRight, waiting, attempts };
      });
      const { waiting, attempts } = checked;
      if (!checked.isRight)
        throw new DomainError('code_wrong', 'this code is not right, or it has expired', {
          attempts_left: attemptsMax - attempts,
        });
      const { connection, provider } = await requireWayIn(deps, waiting.tenantId, waiting.connectionId);
      const email = emailKey(waiting.address)!;
      return takeIn(deps, from, {
        provider,
        connection,
        claims: {
          subject: email,
          subjectType: '',
          email: waiting.address,
          emailVerified: true,
          phoneVerified: false,
          raw: { email: waiting.address, email_verified: true },
        },
        returnTo: waiting.returnTo,
        proves: waiting.pendingLinkId === null ? null : { id: waiting.pendingLinkId, token: presented.pendingLink },
        intent: waiting.intent && { ...waiting.intent, sessionToken: presented.sessionToken },
      });
    },
  };
}

function isWaiting(deps: Dependencies, { usedAt, expiresAt }: EmailSignIn): boolean {
  return usedAt === null && Date.parse(expiresAt) > deps.entropy.now();
}

function isRightCode(deps: Dependencies, waiting: EmailSignIn, token: string, code: string): boolean {
  const { codeHash, codeExpiresAt, addressKey } = waiting;
  const same = isCodeText(token, addressKey, code, codeHash ?? new Uint8Array(32));
  return same && codeHash !== null && codeExpiresAt !== null && Date.parse(codeExpiresAt) > deps.entropy.now();
}

function over(): DomainError {
  return new DomainError('pending_link_over', 'this sign-in was finished, took too long, or began in another browser');
}
