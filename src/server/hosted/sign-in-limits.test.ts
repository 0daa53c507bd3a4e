import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { createSharedMemory } from '../../operations/shared-memory.ts';
import { addSignInLimits, networkOf } from './sign-in-limits.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:203.0.113.7', '::ffff:cb00:7107'],
  ['unknown', 'unknown'],
])('%s is of %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test('one address tries three hundred names in a quarter of an hour, and others go on', async () => {
  const app = fastify({ trustProxy: true });
  await app.register(async (pages) => {
    const countTry = await addSignInLimits(pages, { addressLimit: null, shared: createSharedMemory(Date.now) });
    pages.get('/try/:name', async (request, reply) => {
      await countTry(request, reply, 'email', (request.params as { name: string }).name);
      return 'tried';
    });
  });
  const tryName = async (name: string, ip: string) =>
    (await app.inject({ url: `/try/${name}`, headers: { 'x-forwarded-for': ip } })).body;
  const answers = [];
  for (let nth = 1; nth <= 301; nth += 1) answers.push(await tryName(`name-${nth}`, '203.0.113.1'));
  expect(answers.slice(0, 300)).toEqual(Array(300).fill('tried'));
  expect(answers[300]).toContain('too many names were tried from your address');
  expect(await tryName('name-301', '203.0.113.2')).toBe('tried');
  await app.close();
});
