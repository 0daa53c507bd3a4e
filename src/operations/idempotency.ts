/**
 * The same `Idempotency-Key` gives the same answer. The answer is written in the transaction of the work itself, so a
 * crash leaves both or neither; two calls at once under one key take turns.
 */
import type { Actor } from '../domain/actor.ts';
import { DomainError, type ErrorCode, errorTable } from '../domain/errors.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { joinTransaction, type Rows } from '../stores/store.ts';
import { hashSecret } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** How long an answer is kept. */
const keptHours = 24;
const keyLengthMax = 255;

export interface IdempotentRequest {
  key: string;
  /** Everything that makes the request what it is: method, address, body. */
  fingerprint: string;
}

type KeptAnswer = { answered: Json } | { refused: { code: ErrorCode; message: string; details: JsonObject | null } };

/**
 * Runs `work` once for a key, with dependencies whose store is the open transaction, and answers what it answered; again
 * and again for the same request. A refusal is kept like an answer. Throws `idempotency_key_reused` for another request.
 */
export async function answerOnce<T extends Json>(
  deps: Dependencies,
  actor: Actor,
  { key, fingerprint }: IdempotentRequest,
  work: (joined: Dependencies) => Promise<T>,
): Promise<{ answer: T; replayed: boolean }> {
  if (actor.id === null) throw new DomainError('invalid_input', 'an Idempotency-Key needs a credential');
  if (key.length === 0 || key.length > keyLengthMax) {
    throw new DomainError('invalid_input', `the Idempotency-Key must be 1 to ${keyLengthMax} characters`, {
      header: 'Idempotency-Key',
    });
  }
  const hash = hashSecret(fingerprint);
  const lockName = `idempotency:${actor.id}:${key}`;

  const keep = (rows: Rows, kept: KeptAnswer) =>
    rows.idempotencyKeys.insert({
      tenantId: actor.tenantId,
      apiKeyId: actor.id!,
      key,
      fingerprint: hash,
      answer: deps.vault.seal(JSON.stringify(kept), keptPlace(actor, key)),
      createdAt: currentTime(deps),
    });

  try {
    return await deps.store.transaction(async (rows) => {
      await rows.lockKeys(actor.tenantId, [lockName]);
      const kept = await recall<T>(deps, rows, actor, key, hash);
      if (kept !== undefined) return { answer: kept, replayed: true };
      const answer = await work({ ...deps, store: joinTransaction(deps.store, rows) });
      await rows.idempotencyKeys.deleteOlderThan(
        actor.tenantId,
        toTimestamp(deps.entropy.now() - keptHours * 3_600_000),
      );
      await keep(rows, { answered: answer });
      return { answer, replayed: false };
    });
  } catch (error) {
    if (!isKeptRefusal(error)) throw error;
    // The work was undone; its refusal is remembered by itself.
    await deps.store.transaction(async (rows) => {
      await rows.lockKeys(actor.tenantId, [lockName]);
      if (await rows.idempotencyKeys.byKey(actor.tenantId, actor.id!, key)) return;
      await keep(rows, { refused: { code: error.code, message: error.message, details: error.details ?? null } });
    });
    throw error;
  }
}

/** An answer may carry a secret that is shown once, such as a new API key: it rests sealed, bound to its row. */
function keptPlace({ tenantId, id }: Actor, key: string): string {
  return `${tenantId}/idempotency_keys/${id}/${key}`;
}

async function recall<T>(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  key: string,
  hash: Uint8Array,
): Promise<T | undefined> {
  const found = await rows.idempotencyKeys.byKey(actor.tenantId, actor.id!, key);
  if (!found) return undefined;
  if (!Buffer.from(hash).equals(Buffer.from(found.fingerprint))) {
    throw new DomainError(
      'idempotency_key_reused',
      'this Idempotency-Key was used for another request: choose a new one',
    );
  }
  const kept = JSON.parse(deps.vault.open(found.answer as string, keptPlace(actor, key))) as KeptAnswer;
  if ('answered' in kept) return kept.answered as T;
  const { code, message, details } = kept.refused;
  throw new DomainError(code, message, details ?? undefined);
}

/** Trouble that passes by itself is not an answer; what the caller did wrong is. */
function isKeptRefusal(error: unknown): error is DomainError {
  if (!(error instanceof DomainError)) return false;
  const { kind } = errorTable[error.code];
  return (
    !['unavailable', 'internal', 'rate_limited', 'unauthenticated'].includes(kind) &&
    error.code !== 'idempotency_key_reused'
  );
}
