/** Issues the access token that the Python, Go, PHP and newer Java SDKs fetch before their first call. */
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { toHex } from '../../domain/ids.ts';
import type { Operations } from '../../operations/index.ts';

const expiresInSeconds = 7200;
/** The SDKs use a token until their own clock says that it is over, and try none again: be later than they are. */
const graceSeconds = 300;
const attemptsMax = 20;

export interface ManagementToken {
  access_token: string;
  expires_in: number;
}

export async function issueManagementToken(
  operations: Operations,
  credential: { accessKeyId: string; accessKeySecret: string },
  now: number,
): Promise<ManagementToken> {
  const { accessKeyId, accessKeySecret } = credential;
  const actor = await operations.authentication.byIdAndSecret(accessKeyId, accessKeySecret);
  const issuedAt = Math.floor(now / 1000);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const token = await operations.tokens.issue(actor.tenantId, {
      // Every SDK reads the pool from here, and some panic without it.
      scoped_userpool_id: toHex(actor.tenantId),
      token_type: 'management_token',
      access_key_type: 'userpool',
      access_key_id: accessKeyId,
      key: accessKeyId,
      jti: toHex(randomUUID()),
      iat: issuedAt,
      exp: issuedAt + expiresInSeconds + graceSeconds,
    });
    if (isReadableByPython(token)) return { access_token: token, expires_in: expiresInSeconds };
  }
  throw new DomainError('unavailable', 'no token could be made, try again');
}

/** The Python SDK decodes the payload with base64's standard alphabet, which has neither `-` nor `_`. */
export function isReadableByPython(token: string): boolean {
  return !/[-_]/.test(token.split('.')[1] ?? '-');
}
