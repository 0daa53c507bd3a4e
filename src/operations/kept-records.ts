/**
 * What is kept for a while under the hash of a secret or a name, and used once or counted: codes and tokens of the OpenID
 * provider, intents, codes by mail. All of them are rows of one table (`openid_records`), which is emptied as they expire.
 */
import { toTimestamp } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { OpenidRecord, Rows } from '../stores/store.ts';
import { hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';

/** What is kept of a record, beside its payload. */
export interface RecordIndex {
  grantId: string | null;
  clientId: string | null;
  accountId: string | null;
  expiresInSeconds: number;
}

/** The row of what is kept under the hash of `id`. */
export function toRecord(
  tenantId: string,
  kind: string,
  id: string,
  payload: JsonObject,
  { grantId, clientId, accountId, expiresInSeconds }: RecordIndex,
  now: number,
): OpenidRecord {
  return {
    tenantId,
    kind,
    key: hashSecret(id),
    grantKey: grantId === null ? null : hashSecret(grantId),
    clientId,
    userId: accountId,
    payload,
    consumedAt: null,
    expiresAt: toTimestamp(now + expiresInSeconds * 1000),
  };
}

/**
 * Takes a token that may be used once: false when it was used before. In the caller's transaction, so that what failed
 * did not use it up.
 */
export function useTokenOnce(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  token: string,
  expiresInSeconds: number,
): Promise<boolean> {
  const index = { grantId: null, clientId: null, accountId: null, expiresInSeconds };
  return rows.openidRecords.insertNew(toRecord(tenantId, 'UsedToken', token, {}, index, deps.entropy.now()));
}
