/**
 * Seals and opens secrets: AES-256-GCM (NIST SP 800-38D) under a ring of keys. What is sealed is bound to its place (the
 * tenant and row that it belongs to), so that a sealed text moved elsewhere does not open. The vault keeps nothing.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface SealingKey {
  /** Names the key in what it sealed: 1 to 16 letters, digits or dashes. */
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

export interface Vault {
  /** `place` names where the result is kept, such as `tenant/api_keys/id`. Only the same place opens it. */
  seal(plaintext: string, place: string): string;
  /** Throws `VaultError` when the key is not in the ring, or the text was altered or moved. */
  open(sealed: string, place: string): string;
}

export class VaultError extends Error {}

const nonceBytes = 12;
const tagBytes = 16;

/** A vault that seals with the first key and opens with any. */
export function createVault(ring: SealingKey[]): Vault {
  const [current] = ring;
  if (!current) throw new VaultError('the key ring is empty');
  const keys = new Map(ring.map(({ id, key }) => [id, key]));

  return {
    seal(plaintext, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return `v1.${current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },

    open(sealed, place) {
      const [version, id, text] = sealed.split('.');
      const key = keys.get(id ?? '');
      if (version !== 'v1' || text === undefined) throw new VaultError('this is not a sealed text');
      if (!key) throw new VaultError(`the sealing key \`${id}\` is not in the ring: add it back to SELFSAME_KEYS`);
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
          'utf8',
        );
      } catch {
        throw new VaultError('the sealed text was altered, moved, or sealed with another key of the same name');
      }
    },
  };
}
