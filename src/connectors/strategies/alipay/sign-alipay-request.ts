import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { ConnectorError } from '../../connector.ts';
import type { SignRequest } from '../../oauth2/oauth2-profile.ts';

/**
 * https://opendocs.alipay.com/common/02kf5q: RSA2 is RSASSA-PKCS1-v1_5 with SHA-256 over all parameters that are not
 * empty, sorted by name and joined as they are, not encoded.
 */
export const signAlipayRequest: SignRequest = (request, { clientSecret, now }) => {
  const fields = {
    ...request.fields,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    version: '1.0',
    timestamp: toChinaTime(now),
  };
  const signed = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(signed), readPrivateKey(clientSecret)).toString('base64');
  return { ...request, fields: { ...fields, sign: signature } };
};

/** `yyyy-MM-dd HH:mm:ss` in the gateway's time zone, UTC+8 all year. */
function toChinaTime(now: Date): string {
  return new Date(now.getTime() + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** As the vendor's key tool writes it, bare base64 of PKCS#8 or PKCS#1, or as PEM. */
function readPrivateKey(text: string): KeyObject {
  const forms = text.includes('-----BEGIN')
    ? [{ key: text }]
    : (['pkcs8', 'pkcs1'] as const).map((type) => ({
        key: Buffer.from(text, 'base64'),
        format: 'der' as const,
        type,
      }));
  for (const form of forms) {
    try {
      return createPrivateKey(form);
    } catch {
      // The next form, or the refusal below: the error would show the key.
    }
  }
  throw new ConnectorError('configuration_invalid', "the client secret must be the application's RSA private key");
}
