// Reads an identity's tokens many times at once as soon as it is told to, on a database that other processes use too.
// Arguments: database URL, sealing key in base64, tenant, identity, how many, how far the clock is ahead in milliseconds.
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { createApp, createEntropy } from '../../../src/app.ts';
import { systemActor } from '../../../src/domain/actor.ts';
import { openServer } from '../../../src/stores/postgres/server.ts';

const [url = '', key = '', tenantId = '', identityId = '', count = '', ahead = ''] = process.argv.slice(2);
const app = await createApp({
  database: await openServer(url),
  sealingKeys: [{ id: 'test', key: Buffer.from(key, 'base64') }],
  baseUrl: 'http://127.0.0.1',
  logger: pino({ level: 'silent' }),
  fetch,
  trustProxy: false,
  insecureDevelopmentEndpoints: true,
  entropy: createEntropy(() => Date.now() + Number(ahead)),
});
console.log('ready');
for await (const _line of createInterface({ input: process.stdin })) {
  const read = () => app.operations.providerTokens.read(systemActor(tenantId, 'test'), { identityId });
  const answers = await Promise.allSettled(Array.from({ length: Number(count) }, read));
  const told = answers.map((each) => (each.status === 'fulfilled' ? each.value.accessToken : String(each.reason)));
  console.log(JSON.stringify([...new Set(told)]));
}
await app.close();
