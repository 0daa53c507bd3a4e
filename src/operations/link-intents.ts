/**
 * A signed-in person sets out to link another way in to their own account, from an application: an intent of one use, that
 * names the user and is good in a browser where that same person is signed in, freshly. What is linked to whom comes from
 * the intent alone.
 *
 * INVARIANT: an intent that one person started links nothing in a browser of somebody else (RFC 9700 §4.7).
 */
import { DomainError } from '../domain/errors.ts';
import { createId, joinIds, splitIds, toTimestamp } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { isFresh } from './intents.ts';
import { toRecord } from './kept-records.ts';
import { createSessionOperations } from './sessions.ts';

const kind = 'LinkIntent';
const intentMinutes = 10;

export interface LinkIntent {
  userId: string;
  connectionId: string;
  /** Where the browser goes when it is done; null: to our own page. */
  returnTo: string | null;
}

/** What a browser may do with an intent. */
export type Begun =
  /** Signed in as whose intent it is. It is used up. */
  | { tenantId: string; connectionId: string }
  /** Nobody is signed in, or not lately. */
  | 'sign_in_first';

export function createLinkIntentOperations(deps: Dependencies) {
  const sessions = createSessionOperations(deps);

  const findRow = async (token: string) => {
    const tenantId = splitIds(token.split('.')[0] ?? '')?.[0];
    return tenantId ? deps.store.reads.openidRecords.byKey(tenantId, kind, hashSecret(token)) : null;
  };

  return {
    async create(tenantId: string, clientId: string, intent: LinkIntent): Promise<string> {
      const token = `${joinIds(tenantId, createId(deps.entropy))}.${createSecret()}`;
      const index = { grantId: null, clientId, accountId: intent.userId, expiresInSeconds: intentMinutes * 60 };
      const now = deps.entropy.now();
      await deps.store.transaction(async (rows) => {
        await rows.openidRecords.deleteExpired(tenantId, toTimestamp(now));
        await rows.openidRecords.save(toRecord(tenantId, kind, token, intent as unknown as JsonObject, index, now));
      });
      return token;
    },

    /** Throws `sign_in_refused` when the intent is over, or somebody else's than this browser's. */
    async begin(token: string, sessionToken: string | null): Promise<Begun> {
      const row = await findRow(token);
      const now = deps.entropy.now();
      if (!row || row.consumedAt !== null || Date.parse(row.expiresAt) <= now) throw intentOver();
      const { tenantId, key } = row;
      const intent = row.payload as unknown as LinkIntent;
      const signedIn = sessionToken === null ? null : await sessions.open(sessionToken);
      if (!signedIn) return 'sign_in_first';
      const { session, user } = signedIn;
      if (user.tenantId !== tenantId || user.id !== intent.userId)
        throw new DomainError('sign_in_refused', 'this was started by somebody else than is signed in here', {
          reason: 'other_session',
        });
      if (!isFresh(session, now)) return 'sign_in_first';
      const taken = await deps.store.transaction((rows) =>
        rows.openidRecords.consume(tenantId, kind, key, toTimestamp(now)),
      );
      if (!taken) throw intentOver();
      return { tenantId, connectionId: intent.connectionId };
    },

    /** Where the application wants the browser when a begun one is done. It was checked when the application asked. */
    async destination(token: string): Promise<string | null> {
      const row = await findRow(token);
      return row?.consumedAt == null ? null : (row.payload as unknown as LinkIntent).returnTo;
    },
  };
}

/** Where a browser takes an intent up. */
export function intentPath(token: string): string {
  return `/sign-in/link-account/${token}`;
}

function intentOver(): DomainError {
  return new DomainError(
    'sign_in_refused',
    'this was started too long ago or was used: go back to the application and start again',
    { reason: 'request_over' },
  );
}
