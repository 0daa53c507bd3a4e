import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/support/database.ts';
import { describeStore } from '../conformance.ts';
import { describeImports } from '../imports-conformance.ts';
import { openEmbedded } from './embedded.ts';
import { createPostgresStore } from './index.ts';
import { migrate } from './migrate.ts';
import { openServer } from './server.ts';

async function openOnEmbedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'selfsame-'));
  const database = await openEmbedded(dataDir);
  await migrate(database);
  const store = createPostgresStore(database);
  return {
    store,
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openOnServer() {
  const fresh = await freshDatabase();
  const database = await openServer(fresh.url);
  await migrate(database);
  const store = createPostgresStore(database);
  return {
    store,
    async close() {
      await store.close();
      await fresh.drop();
    },
  };
}

for (const describeAll of [describeStore, describeImports]) {
  describeAll('the embedded database', openOnEmbedded);
  describeAll('a PostgreSQL server', openOnServer);
}

test('a listening connection that breaks when the store has let go of it is of no consequence', async () => {
  const fresh = await freshDatabase();
  const database = await openServer(fresh.url);
  await migrate(database);
  const clients: PoolClient[] = [];
  const connect = database.pool.connect.bind(database.pool) as () => Promise<PoolClient>;
  Object.assign(database.pool, {
    connect: async () => {
      const client = await connect();
      clients.push(client);
      return client;
    },
  });
  const store = createPostgresStore(database);
  store.onApiKeyChanged(() => {});
  const listens = "select 1 from pg_stat_activity where datname = current_database() and query like 'listen %'";
  await expect.poll(async () => (await database.readers.query(listens)).rowCount).toBe(1);
  await store.close();
  expect(clients).toHaveLength(1);
  for (const client of clients) client.emit('error', new Error('terminating connection'));
  await fresh.drop();
});
