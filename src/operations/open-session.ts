/** Signs a browser in. */
import { createId, toTimestamp } from '../domain/ids.ts';
import type { Session } from '../domain/session.ts';
import { sessionDaysOf } from '../domain/session-settings.ts';
import type { Rows } from '../stores/store.ts';
import { createSecret, hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { liveTenant } from './live-tenant.ts';
import { sessionToken } from './sessions.ts';
import type { Origin } from './sign-in-actor.ts';

export async function openSession(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  userId: string,
  /** Null when it was signed in with none: by a code to the person's address. */
  identityId: string | null,
  from: Origin,
): Promise<{ session: Session; sessionToken: string }> {
  const secret = createSecret();
  const now = deps.entropy.now();
  const days = sessionDaysOf(await liveTenant(rows, tenantId));
  const session: Session = {
    id: createId(deps.entropy),
    tenantId,
    userId,
    identityId,
    secretHash: hashSecret(secret),
    ip: from.ip ?? null,
    userAgent: from.userAgent?.slice(0, 512) ?? null,
    createdAt: toTimestamp(now),
    lastSeenAt: toTimestamp(now),
    expiresAt: toTimestamp(now + days * 86_400_000),
    endedAt: null,
    ending: null,
    replacedBy: null,
  };
  await rows.sessions.insert(session);
  return { session, sessionToken: sessionToken(session, secret) };
}
