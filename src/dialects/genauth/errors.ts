/** How this API says each refusal: a statusCode for every kind, an apiCode where it has one, in English or Chinese. */
import type { DomainError, ErrorCode, ErrorKind } from '../../domain/errors.ts';
import { errorTable } from '../../domain/errors.ts';
import type { ErrorWord } from '../dialect.ts';

const statusCodes = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  unsupported: 501,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorKind, number>;

const apiCodes: Partial<Record<ErrorCode, number>> = {
  unauthenticated: 2020,
  user_not_found: 2004,
  tenant_not_found: 2224,
};

export function wordOf(code: ErrorCode): ErrorWord {
  return { status: statusCodes[errorTable[code].kind], code: apiCodes[code] ?? null };
}

/** The refusals of a signature, which this API tells apart by apiCode. All are statusCode 401 or 400. */
export const signatureProblems = {
  mismatch: { statusCode: 401, apiCode: 1300, en: 'the signature does not match the request', zh: '签名与请求不符' },
  method: {
    statusCode: 400,
    apiCode: 1301,
    en: 'the signature method must be `HMAC-SHA1`',
    zh: '签名方法须为 HMAC-SHA1',
  },
  version: { statusCode: 400, apiCode: 1302, en: 'the signature version must be `1.0`', zh: '签名版本须为 1.0' },
  date_malformed: {
    statusCode: 400,
    apiCode: 1303,
    en: 'the date is neither an HTTP date nor milliseconds since 1970',
    zh: '时间格式错误，须为 HTTP 日期或毫秒时间戳',
  },
  date_missing: {
    statusCode: 400,
    apiCode: 1304,
    en: 'a signed request needs a `date` header',
    zh: '缺少 date 请求头',
  },
  skew: {
    statusCode: 401,
    apiCode: 1305,
    en: 'the date of the request is over ten minutes away from the time of the server',
    zh: '请求时间与服务器时间相差超过十分钟',
  },
  replayed: { statusCode: 401, apiCode: 1306, en: 'the signature was used before', zh: '签名已被使用过' },
} as const;

export type SignatureProblem = keyof typeof signatureProblems;

/** A signed request that is refused for its signature. */
export class SignatureRefusal extends Error {
  readonly problem: SignatureProblem;

  constructor(problem: SignatureProblem) {
    super(signatureProblems[problem].en);
    this.name = 'SignatureRefusal';
    this.problem = problem;
  }
}

export type Language = 'en' | 'zh';

/** The message for people, without anything that a bug's own text may carry. */
export function messageOf(refusal: DomainError, language: Language): string {
  if (refusal.kind === 'internal') return language === 'zh' ? chineseKinds.internal : 'internal error';
  if (language === 'en') return englishCodes[refusal.code] ?? refusal.message;
  const field = refusal.details?.field;
  if (refusal.code === 'invalid_input' && typeof field === 'string') return `参数 ${field} 格式错误`;
  return chineseCodes[refusal.code] ?? chineseKinds[refusal.kind];
}

/** Where the refusal's own advice is a parameter that this API does not have. */
const englishCodes: Partial<Record<ErrorCode, string>> = {
  last_identity: "it is the user's last identity: link another one first",
  identity_provider_in_use: 'the identity source has identities: unlink them first',
};

const chineseKinds = {
  invalid: '请求参数有误',
  unauthenticated: '未登录，无权限访问',
  forbidden: '凭证没有进行此操作的权限',
  not_found: '资源不存在',
  method_not_allowed: '此路径不支持该请求方法',
  conflict: '与现有数据冲突',
  too_large: '请求体过大',
  unsupported_media_type: '请求体须为 application/json',
  unprocessable: '请求无法处理',
  rate_limited: '请求过于频繁',
  unsupported: '本服务不支持此功能',
  unavailable: '服务暂时不可用',
  internal: '服务器内部错误',
} as const satisfies Record<ErrorKind, string>;

const chineseCodes: Partial<Record<ErrorCode, string>> = {
  malformed_json: '请求体不是合法的 JSON',
  body_required: '缺少请求体',
  route_not_found: '接口不存在',
  tenant_mismatch: '请求中的用户池与凭证不一致',
  user_not_found: '用户不存在',
  identity_not_found: '身份不存在，或不属于该用户',
  identity_provider_not_found: '身份源不存在',
  connection_not_found: '身份源连接不存在',
  last_identity: '这是该用户的最后一个身份，解绑后用户将无法登录',
  identity_linked_elsewhere: '该身份已绑定其他用户',
  email_taken: '邮箱已被其他用户使用',
  phone_taken: '手机号已被其他用户使用',
  username_taken: '用户名已被其他用户使用',
  external_id_taken: '外部 ID 已被其他用户使用',
  identity_provider_in_use: '该身份源下仍有已绑定的身份，请先解绑',
  identity_provider_name_taken: '已有同名的身份源',
  connection_identifier_taken: '身份源连接标识已被使用',
  idempotency_key_reused: '该 Idempotency-Key 已用于另一请求',
};
