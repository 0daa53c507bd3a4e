/**
 * Signing in by a code to one's e-mail address, asked for by an application's own server. Whoever types the code reads the
 * mailbox: the address is proved, and what else led into a user that only claimed it ends first.
 */
import type { Actor } from '../domain/actor.ts';
import { requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { createId, toTimestamp } from '../domain/ids.ts';
import type { JsonObject, Timestamp } from '../domain/json.ts';
import { emailKey, requireEmailKey } from '../domain/normalise.ts';
import type { Session } from '../domain/session.ts';
import { linkingSettings } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import { createOneTimeCode, hashSecret, matchesHash } from '../vault/secrets.ts';
import { askPolicies, forbidden } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { toRecord } from './kept-records.ts';
import type { WriteLetter } from './letters.ts';
import { liveTenant } from './live-tenant.ts';
import { countMailedCode, mailedCodesLock } from './mailed-codes.ts';
import { attemptsMax, codeMinutes, readCode } from './one-time-code.ts';
import { openSession } from './open-session.ts';
import { record } from './record.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import { endUnproved } from './unproved-side.ts';
import { createUserOperations } from './users.ts';
import { proveAddress } from './verify-arrival.ts';

const kind = 'EmailCode';

export interface EmailCode {
  id: string;
  userId: string;
  email: string;
  /** Told to the application's server, which may send it in a mail of its own. */
  code: string;
  createdAt: Timestamp;
  expiresAt: Timestamp;
}

interface Kept {
  userId: string;
  /** Hex: of the code and the address. */
  codeHash: string;
  attempts: number;
}

export function createAppEmailCodeOperations(deps: Dependencies) {
  const users = createUserOperations(deps);

  return {
    /**
     * A code for the address, sent to it where there is mail. A user is made for an address that is nobody's. Only the
     * newest code of an address is good.
     */
    async start(actor: Actor, email: string, writeLetter: WriteLetter): Promise<EmailCode> {
      // Whoever holds the code signs in as the person: as much power as changing the user's address.
      requireScope(actor, 'users:write');
      requireScope(actor, 'sessions:write');
      const { tenantId } = actor;
      const address = requireEmailKey(email);
      const known = await findByAddress(deps, tenantId, address);
      const user = known ?? (await users.create(actor, { profile: { email: email.trim() } })).user;
      const code = createOneTimeCode();
      const now = deps.entropy.now();
      const kept: Kept = { userId: user.id, codeHash: hex(hashSecret(codeText(address, code))), attempts: 0 };
      const tenant = await deps.store.transaction(async (rows) => {
        await rows.lockKeys(tenantId, [mailedCodesLock(address)]);
        const spent = await countMailedCode(deps, rows, tenantId, address);
        if (spent !== null) throw new DomainError('rate_limited', spent);
        const index = { grantId: null, clientId: null, accountId: user.id, expiresInSeconds: codeMinutes * 60 };
        await rows.openidRecords.save(toRecord(tenantId, kind, address, kept as unknown as JsonObject, index, now));
        return rows.tenants.byId(tenantId);
      });
      const letter = { about: { kind: 'sign_in' as const }, tenant: tenant!, code, minutes: codeMinutes };
      deps.postbox?.put({ to: address, ...writeLetter(letter) });
      return {
        id: createId(deps.entropy),
        userId: user.id,
        email: user.email ?? address,
        code,
        createdAt: toTimestamp(now),
        expiresAt: toTimestamp(now + codeMinutes * 60_000),
      };
    },

    /** Throws `code_wrong` alike for an address that nobody has and a wrong, old or used code. */
    async enter(
      tenantId: string,
      typed: { email: string; code: string },
      from: Origin,
    ): Promise<{ user: User; session: Session }> {
      const address = emailKey(typed.email) ?? '';
      const text = codeText(address, readCode(typed.code));
      const outcome = await deps.store.transaction(async (rows) => {
        await rows.lockKeys(tenantId, [mailedCodesLock(address), `email:${address}`]);
        const row = await rows.openidRecords.byKey(tenantId, kind, hashSecret(address));
        const now = deps.entropy.now();
        if (!row || row.consumedAt !== null || Date.parse(row.expiresAt) <= now) return null;
        const kept = row.payload as unknown as Kept;
        if (kept.attempts >= attemptsMax) return null;
        if (!matchesHash(text, Buffer.from(kept.codeHash, 'hex'))) {
          const payload = { ...kept, attempts: kept.attempts + 1 } as unknown as JsonObject;
          await rows.openidRecords.save({ ...row, payload });
          return null;
        }
        await rows.openidRecords.consume(tenantId, kind, row.key, currentTime(deps));
        const [user] = await rows.users.lock(tenantId, [kept.userId]);
        // The address may have become somebody else's since.
        const isTheirs =
          user?.mergedInto === null && user.status === 'active' && emailKey(user.email ?? '') === address;
        if (!user || !isTheirs) return null;
        const actor = signInActor(tenantId, from);
        const identities = await rows.identities.lockOfUser(tenantId, user.id);
        const ruling = await askPolicies(
          deps,
          rows,
          actor,
          identities.slice(0, 1).map((identity) => ({ action: 'user:signIn' as const, identity, user })),
        );
        // A policy judges a sign-in by its identity. INVARIANT: where there is none to show it, none gets past it.
        const unjudged = identities.length === 0 && (await rows.policies.enabled(tenantId)).length > 0;
        if (!ruling.permitted || unjudged) return { refused: ruling };
        const tenant = await liveTenant(rows, tenantId);
        const { verifiedDomains } = linkingSettings(tenant);
        const ended = user.emailVerified
          ? null
          : await endUnproved(deps, rows, user, { proved: address, verifiedDomains });
        if (ended && ended.identities.length > 0)
          await record(deps, rows, actor, {
            type: 'user.updated',
            userId: user.id,
            before: { identities: ended.identities.map(({ id }) => id) },
            after: { identities: [] },
            decision: {
              action: 'end_unproved_side',
              reasons: [
                { rule: 'unproved_side', settled: true, said: 'what led into the user never proved its address' },
              ],
            },
          });
        const proved = await proveAddress(
          deps,
          rows,
          actor,
          { ...(ended?.user ?? user), emailVerified: user.emailVerified },
          address,
        );
        const signedIn: User = { ...proved, lastLoginAt: currentTime(deps), loginsCount: user.loginsCount + 1 };
        await rows.users.update(signedIn);
        await record(deps, rows, actor, { type: 'user.signed_in', userId: user.id, after: { by: 'email_code' } });
        const { session } = await openSession(deps, rows, tenantId, user.id, null, from);
        return { user: signedIn, session };
      });
      if (outcome === null)
        throw new DomainError('code_wrong', 'this code is not right, was used, or has expired: ask for another one');
      if ('refused' in outcome) throw forbidden(outcome.refused);
      return outcome;
    },
  };
}

/** The one user of the address: whoever proved it, else the only one that claims it. */
async function findByAddress({ store }: Dependencies, tenantId: string, address: string): Promise<User | null> {
  const users = await store.reads.users.byEmailKey(tenantId, address);
  const proved = users.filter(({ emailVerified }) => emailVerified);
  const one = proved.length > 0 ? proved : users;
  if (one.length > 1)
    throw new DomainError('email_taken', 'several users have this address: nobody can tell whom to let in');
  return one[0] ?? null;
}

function codeText(address: string, code: string): string {
  return `${address}\n${code}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
