import { importPKCS8, SignJWT } from 'jose';
import { ConnectorError } from '../../connector.ts';
import type { OpenedConnection } from '../../oidc/oidc-connector.ts';

/** It is made for each request, and so need not outlive it. Apple takes up to six months. */
const lifetimeSeconds = 5 * 60;

/** https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret */
export async function makeAppleClientSecret({
  clientId,
  clientSecret,
  options,
  now,
}: OpenedConnection): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: options.key_id ?? '' })
    .setIssuer(options.team_id ?? '')
    .setSubject(clientId)
    .setAudience('https://appleid.apple.com')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(await readKey(clientSecret));
}

async function readKey(pem: string): Promise<CryptoKey> {
  try {
    return await importPKCS8(pem, 'ES256');
  } catch {
    // The error is dropped: it may show the key.
    throw new ConnectorError('configuration_invalid', 'the client secret must be the text of the .p8 key from Apple');
  }
}
