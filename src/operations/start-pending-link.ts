/** A sign-in ended in a question: what its answer will be checked against is kept on this side. */
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LinkDecision } from '../domain/link.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { Reads, Rows } from '../stores/store.ts';
import { createSecret, hashSecret, matchesHash } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { destroyTokensInVain } from './destroy-tokens.ts';

/** How long a person may take to prove an account. */
const pendingLinkMinutes = 15;
/** Over this many in one tenant nobody else is asked until some are answered or expire. */
const openMax = 10_000;

export interface StartedPendingLink {
  /** Names the pending link and proves whose it is: for a cookie, or for the body of an API's refusal. Told once. */
  token: string;
  expiresAt: string;
}

/** Of one identity one is open at a time: the newer one ends those before it. */
export async function startPendingLink(
  deps: Dependencies,
  rows: Rows,
  asked: {
    identity: Identity;
    connectionId: string;
    decision: Extract<LinkDecision, { action: 'challenge' }>;
    returnTo: string | null;
  },
): Promise<StartedPendingLink> {
  const { identity, connectionId, decision, returnTo } = asked;
  const { tenantId } = identity;
  const now = deps.entropy.now();
  const createdAt = toTimestamp(now);
  const expiresAt = toTimestamp(now + pendingLinkMinutes * 60_000);
  await rows.pendingLinks.deleteExpired(tenantId, createdAt);
  await destroyTokensInVain(deps, rows, tenantId, createdAt);
  await rows.pendingLinks.supersede(tenantId, identity.id, createdAt);
  if ((await rows.pendingLinks.countOpen(tenantId, createdAt, openMax)) >= openMax)
    throw new DomainError('rate_limited', 'too many sign-ins wait for proof just now: try again in some minutes');

  const id = createId(deps.entropy);
  const token = `${joinIds(tenantId, id)}.${createSecret()}`;
  await rows.pendingLinks.insert({
    id,
    tenantId,
    identityId: identity.id,
    connectionId,
    candidates: decision.candidates,
    blind: decision.blind,
    decision: decision as unknown as JsonObject,
    browserHash: hashSecret(token),
    returnTo,
    codeHash: null,
    codeUserId: null,
    codeExpiresAt: null,
    codesSent: 0,
    attempts: 0,
    createdAt,
    expiresAt,
    settledAt: null,
    settledAs: null,
  });
  return { token, expiresAt };
}

/** The pending link that the token is of, open or over; null for any other text. */
export async function findPendingLink(reads: Pick<Reads, 'pendingLinks'>, token: string): Promise<PendingLink | null> {
  const ids = splitIds(token.split('.')[0] ?? '');
  const pending = ids && (await reads.pendingLinks.byId(...ids));
  return pending && matchesHash(token, pending.browserHash) ? pending : null;
}

/** Whether it still waits. */
export function isOpen(pending: PendingLink, now: number): boolean {
  return pending.settledAt === null && Date.parse(pending.expiresAt) > now;
}

export function pendingLinkOver(): DomainError {
  return new DomainError(
    'pending_link_over',
    'this question was answered, took too long, or was replaced: sign in again',
  );
}
