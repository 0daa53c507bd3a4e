/**
 * Whether a database says one thing only: that its tables hold what its events tell, and nothing else. A change without
 * its event, an event without its change, and half of either all show as a difference between the two. Knows the events
 * of users and identities as the verbs write them.
 */

// biome-ignore lint/suspicious/noExplicitAny: rows as the driver reads them
export type Query = (text: string, values: unknown[]) => Promise<any[]>;

export interface Difference {
  id: string;
  inTables: unknown;
  inEvents: unknown;
}

/** Of the tenant's users and identities. Empty when all is well. */
export async function differences(query: Query, tenantId: string): Promise<Difference[]> {
  const [tables, told] = [await readTables(query, tenantId), await replay(query, tenantId)];
  const ids = new Set([...tables.keys(), ...told.keys()]);
  return [...ids].flatMap((id) => {
    const [inTables, inEvents] = [tables.get(id), told.get(id)];
    return JSON.stringify(inTables) === JSON.stringify(inEvents) ? [] : [{ id, inTables, inEvents }];
  });
}

/** A user, and into whom it was merged; or an identity, and whose it is. */
type Standing = { mergedInto: string | null } | { userId: string | null; position: number; subject: string };

async function readTables(query: Query, tenantId: string): Promise<Map<string, Standing>> {
  const users = await query('select id, merged_into from users where tenant_id = $1', [tenantId]);
  const identities = await query('select id, user_id, position, subject from identities where tenant_id = $1', [
    tenantId,
  ]);
  return new Map<string, Standing>([
    ...users.map(({ id, merged_into }) => [id, { mergedInto: merged_into }] as const),
    ...identities.map(
      (row) => [row.id, { userId: row.user_id, position: row.position, subject: row.subject }] as const,
    ),
  ]);
}

async function replay(query: Query, tenantId: string): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  // biome-ignore lint/suspicious/noExplicitAny: rows as the events keep them
  const place = ({ id, userId, position, subject }: any) => standings.set(id, { userId, position, subject });
  const events = await query(
    'select type, user_id, counterpart_user_id, identity_id, before, after from events where tenant_id = $1 order by id',
    [tenantId],
  );
  for (const { type, user_id, counterpart_user_id, identity_id, before, after } of events) {
    if (type === 'user.created') standings.set(user_id, { mergedInto: null });
    if (type === 'user.merged') {
      standings.set(counterpart_user_id, { mergedInto: user_id });
      for (const moved of after.identities) place({ ...standings.get(moved.id), ...moved });
    }
    if (type === 'user.deleted') {
      for (const { id } of before.identities) standings.delete(id);
      for (const id of [user_id, ...before.tombstones]) standings.delete(id);
    }
    if (type === 'linking.undone') {
      for (const { id } of [...before.users, ...before.identities]) standings.delete(id);
      for (const { id, mergedInto } of after.users) standings.set(id, { mergedInto });
      for (const identity of after.identities) place(identity);
    }
    // The unproved side that an arrival ended is nobody's since.
    for (const identity of before?.ended ?? []) place({ ...identity, userId: null, position: 0 });
    if (type === 'identity.unlinked' && after === null) standings.delete(identity_id);
    else if (type === 'identity.primary_changed')
      for (const [position, id] of after.order.entries()) place({ ...standings.get(id), id, position });
    // An arrival tells of its identity beside its user.
    else if (after?.identity) place(after.identity);
    else if (type.startsWith('identity.')) place(after);
    // A split makes the identity a user of its own.
    if (type === 'identity.unlinked' && after?.user) standings.set(after.user.id, { mergedInto: null });
  }
  return standings;
}
