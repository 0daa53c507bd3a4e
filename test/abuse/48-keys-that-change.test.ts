/** A sealed token outlives the key that it was sealed with, when that is rotated; and without its key it is nobody's. */
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import type { SealingKey } from '../../src/vault/vault.ts';
import { runCommand } from '../support/command-line.ts';
import { believed, openStage, type Row, type Stage } from './stage.ts';

const makeKey = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [old, fresh] = [makeKey('old'), makeKey('fresh')];
let stage: Stage;
let identity: Row;
let databaseUrl: string;
beforeAll(async () => {
  stage = await openStage({ sealingKeys: [old] });
  databaseUrl = stage.it.database.pool.options.connectionString!;
  const place = await stage.addProvider('sealed', believed);
  Object.assign(place.scripted.renewal, { give: true, lifeSeconds: 3600 });
  await place.signIn({ sub: 'sealed' });
  [identity] = (await stage.bySubject('sealed')) as [Row];
});
afterAll(() => stage.close());

/** As a server with these keys reads it. */
async function readWith(...sealingKeys: SealingKey[]): Promise<string> {
  const app = await createApp({
    database: await openServer(databaseUrl),
    sealingKeys,
    baseUrl: 'http://127.0.0.1',
    logger: pino({ level: 'silent' }),
    fetch,
    trustProxy: false,
    insecureDevelopmentEndpoints: true,
  });
  try {
    return (await app.operations.providerTokens.read(stage.it.actor, { identityId: identity.id })).accessToken;
  } finally {
    await app.close();
  }
}
const sealedBy = async () =>
  (await stage.it.database.pool.query('select sealed_access_token as sealed from identity_tokens')).rows.map(
    ({ sealed }) => sealed.split('.')[1],
  );

test('48: rotated, it is still read, and is wrapped anew; a key that is missing or another is said to be', async () => {
  const token = await readWith(old);
  expect(await readWith(fresh, old)).toBe(token);
  await expect(readWith(fresh)).rejects.toThrow('the sealing key `old` is not in the ring');
  await expect(readWith({ ...fresh, id: 'old' })).rejects.toThrow('altered, moved, or sealed with another key');

  const text = [fresh, old].map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(',');
  const env = { DATABASE_URL: databaseUrl, SELFSAME_KEYS: text, NODE_ENV: 'production' };
  expect((await runCommand(['keys', 'rotate'], env)).code).toBe(0);
  expect(await sealedBy()).toEqual(['fresh']);
  expect(await readWith(fresh)).toBe(token);
  await expect(readWith(old)).rejects.toThrow('the sealing key `fresh` is not in the ring');
});
