/**
 * A sign-in that waits for proof, proved by a code to the address that it came with. Whoever reads that mailbox has proved
 * the address, which the provider did not: the arrival is decided again as one that proves it, by the same `decideLink`,
 * under the same locks. The mail goes out whether or not there is an account, so sending it tells nothing.
 */
import { DomainError } from '../domain/errors.ts';
import { toTimestamp } from '../domain/ids.ts';
import { decideLink } from '../domain/link.ts';
import { emailKey } from '../domain/normalise.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Message } from '../mail/mailer.ts';
import type { Rows } from '../stores/store.ts';
import { createOneTimeCode, matchesHash } from '../vault/secrets.ts';
import { settle } from './arrival.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import type { WriteLetter } from './letters.ts';
import { lockFacts } from './link-facts.ts';
import { liveTenant } from './live-tenant.ts';
import { countMailedCode, mailedCodesLock } from './mailed-codes.ts';
import { attemptsMax, codeMinutes, codesMax, hashCode, readCode } from './one-time-code.ts';
import { openSession } from './open-session.ts';
import { record } from './record.ts';
import { askAgain, close } from './settle-pending-link.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import { findPendingLink, isOpen, pendingLinkOver } from './start-pending-link.ts';

export interface AddressAsked {
  pendingLinkId: string;
  /** The address that the code went to. */
  email: string;
}

