import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVault, type SealingKey, VaultError } from './vault.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });

describe('the vault', () => {
  test('opens what it sealed, in its place', () => {
    const vault = createVault([key('k1')]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, place) => {
        expect(vault.open(vault.seal(secret, place), place)).toBe(secret);
      }),
    );
  });

  test('never seals the same way twice', () => {
    const vault = createVault([key('k1')]);
    const [, , wrapped, body] = vault.seal('secret', 'here').split('.');
    const [, , otherWrapped, otherBody] = vault.seal('secret', 'here').split('.');
    expect([wrapped, body]).not.toContain(otherWrapped);
    expect([wrapped, body]).not.toContain(otherBody);
  });

  test('refuses a sealed text that was moved to another row', () => {
    const vault = createVault([key('k1')]);
    expect(() => vault.open(vault.seal('secret', 'tenant-a/row-1'), 'tenant-b/row-1')).toThrow(VaultError);
  });

  test('refuses a data key and a body of two sealed texts put together, in either way', () => {
    const vault = createVault([key('k1')]);
    const [one, other] = ['one', 'other'].map((secret) => vault.seal(secret, 'here').split('.'));
    expect(() => vault.open(`v2.k1.${one![2]}.${other![3]}`, 'here')).toThrow(VaultError);
    expect(() => vault.open(`v2.k1.${one![3]}.${one![2]}`, 'here')).toThrow(VaultError);
  });

  test('refuses a sealed text that was altered in any place', () => {
    const vault = createVault([key('k1')]);
    const sealed = vault.seal('secret', 'here');
    const [, , wrapped = '', body = ''] = sealed.split('.');
    const bytesOf = (text: string) => text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
    for (let index = sealed.length - wrapped.length - body.length - 1; index < sealed.length; index += 1) {
      const altered = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      // The last letter of base64url may hold unused bits only.
      if (bytesOf(altered).join() === bytesOf(sealed).join()) continue;
      expect(() => vault.open(altered, 'here')).toThrow(VaultError);
    }
  });

  test.each(['', 'secret', 'v2.k1.x', 'v2.k1.x.y.z', 'v1.k1', 'v1.k1.x.y', 'v3.k1.x.y', 'v2.k1..', 'v1.k1.'])(
    'refuses the text `%s`',
    (text) => {
      expect(() => createVault([key('k1')]).open(text, 'here')).toThrow(VaultError);
    },
  );

  test('refuses another key of the same name, and says which key is missing', () => {
    const sealed = createVault([key('k1')]).seal('secret', 'here');
    expect(() => createVault([key('k1')]).open(sealed, 'here')).toThrow(/another key of the same name/);
    expect(() => createVault([key('k2')]).open(sealed, 'here')).toThrow(/`k1` is not in the ring/);
  });

  test('opens what the first format sealed', () => {
    const k1 = key('k1');
    expect(createVault([k1]).open(sealAsV1(k1, 'secret', 'here'), 'here')).toBe('secret');
    expect(() => createVault([k1]).open(sealAsV1(k1, 'secret', 'here'), 'there')).toThrow(VaultError);
  });
});

describe('a rotation', () => {
  const [old, fresh] = [key('old'), key('new')];
  const rotated = createVault([fresh, old]);

  test('opens the old and seals with the new', () => {
    const sealed = createVault([old]).seal('secret', 'here');
    expect(rotated.open(sealed, 'here')).toBe('secret');
    expect(rotated.seal('secret', 'here')).toMatch(/^v2\.new\./);
  });

  test('wraps the data key anew and leaves the body, so that the old key is needed no more', () => {
    const sealed = createVault([old]).seal('secret', 'here');
    const rewrapped = rotated.rewrap(sealed, 'here')!;
    expect(rewrapped.split('.')[3]).toBe(sealed.split('.')[3]);
    expect(createVault([fresh]).open(rewrapped, 'here')).toBe('secret');
    expect(rotated.rewrap(rewrapped, 'here')).toBeNull();
  });

  test('makes envelopes of the first format, also where its key is the current one', () => {
    const sealed = sealAsV1(old, 'secret', 'here');
    for (const vault of [rotated, createVault([old])]) {
      const rewrapped = vault.rewrap(sealed, 'here')!;
      expect(rewrapped).toMatch(/^v2\./);
      expect(vault.open(rewrapped, 'here')).toBe('secret');
    }
  });

  test('refuses what it cannot open, also under the current key', () => {
    const sealed = rotated.seal('secret', 'here');
    expect(() => rotated.rewrap(sealed, 'there')).toThrow(VaultError);
    expect(() => rotated.rewrap(`${sealed.slice(0, -4)}AAAA`, 'here')).toThrow(VaultError);
  });
});

/** As the vault sealed before it made envelopes. */
function sealAsV1({ id, key: bytes }: SealingKey, plaintext: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return `v1.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}
