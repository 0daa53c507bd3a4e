/**
 * Seals and opens secrets by envelope: each gets a random data key of its own for AES-256-GCM (NIST SP 800-38D), and the
 * data key is wrapped by a key of the ring. So no key of the ring ever meets much text, and a rotation touches the wraps
 * alone. What is sealed is bound to its place (the tenant, the row and the field that it belongs to), so that a sealed
 * text moved elsewhere does not open. The vault keeps nothing.
 *
 * `v2.<key id>.<wrapped data key>.<body>`, each as nonce, tag and ciphertext in base64url. `v1.<key id>.<body>` was
 * sealed with the ring's key itself; it is opened still, and written no more.
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
  /** The same secret under the first key of the ring; null when it is already. Throws as `open` does. */
  rewrap(sealed: string, place: string): string | null;
}

export class VaultError extends Error {}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A vault that seals with the first key and opens with any. */
export function createVault(ring: SealingKey[]): Vault {
  const [current] = ring;
  if (!current) throw new VaultError('the key ring is empty');
  const keys = new Map(ring.map(({ id, key }) => [id, key]));

  const find = (id: string): Uint8Array => {
    const key = keys.get(id);
    if (!key) throw new VaultError(`the sealing key \`${id}\` is not in the ring: add it back to SELFSAME_KEYS`);
    return key;
  };

  const wrap = (dataKey: Uint8Array, place: string): string =>
    encrypt(current.key, dataKey, wrapContext(current.id, place));

  const unwrap = ({ keyId, wrapped }: Envelope, place: string): Uint8Array => {
    const dataKey = decrypt(find(keyId), wrapped, wrapContext(keyId, place));
    if (dataKey.length !== keyBytes) throw altered();
    return dataKey;
  };

  const openText = (sealed: string, place: string): string => {
    const parsed = parse(sealed);
    const bytes =
      'direct' in parsed
        ? decrypt(find(parsed.keyId), parsed.direct, place)
        : decrypt(unwrap(parsed, place), parsed.body, bodyContext(place));
    return bytes.toString('utf8');
  };

  const sealText = (plaintext: string, place: string): string => {
    const dataKey = randomBytes(keyBytes);
    const body = encrypt(dataKey, Buffer.from(plaintext, 'utf8'), bodyContext(place));
    return `v2.${current.id}.${wrap(dataKey, place)}.${body}`;
  };

  return {
    seal: sealText,
    open: openText,
    rewrap(sealed, place) {
      const parsed = parse(sealed);
      if ('direct' in parsed) return sealText(openText(sealed, place), place);
      // Opened all the same: what cannot be opened must not pass for done.
      const dataKey = unwrap(parsed, place);
      decrypt(dataKey, parsed.body, bodyContext(place));
      return parsed.keyId === current.id ? null : `v2.${current.id}.${wrap(dataKey, place)}.${parsed.body}`;
    },
  };
}

interface Envelope {
  keyId: string;
  wrapped: string;
  body: string;
}

/** Of the first format: sealed with the ring's key itself. */
interface Direct {
  keyId: string;
  direct: string;
}

function parse(sealed: string): Envelope | Direct {
  const [version, keyId, first, second, ...rest] = sealed.split('.');
  if (version === 'v1' && keyId !== undefined && first !== undefined && second === undefined)
    return { keyId, direct: first };
  if (version === 'v2' && keyId !== undefined && first !== undefined && second !== undefined && rest.length === 0)
    return { keyId, wrapped: first, body: second };
  throw new VaultError('this is not a sealed text');
}

// Two contexts, so that a wrapped key never passes for a body nor a body for a key; the wrap names its key besides.
const bodyContext = (place: string): string => `v2/body/${place}`;
const wrapContext = (keyId: string, place: string): string => `v2/key/${keyId}/${place}`;

function encrypt(key: Uint8Array, plain: Uint8Array, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Uint8Array, text: string, context: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    throw altered();
  }
}

function altered(): VaultError {
  return new VaultError('the sealed text was altered, moved, or sealed with another key of the same name');
}
