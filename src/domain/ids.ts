/**
 * One id space: 128 bits, written as a UUID inside and in each dialect's own spelling outside, reversibly and without a
 * look-up table. New ids are UUIDv7 (RFC 9562 §5.7), so they sort by birth.
 */
import type { Timestamp } from './json.ts';

/** Fresh ids and secrets come from outside: the domain has neither clock nor randomness. */
export interface Entropy {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The millisecond and a count from 0 to 4095 within it: each call later than the one before, in this process. */
  tick(): { milliseconds: number; count: number };
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Tells whether `text` is a UUID in any letter case. */
export function isUuid(text: string): boolean {
  return UUID.test(text.toLowerCase());
}

let last = { milliseconds: 0, timestamp: new Date(0).toISOString() };

/** Most are of the same moment as the one before: it is written once. */
export function toTimestamp(milliseconds: number): Timestamp {
  if (milliseconds !== last.milliseconds) last = { milliseconds, timestamp: new Date(milliseconds).toISOString() };
  return last.timestamp;
}

/**
 * A new UUIDv7: 48 bits of time, 12 that count within the millisecond (RFC 9562 §6.2, method 1), 62 of randomness. Two
 * events of one process sort in the order in which they happened.
 */
export function createId({ tick, bytes }: Entropy): string {
  const { milliseconds, count } = tick();
  const random = bytes(8);
  random[0] = 0x80 | (random[0]! & 0x3f);
  return fromHex(
    `${milliseconds.toString(16).padStart(12, '0')}7${count.toString(16).padStart(3, '0')}${hexOf(random)}`,
  );
}

/** The ticks of a clock: when it stands still or goes back, the count goes on, and then the next millisecond is borrowed. */
export function createTicker(now: () => number): Entropy['tick'] {
  let milliseconds = 0;
  let count = 0;
  return () => {
    const today = now();
    if (today > milliseconds) {
      milliseconds = today;
      count = 0;
    } else if (count < 4095) {
      count += 1;
    } else {
      milliseconds += 1;
      count = 0;
    }
    return { milliseconds, count };
  };
}

/**
 * A new UUIDv7 whose last 27 bits are zero, so that its 95 free bits fit Auth0's `con_` plus 16 letters and digits.
 * 35 random bits and the count within one millisecond are plenty: a tenant has tens of identity providers, not billions.
 */
export function createShortId(entropy: Entropy): string {
  const value = BigInt(`0x${toHex(createId(entropy))}`);
  return fromBits((value >> 27n) << 27n);
}

/** `8f3c…` without dashes, 32 digits. */
export function toHex(id: string): string {
  return id.replaceAll('-', '');
}

/** A UUID from 32 hexadecimal digits. */
export function fromHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The first id of that time (RFC 9562 §5.7: 48 bits of milliseconds). */
export function firstIdOf(milliseconds: number): string {
  const time = Math.min(Math.max(Math.trunc(milliseconds), 0), 2 ** 48 - 1);
  return fromHex(time.toString(16).padStart(12, '0').padEnd(32, '0'));
}

/** The 26 Crockford digits of the same 128 bits (the ULID specification's text form). */
export function toUlid(id: string): string {
  let value = BigInt(`0x${toHex(id)}`);
  let text = '';
  for (let digit = 0; digit < 26; digit += 1) {
    text = CROCKFORD[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}

/** The UUID of a ULID, or null when `text` is none. Letters may come in either case, as Crockford's alphabet allows. */
export function fromUlid(text: string): string | null {
  if (text.length !== 26) return null;
  let value = 0n;
  for (const letter of text.toUpperCase()) {
    const digit = CROCKFORD.indexOf(letter);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  // 26 digits hold 130 bits; a ULID has 128.
  return value >> 128n === 0n ? fromBits(value) : null;
}

/** The mark of a UUIDv8 (RFC 9562 §5.8) that carries a 24-digit id born elsewhere: 26 bits, chosen once. */
const CARRIER_MARK = 0x2a5e1fen;

/** A 24-hexadecimal-digit id born elsewhere (a MongoDB ObjectId), carried in the free bits of a UUIDv8. */
export function fromObjectId(objectId: string): string | null {
  if (!/^[0-9a-f]{24}$/i.test(objectId)) return null;
  const payload = (CARRIER_MARK << 96n) | BigInt(`0x${objectId}`);
  const high = payload >> 74n;
  const middle = (payload >> 62n) & 0xfffn;
  const low = payload & ((1n << 62n) - 1n);
  return fromBits((high << 80n) | (8n << 76n) | (middle << 64n) | (2n << 62n) | low);
}

/** The 24 digits that `fromObjectId` put in, or null when `id` carries none. */
export function toObjectId(id: string): string | null {
  const value = BigInt(`0x${toHex(id)}`);
  if (((value >> 76n) & 0xfn) !== 8n) return null;
  const payload = ((value >> 80n) << 74n) | (((value >> 64n) & 0xfffn) << 62n) | (value & ((1n << 62n) - 1n));
  if (payload >> 96n !== CARRIER_MARK) return null;
  return (payload & ((1n << 96n) - 1n)).toString(16).padStart(24, '0');
}

/** 16 letters and digits for an id made by `createShortId`; null for any other id, which does not fit. */
export function toShortCode(id: string): string | null {
  const value = BigInt(`0x${toHex(id)}`);
  const low = value & ((1n << 62n) - 1n);
  if (low & ((1n << 27n) - 1n) || ((value >> 76n) & 0xfn) !== 7n) return null;
  const packed = ((value >> 80n) << 47n) | (((value >> 64n) & 0xfffn) << 35n) | (low >> 27n);
  return toBase62(packed, 16);
}

/** The id of a code made by `toShortCode`, or null when `code` is none. */
export function fromShortCode(code: string): string | null {
  const packed = code.length === 16 ? fromBase62(code) : null;
  if (packed === null || packed >> 95n !== 0n) return null;
  const low = (packed & ((1n << 35n) - 1n)) << 27n;
  return fromBits(((packed >> 47n) << 80n) | (7n << 76n) | (((packed >> 35n) & 0xfffn) << 64n) | (2n << 62n) | low);
}

/** Two ids as 43 letters and digits: how an API key names its tenant and itself in one word. */
export function joinIds(first: string, second: string): string {
  return toBase62((BigInt(`0x${toHex(first)}`) << 128n) | BigInt(`0x${toHex(second)}`), 43);
}

/** The two ids of `joinIds`, or null when `text` is not such a word. */
export function splitIds(text: string): [string, string] | null {
  const value = text.length === 43 ? fromBase62(text) : null;
  if (value === null || value >> 256n !== 0n) return null;
  return [fromBits(value >> 128n), fromBits(value & ((1n << 128n) - 1n))];
}

/** `bytes` as fixed-width letters and digits: 32 bytes make 43. */
export function toBase62Text(bytes: Uint8Array): string {
  return toBase62(BigInt(`0x${hexOf(bytes) || '0'}`), Math.ceil((bytes.length * 8) / Math.log2(62)));
}

function toBase62(value: bigint, width: number): string {
  let text = '';
  for (let rest = value; text.length < width; rest /= 62n) text = BASE62[Number(rest % 62n)] + text;
  return text;
}

function fromBase62(text: string): bigint | null {
  let value = 0n;
  for (const letter of text) {
    const digit = BASE62.indexOf(letter);
    if (digit < 0) return null;
    value = value * 62n + BigInt(digit);
  }
  return value;
}

function fromBits(value: bigint): string {
  return fromHex(value.toString(16).padStart(32, '0'));
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexOfByte[byte]!;
  return text;
}