export function createVerifyArrivalOperations(deps: Dependencies) {
  const requireOpen = async (rows: Rows, token: string): Promise<PendingLink> => {
    const found = await findPendingLink(rows, token);
    if (!found || !isOpen(found, deps.entropy.now())) throw pendingLinkOver();
    return found;
  };

  return {
    /** Sends a code to the address of the arrival. Throws `not_supported` where there is no mail, `rate_limited` after three. */
    async sendCode(token: string, writeLetter: WriteLetter, from: Origin): Promise<AddressAsked> {
      const { postbox } = deps;
      if (!postbox)
        throw new DomainError('not_supported', 'this installation sends no mail: the address cannot be proved');
      const sent = await deps.store.transaction(async (rows): Promise<{ asked: AddressAsked; message: Message }> => {
        const { tenantId, id, identityId } = await requireOpen(rows, token);
        const identity = await rows.identities.byId(tenantId, identityId);
        const address = emailKey(identity?.email ?? '');
        if (!identity || address === null) throw pendingLinkOver();
        await rows.lockKeys(tenantId, [mailedCodesLock(address)]);
        const pending = await rows.pendingLinks.lock(tenantId, id);
        if (!pending || !isOpen(pending, deps.entropy.now())) throw pendingLinkOver();
        if (pending.codesSent >= codesMax || pending.attempts >= attemptsMax)
          throw new DomainError('rate_limited', 'no more codes are sent for this sign-in: start it again');
        const spent = await countMailedCode(deps, rows, tenantId, address);
        if (spent !== null) throw new DomainError('rate_limited', spent);
        const code = createOneTimeCode();
        await rows.pendingLinks.update({
          ...pending,
          codesSent: pending.codesSent + 1,
          codeHash: hashCode(token, address, code),
          // Nobody's: a code that proves the arrival's address proves no account by itself.
          codeUserId: null,
          codeExpiresAt: toTimestamp(deps.entropy.now() + codeMinutes * 60_000),
        });
        await record(deps, rows, signInActor(tenantId, from), {
          type: 'linking.code_sent',
          identityId,
          identityProviderId: identity.identityProviderId,
          decision: {
            action: 'send_code',
            pendingLinkId: id,
            reasons: [{ rule: 'code_recipient', settled: true, said: 'the address that the sign-in came with' }],
          },
        });
        const tenant = await liveTenant(rows, tenantId);
        const letter = { about: { kind: 'sign_in' as const }, tenant, code, minutes: codeMinutes };
        return { asked: { pendingLinkId: id, email: address }, message: { to: address, ...writeLetter(letter) } };
      });
      postbox.put(sent.message);
      return sent.asked;
    },

    /** The typed code proves the address, and lets its person in. Throws `code_wrong`, `pending_link_over`. */
    async enterCode(
      tenantId: string,
      token: string,
      typed: string,
      from: Origin,
    ): Promise<{ user: User; session: Session }> {
      const code = readCode(typed);
      const outcome = await deps.store.transaction(async (rows) => {
        const found = await requireOpen(rows, token);
        if (found.tenantId !== tenantId) throw pendingLinkOver();
        const identity = await rows.identities.byId(tenantId, found.identityId);
        const address = emailKey(identity?.email ?? '');
        const actor = signInActor(tenantId, from);
        // Locks names and users before the pending link, as every settling does.
        const asked = await askAgain(deps, rows, found);
        if (!asked || address === null) throw pendingLinkOver();
        const { pending, facts } = asked;
        const isOver = pending.attempts >= attemptsMax;
        const isRight =
          !isOver &&
          pending.codeHash !== null &&
          pending.codeUserId === null &&
          pending.codeExpiresAt !== null &&
          Date.parse(pending.codeExpiresAt) > deps.entropy.now() &&
          matchesHash(`${token}\n${address}\n${code}`, pending.codeHash);
        if (!isRight) {
          const attempts = Math.min(pending.attempts + 1, attemptsMax);
          if (!isOver) await rows.pendingLinks.update({ ...pending, attempts });
          return { attemptsLeft: attemptsMax - attempts };
        }
        const { linkingRule } = facts.provider;
        // Gathered anew: of what proves nothing, whose account an unproved address belongs to was not looked into.
        const proved = await lockFacts(rows, tenantId, {
          connection: facts.connection,
          claims: { ...facts.claims, emailVerified: true },
          provider: {
            ...facts.provider,
            // The mailbox is the proof now, whatever the provider's own word is worth.
            linkingRule: { ...linkingRule, mode: 'verified_match', emailProof: 'provider_verified_bit' },
          },
        });
        const decision = decideLink(proved);
        if (decision.action !== 'link' && decision.action !== 'create_user') return { forbidden: [] };
        const reason = {
          rule: 'proof_of_address',
          settled: true,
          said: 'the person proved the address by a code that was sent to it',
        };
        const said = { ...decision, pendingLinkId: pending.id, reasons: [...decision.reasons, reason] };
        const settled = await settle(deps, rows, actor, proved, said, asked.identity);
        if (settled.user === null) return { forbidden: 'notices' in settled ? settled.notices : [] };
        await close(deps, rows, pending, settled.decision.action === 'create_user' ? 'new_user' : 'linked');
        const user = await proveAddress(deps, rows, actor, settled.user, address);
        const { session } = await openSession(deps, rows, tenantId, user.id, settled.identity.id, from);
        return { user, session };
      });
      if ('attemptsLeft' in outcome)
        throw new DomainError('code_wrong', 'this code is not right, or it has expired', {
          attempts_left: outcome.attemptsLeft,
        });
      if ('forbidden' in outcome)
        throw outcome.forbidden.length > 0
          ? new DomainError('policy_forbids', `a policy forbids it: ${outcome.forbidden.join(' ')}`)
          : new DomainError('sign_in_refused', 'it cannot be told which account this sign-in belongs to');
      return outcome;
    },
  };
}

/** The user with the address proved, where it is the user's own. */
export async function proveAddress(
  deps: Dependencies,
  rows: Rows,
  actor: Parameters<typeof record>[2],
  user: User,
  address: string,
): Promise<User> {
  if (user.emailVerified || user.email === null || emailKey(user.email) !== address) return user;
  const proved: User = { ...user, emailVerified: true, updatedAt: currentTime(deps) };
  await rows.users.update(proved);
  await record(deps, rows, actor, {
    type: 'user.updated',
    userId: user.id,
    before: { emailVerified: false },
    after: { emailVerified: true },
    decision: {
      action: 'prove_address',
      reasons: [{ rule: 'proof_of_address', settled: true, said: 'a code that was sent to the address came back' }],
    },
  });
  return proved;
}
