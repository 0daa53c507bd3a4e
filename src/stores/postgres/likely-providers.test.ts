import { describe, expect, it } from 'vitest';
import { createLikelyProviders } from './likely-providers.ts';

describe('the providers that a tenant is likely to look at', () => {
  it('are those that it looked at, each once, and no other tenant’s', () => {
    const likely = createLikelyProviders();
    for (const id of ['google', 'github', 'google']) likely.note('one', id);
    likely.note('other', 'saml');
    expect([...likely.of('one')]).toEqual(['google', 'github']);
    expect([...likely.of('nobody')]).toEqual([]);
  });

  it('are few: the oldest goes when a ninth comes', () => {
    const likely = createLikelyProviders();
    for (let n = 1; n <= 9; n += 1) likely.note('one', `provider ${n}`);
    expect([...likely.of('one')]).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((n) => `provider ${n}`));
  });

  it('are remembered of a thousand tenants: the oldest goes', () => {
    const likely = createLikelyProviders();
    for (let n = 0; n <= 1000; n += 1) likely.note(`tenant ${n}`, 'google');
    expect([...likely.of('tenant 0')]).toEqual([]);
    expect([...likely.of('tenant 1000')]).toEqual(['google']);
  });
});
