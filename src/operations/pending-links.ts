/**
 * A sign-in that waits for proof: what is asked, a code sent and typed, or "I am new". Every verb takes the token of the
 * pending link and nothing else that matters: which identity, which accounts and where to go on come from its row. The
 * hosted pages keep the token in a cookie; an API that answers a sign-in with a refusal can hand it out in the refusal
 * (WorkOS's `pending_authentication_token` of `email_verification_required`, GenAuth's codes 1640 and 1641) and take it back
 * beside the code. Proving an account by signing in to it is the business of `sign-in.ts`.
 *
 * INVARIANT: while the person has proved nothing (`blind`), neither an answer nor the work before it depends on whether
 * there is an account: the same statements run, and mail leaves after the answer.
 */

import { DomainError } from '../domain/errors.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { Considered } from '../domain/link-candidate.ts';
import { emailKey } from '../domain/normalise.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Reads, Rows } from '../stores/store.ts';
import { createOneTimeCode } from '../vault/secrets.ts';
import type { Arrived } from './arrival.ts';
import type { Dependencies } from './dependencies.ts';
import type { WriteLetter } from './letters.ts';
import { liveTenant } from './live-tenant.ts';
import { countMailedCode, mailedCodesLock } from './mailed-codes.ts';
import {
  attemptsMax,
  codeMinutes,
  codesMax,
  hashCode,
  isCodeRight,
  provedAddressOf,
  readCode,
  recipientOf,
} from './one-time-code.ts';
import { openSession } from './open-session.ts';
import { record } from './record.ts';
import { continueAsNew, linkProved } from './settle-pending-link.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import { findPendingLink, isOpen, pendingLinkOver } from './start-pending-link.ts';
import { listWaysIn, type WayIn } from './ways-in.ts';

/** What a person may be shown of a pending link. */
export interface Question {
  tenant: { id: string; name: string };
  /** Where the person came from, and what was said there. */
  provider: { id: string; displayName: string };
  email: string | null;
  blind: boolean;
  /** Null where codes are not offered. */
  code: {
    /** Where it goes, mostly hidden; null when blind. */
    maskedAddress: string | null;
    sent: number;
    left: number;
    attemptsLeft: number;
  } | null;
  /** The ways in that may lead to the account. */
  waysIn: WayIn[];
  /** What becomes of the sign-in when the person says to be new. */
  otherwise: 'create_user' | 'hold' | 'refuse';
  returnTo: string | null;
  expiresAt: string;
}

export interface AnsweredQuestion {
  user: User;
  session: Session;
  sessionToken: string;
  returnTo: string | null;
}

type Answer = AnsweredQuestion | { forbidden: string[] };

function requirePermitted(answer: Answer): AnsweredQuestion {
  if (!('forbidden' in answer)) return answer;
  const { forbidden: notices } = answer;
  throw new DomainError('policy_forbids', ['a policy forbids it', ...notices].join(': '), { notices });
}

