import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVault, VaultError } from './vault.ts';

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
    expect(vault.seal('secret', 'here')).not.toBe(vault.seal('secret', 'here'));
  });

  test('refuses a sealed text that was moved to another row', () => {
    const vault = createVault([key('k1')]);
    expect(() => vault.open(vault.seal('secret', 'tenant-a/row-1'), 'tenant-b/row-1')).toThrow(VaultError);
  });

  test('refuses a sealed text that was altered in any place', () => {
    const vault = createVault([key('k1')]);
    const sealed = vault.seal('secret', 'here');
    const start = sealed.lastIndexOf('.') + 1;
    for (let index = start; index < sealed.length; index += 1) {
      const altered = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      // The last letter of base64url may hold unused bits only.
      if (Buffer.from(altered.slice(start), 'base64url').equals(Buffer.from(sealed.slice(start), 'base64url')))
        continue;
      expect(() => vault.open(altered, 'here')).toThrow(VaultError);
    }
  });

  test('after a rotation opens the old and seals with the new', () => {
    const [old, fresh] = [key('old'), key('new')];
    const sealed = createVault([old]).seal('secret', 'here');
    const rotated = createVault([fresh, old]);
    expect(rotated.open(sealed, 'here')).toBe('secret');
    expect(rotated.seal('secret', 'here')).toMatch(/^v1\.new\./);
    expect(() => createVault([fresh]).open(sealed, 'here')).toThrow(/`old` is not in the ring/);
  });
});
