/**
 * Whether a database says one thing only: that its tables hold what its events tell, and nothing else. A change without
 * its event, an event without its change, and half of either all show as a difference between the two.
 */
import { expect } from 'vitest';
import type { Asked } from './workload.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows as the driver reads them
export type Query = (text: string, values: unknown[]) => Promise<any[]>;

/**
 * Fails the test where an acknowledged change is missing, or any change is half. Returns the ids of the requests whose
 * change is there.
 */
export async function examine(query: Query, tenantId: string, log: readonly Asked[]): Promise<Set<string>> {
  const events = await query(
    'select type, user_id, counterpart_user_id, identity_id, after, request_id from events ' +
      "where tenant_id = $1 and (type like 'user.%' or type like 'identity.%') order by id",
    [tenantId],
  );
  const keys = await query('select key from idempotency_keys where tenant_id = $1', [tenantId]);
  const kept = new Set(keys.map(({ key }) => key));
  const told = new Map<string, string[]>();
  for (const { request_id, type } of events) told.set(request_id, [...(told.get(request_id) ?? []), type]);

  const wrong = log.filter(({ id, event, method, answer }) => {
    const types = told.get(id) ?? [];
    const once = types.length === 1 && types[0] === event;
    // The answer is kept in the transaction of the change.
    if (method === 'POST' && kept.has(id) !== types.length > 0) return true;
    return answer ? !once : !once && types.length > 0;
  });
  expect(wrong, 'changes that are half, twice or lost').toEqual([]);

  const asked = new Set(log.map(({ id }) => id));
  expect(
    [...told.keys()].filter((id) => !asked.has(id)),
    'events of changes that nobody asked for',
  ).toEqual([]);
  expect(await readTables(query, tenantId), 'the tables, beside what the events tell').toEqual(replay(events));
  return new Set(told.keys());
}

/** Who there is, and whose each identity is. */
interface State {
  /** Into whom each user was merged. */
  users: Record<string, string | null>;
  identities: Record<string, { userId: string | null; position: number; subject: string }>;
}

async function readTables(query: Query, tenantId: string): Promise<State> {
  const users = await query('select id, merged_into from users where tenant_id = $1', [tenantId]);
  const identities = await query('select id, user_id, position, subject from identities where tenant_id = $1', [
    tenantId,
  ]);
  return {
    users: Object.fromEntries(users.map(({ id, merged_into }) => [id, merged_into])),
    identities: Object.fromEntries(
      identities.map(({ id, user_id, position, subject }) => [id, { userId: user_id, position, subject }]),
    ),
  };
}

function replay(events: Awaited<ReturnType<Query>>): State {
  const { users, identities }: State = { users: {}, identities: {} };
  for (const { type, user_id, counterpart_user_id, identity_id, after } of events) {
    if (type === 'user.created') users[user_id] = null;
    if (type === 'user.merged') {
      users[counterpart_user_id] = user_id;
      for (const { id, userId, position } of after.identities)
        identities[id] = { ...identities[id]!, userId, position };
    }
    if (type === 'identity.unlinked' && after === null) delete identities[identity_id];
    else if (type.startsWith('identity.')) {
      identities[identity_id] = { userId: after.userId, position: after.position, subject: after.subject };
      // A split makes the identity a user of its own.
      if (after.user) users[after.user.id] = null;
    }
  }
  return { users, identities };
}