export function createPendingLinkOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const requireOpen = async (from: Pick<Reads, 'pendingLinks'>, token: string): Promise<PendingLink> => {
    const pending = await findPendingLink(from, token);
    if (!pending || !isOpen(pending, deps.entropy.now())) throw pendingLinkOver();
    return pending;
  };

  /** Locked, and still open. */
  const lockOpen = async (rows: Rows, { tenantId, id }: PendingLink): Promise<PendingLink> => {
    const pending = await rows.pendingLinks.lock(tenantId, id);
    if (!pending || !isOpen(pending, deps.entropy.now())) throw pendingLinkOver();
    return pending;
  };

  /** The session of whoever the answer let in; what a policy refused is an answer too, so that its event stays. */
  const letIn = async (rows: Rows, pending: PendingLink, answer: Arrived, from: Origin): Promise<Answer> => {
    if (answer.user === null) return { forbidden: 'notices' in answer ? answer.notices : [] };
    const { user, identity } = answer;
    const opened = await openSession(deps, rows, pending.tenantId, user.id, identity.id, from);
    return { user, ...opened, returnTo: pending.returnTo };
  };

  return {
    /** Throws `pending_link_over` when there is nothing to answer any more. */
    async read(token: string): Promise<Question> {
      const pending = await requireOpen(reads, token);
      const { tenantId, blind } = pending;
      const recipientId = recipientOf(pending);
      const [tenant, identity, recipient, waysIn] = await Promise.all([
        reads.tenants.byId(tenantId),
        reads.identities.byId(tenantId, pending.identityId),
        reads.users.byId(tenantId, recipientId ?? pending.identityId),
        waysInOf(deps, pending),
      ]);
      if (!tenant || !identity) throw pendingLinkOver();
      const address = provedAddressOf(recipient);
      const offersCode = deps.postbox !== null && (blind || address !== null);
      return {
        tenant: { id: tenantId, name: tenant.name },
        provider: { id: identity.identityProviderId, displayName: identity.provider.displayName },
        email: identity.email,
        blind,
        code: offersCode
          ? {
              maskedAddress: blind || address === null ? null : maskAddress(address),
              sent: pending.codesSent,
              left: pending.attempts >= attemptsMax ? 0 : codesMax - pending.codesSent,
              attemptsLeft: attemptsMax - pending.attempts,
            }
          : null,
        waysIn,
        otherwise: pending.decision.otherwise as Question['otherwise'],
        returnTo: pending.returnTo,
        expiresAt: pending.expiresAt,
      };
    },

    /** Answers the same whether a code was sent or not. Throws `rate_limited` after three. */
    async sendCode(token: string, writeLetter: WriteLetter, from: Origin): Promise<void> {
      const { postbox } = deps;
      if (!postbox)
        throw new DomainError('not_supported', 'this installation sends no mail: prove the account by signing in');
      const message = await deps.store.transaction(async (rows) => {
        const found = await requireOpen(rows, token);
        const { tenantId } = found;
        // Where there is nobody, the identity's id stands in for the user's, so that the same work is done.
        const userId = recipientOf(found) ?? found.identityId;
        const user = await rows.users.byIdOrTombstone(tenantId, userId);
        const identity = (await rows.identities.byId(tenantId, found.identityId))!;
        const address = provedAddressOf(user);
        // Nobody's code counts for the address that the person came with: who asks through another door learns nothing.
        const counted = address ?? emailKey(identity.email ?? '') ?? identity.id;
        await rows.lockKeys(tenantId, [mailedCodesLock(counted)]);
        const pending = await lockOpen(rows, found);
        if (pending.codesSent >= codesMax || pending.attempts >= attemptsMax)
          throw new DomainError(
            'rate_limited',
            'no more codes are sent for this sign-in: prove the account in another way',
          );
        const now = deps.entropy.now();
        const spent = await countMailedCode(deps, rows, tenantId, counted);
        const tenant = await liveTenant(rows, tenantId);

        const withheld = address === null ? 'no account that a code would prove' : spent;
        const code = createOneTimeCode();
        const about = { kind: 'account' as const, providerName: identity.provider.displayName };
        const message = { to: address ?? '', ...writeLetter({ about, tenant, code, minutes: codeMinutes }) };
        await rows.pendingLinks.update({
          ...pending,
          codesSent: pending.codesSent + 1,
          ...(withheld === null && {
            codeHash: hashCode(token, address!, code),
            codeUserId: userId,
            codeExpiresAt: toTimestamp(now + codeMinutes * 60_000),
          }),
        });
        await record(deps, rows, signInActor(tenantId, from), {
          type: withheld === null ? 'linking.code_sent' : 'linking.code_refused',
          userId: user?.id ?? null,
          identityId: identity.id,
          identityProviderId: identity.identityProviderId,
          decision: {
            action: withheld === null ? 'send_code' : 'withhold_code',
            pendingLinkId: pending.id,
            reasons: [
              { rule: 'code_recipient', settled: true, said: withheld ?? 'one account that a code would prove' },
            ],
          },
        });
        return withheld === null ? message : null;
      });
      if (message) postbox.put(message);
    },

    /** The typed code proves the account: it is linked, and the person signed in. Throws `code_wrong`. */
    async enterCode(token: string, typed: string, from: Origin): Promise<AnsweredQuestion> {
      const code = readCode(typed);
      const checked = await deps.store.transaction(async (rows) => {
        const pending = await lockOpen(rows, await requireOpen(rows, token));
        if (pending.attempts >= attemptsMax) return { right: false, pending, attempts: pending.attempts };
        const right = await isCodeRight(rows, pending, { token, code, now: deps.entropy.now() });
        if (right) return { right, pending, attempts: pending.attempts };
        const attempts = pending.attempts + 1;
        await rows.pendingLinks.update({ ...pending, attempts });
        await record(deps, rows, signInActor(pending.tenantId, from), {
          type: 'linking.code_refused',
          userId: pending.codeUserId,
          identityId: pending.identityId,
          decision: {
            action: 'refuse_code',
            pendingLinkId: pending.id,
            reasons: [
              { rule: 'code', settled: true, said: `the code is wrong or expired (${attempts} of ${attemptsMax})` },
            ],
          },
        });
        return { right, pending, attempts };
      });
      if (!checked.right) throw codeWrong(attemptsMax - checked.attempts);

      const answer = await deps.store.transaction(async (rows) => {
        const { pending } = checked;
        const answered = await linkProved(deps, rows, signInActor(pending.tenantId, from), pending, {
          by: 'email_code',
          userId: pending.codeUserId!,
          stillHolds: (locked) => isCodeRight(rows, locked, { token, code, now: deps.entropy.now() }),
        });
        if (!answered) throw pendingLinkOver();
        return letIn(rows, pending, answered, from);
      });
      return requirePermitted(answer);
    },

    /** No account here is theirs, or none that they want. Null: somebody has to decide before they may come in. */
    async continueAsNew(token: string, from: Origin): Promise<AnsweredQuestion | null> {
      const answer = await deps.store.transaction(async (rows) => {
        const pending = await requireOpen(rows, token);
        const answered = await continueAsNew(deps, rows, signInActor(pending.tenantId, from), pending);
        return answered && letIn(rows, pending, answered, from);
      });
      return answer && requirePermitted(answer);
    },
  };
}

