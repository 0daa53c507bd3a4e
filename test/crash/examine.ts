/** What became of the changes that were asked for, as the database tells after a crash. */
import { expect } from 'vitest';
import { differences, type Query } from '../support/ledger.ts';
import type { Asked } from './workload.ts';

/**
 * Fails the test where an acknowledged change is missing, or any change is half. Returns the ids of the requests whose
 * change is there.
 */
export async function examine(query: Query, tenantId: string, log: readonly Asked[]): Promise<Set<string>> {
  const events = await query(
    "select type, request_id from events where tenant_id = $1 and (type like 'user.%' or type like 'identity.%')",
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
  const unasked = [...told.keys()].filter((id) => !asked.has(id));
  expect(unasked, 'events of changes that nobody asked for').toEqual([]);
  expect(await differences(query, tenantId), 'where the tables and the events differ').toEqual([]);
  return new Set(told.keys());
}
