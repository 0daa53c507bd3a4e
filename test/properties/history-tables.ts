/** The tenant as its tables have it, in the words of the model. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { User } from '../../src/domain/user.ts';
import type { Query } from '../support/ledger.ts';
import type { UserState, World } from './history-model.ts';

/** All of them: a field that the model gains has to be told here too. */
const told: Record<keyof UserState, true> = {
  email: true,
  emailVerified: true,
  phone: true,
  phoneVerified: true,
  username: true,
  originKey: true,
  name: true,
  userMetadata: true,
  appMetadata: true,
  status: true,
  mergedInto: true,
};

export function stateOf(user: User): UserState {
  const fields = Object.keys(told) as (keyof UserState)[];
  return Object.fromEntries(fields.map((field) => [field, user[field]])) as unknown as UserState;
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}

export function changedFields(before: UserState, after: UserState): Partial<UserState> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => !isSame(before[field as keyof UserState], value)),
  );
}

/** The tenant as its tables have it. */
export async function readWorld(query: Query, tenantId: string): Promise<World> {
  const users = await query(
    `select id, email, email_verified as "emailVerified", phone, phone_verified as "phoneVerified", username,
       origin_key as "originKey", name, user_metadata as "userMetadata", app_metadata as "appMetadata", status,
       merged_into as "mergedInto"
     from users where tenant_id = $1 order by id`,
    [tenantId],
  );
  const identities = await query(
    `select id, identity_provider_id || '|' || subject as key, user_id as "userId", position
     from identities where tenant_id = $1 order by user_id, position, id`,
    [tenantId],
  );
  const world: World = { users: {}, identities: {}, order: {} };
  for (const { id, ...state } of users) world.users[id] = state;
  const places = new Set<string>();
  for (const { id, key, userId, position } of identities) {
    world.identities[id] = { key, userId };
    if (userId === null) continue;
    world.order[userId] = [...(world.order[userId] ?? []), id];
    expect(places, 'two identities in one place').not.toContain(`${userId}@${position}`);
    places.add(`${userId}@${position}`);
  }
  return world;
}

/** Whether anything at all changed shows by this. */
export async function dumpTenant(query: Query, tenantId: string): Promise<string> {
  const digest = createHash('sha256');
  for (const table of ['users', 'identities', 'events', 'sessions', 'separations', 'suggestions', 'pending_links']) {
    const [row] = await query(
      `select coalesce(string_agg(t::text, E'\n' order by t::text collate "C"), '') as rows from ${table} t where tenant_id = $1`,
      [tenantId],
    );
    digest.update(row.rows);
  }
  return digest.digest('hex');
}
