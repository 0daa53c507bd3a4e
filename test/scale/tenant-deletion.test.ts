/** Deleting a tenant: gone at once for everybody, and then row by row, whoever comes in between. */
import { afterEach, describe, expect, test } from 'vitest';
import { systemActor } from '../../src/domain/actor.ts';
import { rowsPerStep } from '../../src/operations/upkeep.ts';
import { tablesOfTenant } from '../../src/stores/postgres/tenant-deletion.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let running: TestApp | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(on: 'server' | 'embedded' = 'server'): Promise<TestApp> {
  running = await startTestApp({ on });
  return running;
}

type Caller = Pick<TestApp, 'key' | 'tenant'>;

const call = (app: TestApp, path: string, { key, tenant }: Caller, init: { method?: string; body?: object } = {}) =>
  fetch(`${app.baseUrl}${path}`, {
    method: init.method ?? 'GET',
    headers: {
      'x-api-key': key.rawKey,
      'x-tenant-id': tenant.id,
      ...(init.body && { 'content-type': 'application/json' }),
    },
    ...(init.body && { body: JSON.stringify(init.body) }),
  });

/** Users with an identity, a session and an event each, and a few of everything else that hangs on them. */
async function fill({ database, operations, other }: TestApp, users: number): Promise<void> {
  const { tenant, actor } = other;
  const provider = await operations.identityProviders.create(actor, { strategy: 'github', name: 'github' });
  await operations.users.create(actor, {
    profile: { email: 'one@example.com' },
    identities: [{ identityProviderId: provider.id, subject: 'one' }],
  });
  const values = [tenant.id, users, provider.id];
  const now = "'2026-01-01T00:00:00.000Z'";
  const statements = [
    `insert into users (tenant_id, id, email_verified, phone_verified, profile, user_metadata, app_metadata, status, logins_count, created_at, updated_at)
     select $1, gen_random_uuid(), false, false, '{}', '{}', '{}', 'active', 0, ${now}, ${now} from generate_series(1, $2::integer)
     where $3::text is not null`,
    `insert into identities (tenant_id, id, identity_provider_id, subject_type, subject, user_id, email_verified, phone_verified,
       claims, linked_by, linked_at, position, connection_ids, logins_count, created_at, updated_at)
     select tenant_id, gen_random_uuid(), $3::uuid, '', id::text, id, false, false, '{}', 'manual', ${now}, 0, '{}', 0, ${now}, ${now}
     from users where tenant_id = $1 and email is null and $2::integer > 0`,
    `insert into events (tenant_id, id, type, actor, user_id, created_at)
     select tenant_id, gen_random_uuid(), 'user.signed_in', '{}', id, ${now} from users where tenant_id = $1 and $2::integer > 0 and $3::text is not null`,
  ];
  for (const text of statements) await database.pool.query(text, values);
  // A chain of merges: who points at whom decides the order in which they can go.
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from users where tenant_id = $1 and email is null order by id limit 50',
    [tenant.id],
  );
  for (const [index, { id }] of rows.entries())
    await database.pool.query('update users set merged_into = $3 where tenant_id = $1 and id = $2', [
      tenant.id,
      id,
      rows[index + 1]?.id ?? null,
    ]);
}

async function countRows({ database }: TestApp, tenantId: string): Promise<number> {
  let total = 0;
  for (const { name } of tablesOfTenant) {
    const { rows } = await database.pool.query(`select count(*)::integer as n from ${name} where tenant_id = $1`, [
      tenantId,
    ]);
    total += rows[0].n;
  }
  const { rows } = await database.pool.query('select count(*)::integer as n from tenants where id = $1', [tenantId]);
  return total + rows[0].n;
}

