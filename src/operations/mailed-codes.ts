/** How many codes one address is sent, whoever asks: it is not to be flooded through us, and nobody is to guess for long. */
import { DomainError } from '../domain/errors.ts';
import type { Message } from '../mail/mailer.ts';
import type { Rows } from '../stores/store.ts';
import { hashSecret } from '../vault/secrets.ts';
import type { Dependencies } from './dependencies.ts';
import { oneLine } from './one-time-code.ts';
import { toRecord } from './openid.ts';

const kind = 'MailedCodes';
const limits = [
  { codesMax: 3, milliseconds: 60_000 },
  { codesMax: 5, milliseconds: 3_600_000 },
  { codesMax: 10, milliseconds: 86_400_000 },
];
const daySeconds = 86_400;

/** Counts one more code for the address (as it is compared). Throws `rate_limited` when it has had enough. */
export async function countMailedCode(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  address: string,
): Promise<void> {
  const now = deps.entropy.now();
  await rows.lockKeys(tenantId, [`mailed_codes:${address}`]);
  const row = await rows.openidRecords.byKey(tenantId, kind, hashSecret(address));
  const sent = (Array.isArray(row?.payload.at) ? row.payload.at : []).map(Number);
  const recent = sent.filter((at) => at > now - daySeconds * 1000);
  const spent = limits.some(
    ({ codesMax, milliseconds }) => recent.filter((at) => at > now - milliseconds).length >= codesMax,
  );
  if (spent) throw new DomainError('rate_limited', 'this address was sent as many codes as it may get for now');
  const index = { grantId: null, clientId: null, accountId: null, expiresInSeconds: daySeconds };
  await rows.openidRecords.save(toRecord(tenantId, kind, address, { at: [...recent, now] }, index, now));
}

export function writeAddressCode(about: { to: string; code: string; tenantName: string; minutes: number }): Message {
  const { to, code, tenantName, minutes } = about;
  const name = oneLine(tenantName);
  return {
    to,
    subject: `Your code for ${name}`,
    text: `Somebody is signing in to ${name} with this address.

If that is you, type this code where it was asked for:

    ${code.slice(0, 3)} ${code.slice(3)}

It works once, for ${minutes} minutes.

If it is not you, do nothing, and give the code to nobody: without it nobody gets in.
`,
  };
}
