import type { Claims } from '../../connector.ts';
import type { KnownErrors } from '../../provider-failures.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/** `sns/userinfo`. Where the person has no name of the kind that counts here, they have none: the kinds never mix. */
export function readWechatClaims(userinfo: unknown, subjectType: string): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user[subjectType],
    subjectType,
    displayName: user.nickname,
    picture: user.headimgurl,
    locale: user.language,
    raw: user,
  });
}

/** Zero, or nothing, is success. */
export function wechatRefusal({ errcode }: Record<string, unknown>): string | undefined {
  return errcode === undefined || errcode === 0 ? undefined : String(errcode);
}

/** https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new.html */
export const wechatErrors: KnownErrors = {
  '40029': 'code_refused',
  '40163': 'code_refused',
  '42003': 'code_refused',
  '40030': 'code_refused',
  '42002': 'code_refused',
  '40013': 'client_refused',
  '40125': 'client_refused',
  '41004': 'client_refused',
};