describe.each(['server', 'embedded'] as const)('on the %s database', (on) => {
  test('it is gone at once for everybody, then row by row, and its name is free at the end', async () => {
    const app = await start(on);
    const { operations, other, tenant } = app;
    await fill(app, 1.2 * rowsPerStep);
    // Its key is remembered by the process when the tenant goes.
    expect((await call(app, '/v1/identity-providers', other)).status).toBe(200);
    const issued = await operations.tokens.issue(other.tenant.id, {
      key: other.key.publicId,
      exp: Math.floor(Date.now() / 1000) + 600,
    });
    expect((await operations.authentication.byToken(issued)).actor.tenantId).toBe(other.tenant.id);

    expect((await call(app, `/v1/tenants/${other.tenant.id}`, app, { method: 'DELETE' })).status).toBe(204);
    const before = await countRows(app, other.tenant.id);
    expect(before).toBeGreaterThan(3.5 * rowsPerStep);

    expect((await call(app, '/v1/identity-providers', other)).status).toBe(401);
    await expect(operations.authentication.byToken(issued)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(operations.tokens.jwks(other.tenant.id)).rejects.toMatchObject({ code: 'tenant_not_found' });
    expect((await call(app, `/v1/tenants/${other.tenant.id}`, app)).status).toBe(404);
    expect((await call(app, `/v1/tenants/${other.tenant.id}`, app, { method: 'DELETE' })).status).toBe(404);
    const newKey = { method: 'POST', body: { name: 'late', scopes: ['users:read'] } };
    expect((await call(app, `/v1/tenants/${other.tenant.id}/api-keys`, app, newKey)).status).toBe(404);
    expect(await operations.tenants.find('globex')).toBeNull();
    expect((await operations.tenants.list(app.actor, { limit: 10 })).items.map(({ slug }) => slug)).toEqual(['acme']);
    // Half of it is there: nobody gets its name.
    const again = { method: 'POST', body: { name: 'Globex', slug: 'globex' } };
    expect((await call(app, '/v1/tenants', app, again)).status).toBe(409);

    const steps: number[] = [];
    const finished = await operations.upkeep.finishDeletions({ onProgress: ({ rows }) => void steps.push(rows) });
    expect(finished).toBe(true);
    expect(steps.every((rows, index) => rows - (steps[index - 1] ?? 0) <= rowsPerStep)).toBe(true);
    expect(steps.length).toBeGreaterThan(6);
    expect(await countRows(app, other.tenant.id)).toBe(0);
    expect((await call(app, '/v1/tenants', app, again)).status).toBe(201);
    const events = await operations.events.list(
      app.actor,
      { limit: 10, descending: true },
      { types: ['tenant.deleted'] },
    );
    expect(events.items).toMatchObject([{ tenantId: tenant.id, before: { id: other.tenant.id, slug: 'globex' } }]);
  });
});

test('a host name is not given away while there still are rows', async () => {
  const app = await start();
  const { operations, other } = app;
  const settings = { hosts: ['id.globex.example'] };
  await operations.tenants.update(systemActor(other.tenant.id, 'test'), other.tenant.id, { settings });
  await operations.tenants.delete(app.actor, other.tenant.id);
  expect(await operations.tenants.byHost('id.globex.example')).toBeNull();
  const taking = () => operations.tenants.update(app.actor, app.tenant.id, { settings });
  await expect(taking()).rejects.toMatchObject({ code: 'host_taken' });
  await operations.upkeep.finishDeletions();
  await expect(taking()).resolves.toMatchObject({ settings });
});

test('the master tenant, and whoever is not its, delete nothing', async () => {
  const { operations, actor, tenant, other } = await start();
  await expect(operations.tenants.delete(actor, tenant.id)).rejects.toMatchObject({ code: 'tenant_is_master' });
  const { actor: theirs } = await operations.authentication.byKey(other.key.rawKey).then((found) => ({ actor: found }));
  await expect(operations.tenants.delete(theirs, other.tenant.id)).rejects.toMatchObject({
    code: 'insufficient_scope',
  });
  await expect(operations.tenants.delete(theirs, tenant.id)).rejects.toMatchObject({ code: 'tenant_not_found' });
});

test('whoever was let in before writes meanwhile: each write is made whole and goes, or is refused', async () => {
  const app = await start();
  const { operations, other } = app;
  await fill(app, 60);
  const outcomes: string[] = [];
  let going = true;
  const write = async () => {
    // As requests that were authenticated just before: with an actor, and no look at the key any more.
    while (going)
      await operations.users.create(other.actor, { profile: { name: 'late' } }).then(
        () => outcomes.push('made'),
        (error: { code?: string }) => outcomes.push(error.code ?? String(error)),
      );
  };
  const writers = [write(), write(), write()];
  while (!outcomes.includes('made')) await new Promise(setImmediate);
  await operations.tenants.delete(app.actor, other.tenant.id);
  // Two at once, as two servers would.
  await Promise.all([operations.upkeep.finishDeletions(), operations.upkeep.finishDeletions()]);
  while ((await operations.upkeep.isBeingDeleted('globex')) === true) await operations.upkeep.finishDeletions();
  going = false;
  await Promise.all(writers);
  expect(await countRows(app, other.tenant.id)).toBe(0);
  expect(
    [...new Set(outcomes)].filter((each) => !['made', 'changed_meanwhile', 'tenant_not_found'].includes(each)),
  ).toEqual([]);
});

test('another process, which remembers the key, is told', async () => {
  const app = await start();
  const { other } = app;
  const { openServer } = await import('../../src/stores/postgres/server.ts');
  const { createPostgresStore } = await import('../../src/stores/postgres/index.ts');
  const url = (app.database.pool.options as { connectionString: string }).connectionString;
  const store = createPostgresStore(await openServer(url));
  try {
    const told = new Promise((resolve) => store.onApiKeyChanged((tenantId, id) => resolve([tenantId, id])));
    // It listens once a statement of its own that came later is answered by the same server.
    for (;;) {
      const { rows } = await app.database.pool.query(
        "select count(*)::integer as n from pg_stat_activity where query = 'listen selfsame_api_key_changed' and state = 'idle'",
      );
      if (rows[0].n >= 2) break;
    }
    await app.operations.tenants.delete(app.actor, other.tenant.id);
    expect(await told).toEqual([other.tenant.id, null]);
  } finally {
    await store.close();
  }
});

test('a user of 1,000 identities and 600 tombstones goes in few statements, with one event', async () => {
  const app = await start();
  const { operations, actor, tenant, database } = app;
  const provider = await operations.identityProviders.create(actor, { strategy: 'github', name: 'github' });
  const { user } = await operations.users.create(actor, {
    profile: { email: 'many@example.com' },
    identities: Array.from({ length: 1000 }, (_, n) => ({ identityProviderId: provider.id, subject: `s${n}` })),
  });
  await database.pool.query(
    `with recursive chain as (select gen_random_uuid() as id, $2::uuid as into_id, 1 as depth
       union all select gen_random_uuid(), id, depth + 1 from chain where depth < 600)
     insert into users (tenant_id, id, email_verified, phone_verified, profile, user_metadata, app_metadata, status,
       logins_count, merged_into, created_at, updated_at)
     select $1, id, false, false, '{}', '{}', '{}', 'active', 0, into_id, now(), now() from chain`,
    [tenant.id, user.id],
  );
  const sent: string[] = [];
  const { query } = (await import('pg')).default.Client.prototype;
  const spy = function (this: unknown, ...args: unknown[]) {
    sent.push(String((args[0] as { text?: string }).text ?? args[0]));
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  };
  const prototype = (await import('pg')).default.Client.prototype as unknown as { query: unknown };
  prototype.query = spy;
  try {
    await operations.users.delete(actor, user.id);
  } finally {
    prototype.query = query;
  }
  expect(sent.length).toBeLessThan(20);
  const { rows } = await database.pool.query(
    'select (select count(*)::integer from users where tenant_id = $1) as users, (select count(*)::integer from identities where tenant_id = $1) as identities',
    [tenant.id],
  );
  expect(rows).toEqual([{ users: 0, identities: 0 }]);
  const [event, ...more] = (await operations.events.list(actor, { limit: 10 }, { types: ['user.deleted'] })).items;
  expect(more).toEqual([]);
  expect(event?.before?.identities).toHaveLength(1000);
  expect(event?.before?.tombstones).toHaveLength(600);
});
