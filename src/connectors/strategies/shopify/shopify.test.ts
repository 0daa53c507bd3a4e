import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { openRecorded, testRecorded } from '../../../../test/support/test-recorded.ts';
import { expectRefusal, makeStart } from '../../conformance.ts';

/** As its documentation has it: the query without `hmac`, in the order of the names. */
function signCallback(callback: URLSearchParams): void {
  callback.sort();
  callback.set(
    'hmac',
    createHmac('sha256', 'made-up-secret')
      .update(decodeURIComponent(`${callback}`))
      .digest('hex'),
  );
}

// The application and the shop have one secret: a wrong one fails before the provider is asked.
testRecorded('shopify', async () => ({ signCallback, wrongSecretMeans: 'callback_invalid' }));

test.each([
  ['is missing', (callback: URL) => callback.searchParams.delete('hmac')],
  ['is of another callback', (callback: URL) => callback.searchParams.set('shop', 'mallory.myshopify.com')],
])('a callback whose signature %s is refused, and exchanges nothing', async (_what, spoil) => {
  const fixture = await openRecorded('shopify', { signCallback });
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.approve(authorization, fixture.recording.person);
  spoil(callback);
  const finished = fixture.strategy.connector!.finish(fixture.connection, start, callback);
  await expectRefusal(finished, 'callback_invalid', fixture.handedOut());
  expect(fixture.exchanges()).toBe(0);
  await fixture.close();
});

test('a shop is a name, never an address', async () => {
  const fixture = await openRecorded('shopify');
  const { checkConfig } = fixture.strategy.connector!;
  for (const shop of ['evil.example/', 'a.b', 'evil.example#', '', 'Ä', 42, ['acme']])
    expect(checkConfig({ shop })).toEqual(['`shop` must be such as `acme`']);
  await fixture.close();
});
