/** Events that are kept for some days: what goes, what stays, and what is answered about what is gone. */
import { afterEach, expect, test } from 'vitest';
import { firstIdAt, madeAt } from '../../src/domain/event-retention.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const day = 86_400_000;
let now = Date.parse('2026-01-01T00:00:00.000Z');
let running: TestApp | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(): Promise<TestApp> {
  now = Date.parse('2026-01-01T00:00:00.000Z');
  running = await startTestApp({ now: () => now });
  return running;
}

const eventsOf = async ({ operations, actor }: TestApp, userId?: string) =>
  (await operations.events.list(actor, { limit: 100 }, userId === undefined ? {} : { userId })).items;

test('an id and its time', () => {
  expect(firstIdAt(now) < firstIdAt(now + 1)).toBe(true);
  expect(madeAt(firstIdAt(now))).toBe(now);
});

test('old events of people go; those of the installation, and of changed addresses, stay; lists go on', async () => {
  const app = await start();
  const { operations, actor, tenant } = app;
  const provider = await operations.identityProviders.create(actor, { strategy: 'github', name: 'github' });
  const { user } = await operations.users.create(actor, {
    profile: { email: 'a@example.com' },
    identities: [{ identityProviderId: provider.id, subject: 'a' }],
  });
  await operations.users.update(actor, user.id, { profile: { name: 'A' } });
  await operations.users.update(actor, user.id, { profile: { email: 'b@example.com' } });
  const [made] = await eventsOf(app, user.id);
  now += 20 * day;
  await operations.users.update(actor, user.id, { profile: { name: 'B' } });
  const before = (await eventsOf(app)).length;
  await operations.upkeep.removeOldEvents();
  expect(await eventsOf(app)).toHaveLength(before);
  await expect(operations.events.read(actor, firstIdAt(0))).rejects.toMatchObject({ code: 'event_not_found' });

  await operations.tenants.keepEvents(actor, tenant.id, 10);
  await Promise.all([operations.upkeep.removeOldEvents(), operations.upkeep.removeOldEvents()]);
  await operations.upkeep.removeOldEvents();
  const left = (await eventsOf(app)).map(
    ({ type, after }) => `${type} ${Object.keys(after ?? {}).filter((key) => ['email', 'name'].includes(key))}`,
  );
  expect(left.filter((each) => each.startsWith('user.'))).toEqual(['user.updated email', 'user.updated name']);
  expect(left).toEqual(expect.arrayContaining(['tenant.created name', 'identity_provider.created name']));

  const gone = { code: 'events_removed', details: { kept_since: '2026-01-11T00:00:00.000Z' } };
  await expect(operations.events.read(actor, made!.id)).rejects.toMatchObject(gone);
  await expect(operations.events.explain(actor, made!.id)).rejects.toMatchObject(gone);
  await expect(operations.undo(actor, made!.id)).rejects.toMatchObject(gone);
  await expect(operations.identities.ofUserAsOf(actor, user.id, new Date(now).toISOString())).rejects.toMatchObject(
    gone,
  );
});

test('who came since then is told as ever; an undo takes no last way in from whom nothing is known', async () => {
  const app = await start();
  const { operations, actor, tenant } = app;
  const provider = await operations.identityProviders.create(actor, { strategy: 'github', name: 'github' });
  const create = (subject: string) =>
    operations.users.create(actor, {
      profile: { name: subject },
      identities: [{ identityProviderId: provider.id, subject }],
    });
  const { user: old, identities } = await create('old');
  now += 20 * day;
  await operations.tenants.keepEvents(actor, tenant.id, 10);
  await operations.upkeep.removeOldEvents();
  const link = (userId: string, subject: string) =>
    operations.identities.link(actor, { userId, identityProviderId: provider.id, subject });
  await link(old.id, 'second');
  await operations.identities.unlink(actor, { userId: old.id, which: { identityId: identities[0]!.id } });
  const linked = (await eventsOf(app, old.id)).find(({ type }) => type === 'identity.linked');
  // All that is kept of the user begins with the link: taken back, it would leave nothing.
  await expect(operations.undo(actor, linked!.id)).rejects.toMatchObject({ code: 'undo_blocked' });

  const { user: young } = await create('young');
  const then = new Date(now).toISOString();
  now += 1000;
  await link(young.id, 'more');
  const asOf = await operations.identities.ofUserAsOf(actor, young.id, then);
  expect(asOf.identities.map(({ subject }) => subject)).toEqual(['young']);
});

test('days that are none are refused', async () => {
  const { operations, actor, tenant } = await start();
  for (const keep_days of [0, -1, 1.5, '30', 40_000])
    await expect(
      operations.tenants.update(actor, tenant.id, { settings: { events: { keep_days } } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(
    operations.tenants.update(actor, tenant.id, { settings: { events: { keepDays: 3 } } }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
});
