/**
 * How many codes one address is sent, through whichever door they are asked for: it is not to be flooded through us, and
 * nobody is to guess for long. What is counted is what was sent; a code that was withheld is none.
 */
import type { Rows } from '../stores/store.ts';
import { hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { toRecord } from './kept-records.ts';

const kind = 'MailedCodes';
const minute = 60_000;

/** A patient guesser has ten codes a day, five tries at each, in a million. */
export const codesLimits: readonly { codesMax: number; milliseconds: number; said: string }[] = [
  { codesMax: 3, milliseconds: minute, said: 'the address was sent as many codes as it may get in a minute' },
  { codesMax: 5, milliseconds: 60 * minute, said: 'the address was sent as many codes as it may get in an hour' },
  { codesMax: 10, milliseconds: 1440 * minute, said: 'the address was sent as many codes as it may get in a day' },
];
const longest = Math.max(...codesLimits.map(({ milliseconds }) => milliseconds));

/** What the others wait for who would send a code to the same address: to be taken before any row is locked. */
export function mailedCodesLock(address: string): string {
  return `mailed_codes:${address}`;
}

/**
 * Counts one more code for the address (as it is compared), under its lock. Null, or why the address gets no more for now.
 * The work is the same for any address; whether anybody has it is not asked.
 */
export async function countMailedCode(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  address: string,
): Promise<string | null> {
  const now = deps.entropy.now();
  const row = await rows.openidRecords.byKey(tenantId, kind, hashSecret(address));
  const sent = (Array.isArray(row?.payload.at) ? row.payload.at : []).map(Number);
  const recent = sent.filter((at) => at > now - longest);
  const spent = codesLimits.find(
    ({ codesMax, milliseconds }) => recent.filter((at) => at > now - milliseconds).length >= codesMax,
  );
  const index = { grantId: null, clientId: null, accountId: null, expiresInSeconds: longest / 1000 };
  const at = spent ? recent : [...recent, now];
  await rows.openidRecords.save(toRecord(tenantId, kind, address, { at }, index, now));
  return spent?.said ?? null;
}