/**
 * Those that the accounts are signed in to with, where both sides have proved that they belong together; else all that the
 * tenant has, so that nothing is told of anybody.
 */
async function waysInOf(deps: Dependencies, pending: PendingLink): Promise<WayIn[]> {
  const { tenantId, blind, candidates } = pending;
  const all = await listWaysIn(deps, tenantId);
  // Where the person has just come from is no other way, unless it is known to be theirs.
  const elsewhere = all.filter(({ connection }) => connection.id !== pending.connectionId);
  const considered = pending.decision.considered as unknown as Considered[];
  const proved = candidates.filter(({ userId }) =>
    considered.some(
      (each) => each.userId === userId && each.matches.some((match) => match.provedByArrival && match.provedByUser),
    ),
  );
  if (blind || proved.length < candidates.length) return elsewhere;
  const theirs = await deps.store.reads.identities.ofUsers(
    tenantId,
    candidates.filter(({ proofs }) => proofs.includes('sign_in')).map(({ userId }) => userId),
  );
  const providerIds = new Set([...theirs.values()].flat().map(({ identityProviderId }) => identityProviderId));
  return all.filter(({ provider }) => providerIds.has(provider.id));
}

function codeWrong(attemptsLeft: number): DomainError {
  return attemptsLeft > 0
    ? new DomainError('code_wrong', 'this code is not right, or it has expired', { attempts_left: attemptsLeft })
    : new DomainError('code_wrong', 'that was one wrong code too many: prove the account in another way', {
        attempts_left: 0,
      });
}

/** Enough for its owner to know it by. */
function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${Array.from(address)[0]}•••${address.slice(at)}`;
}
