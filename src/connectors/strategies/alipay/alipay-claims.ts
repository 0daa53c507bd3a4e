import type { Claims } from '../../connector.ts';
import type { KnownErrors } from '../../provider-failures.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/** `alipay.user.info.share`. */
export function readAlipayClaims(answer: unknown, subjectType: string): Claims {
  const user = readObject(readObject(answer).alipay_user_info_share_response);
  return readSaid({
    subject: user[subjectType],
    subjectType,
    displayName: user.nick_name,
    picture: user.avatar,
    raw: user,
  });
}

export function unwrapAlipayToken(said: Record<string, unknown>): Record<string, unknown> {
  return readObject(said.alipay_system_oauth_token_response);
}

/** https://opendocs.alipay.com/common/02km9f: `10000` is success; `sub_code` says more than `code`. */
export function alipayRefusal(said: Record<string, unknown>): string | undefined {
  const wrapped = Object.entries(said).find(([name]) => name.endsWith('_response'));
  const { code, sub_code } = readObject(wrapped?.[1]);
  return code === undefined || code === '10000' ? undefined : String(sub_code ?? code);
}

export const alipayErrors: KnownErrors = {
  'isv.code-invalid': 'code_refused',
  'isv.refresh-token-invalid': 'code_refused',
  'isv.refresh-token-time-out': 'code_refused',
  'isv.invalid-app-id': 'client_refused',
  'isv.missing-signature': 'client_refused',
  'isv.invalid-signature': 'client_refused',
};
