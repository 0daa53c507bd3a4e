/** The `strategy|subject` that a user is born with, kept while identities come and go. */
import type { IdentityProvider } from '../domain/identity-provider.ts';
import type { Rows } from '../stores/store.ts';

/** Strategies that are one provider for everybody: a tenant has one of each as a rule. */
export const socialStrategies = [
  'alipay',
  'amazon',
  'apple',
  'asana',
  'atlassian',
  'baidu',
  'bitbucket',
  'bitly',
  'box',
  'dingtalk',
  'discord',
  'douyin',
  'dropbox',
  'facebook',
  'gitee',
  'github',
  'google-oauth2',
  'grok',
  'honor',
  'huawei',
  'instagram',
  'intuit',
  'kuaishou',
  'line',
  'linkedin',
  'notion',
  'paypal',
  'paypal-sandbox',
  'qq',
  'soundcloud',
  'spotify',
  'thirtysevensignals',
  'twitch',
  'twitter',
  'vercel',
  'vkontakte',
  'wechat',
  'weibo',
  'windowslive',
  'wordpress',
  'xero',
  'xiaomi',
  'yahoo',
  'yandex',
];

/** At the others a subject is unique within its provider only: a company's, a shop's, one's own installation. */
const shared = new Set(['auth0', ...socialStrategies]);

/** Whether `strategy|subject` names an identity; else the provider's name stands between them. */
export function subjectStandsAlone(strategy: string): boolean {
  return shared.has(strategy);
}

/** The key for a new user of this subject, or null when a live user has it already (a second provider, one subject). */
export async function originKeyOf(
  rows: Rows,
  tenantId: string,
  provider: Pick<IdentityProvider, 'strategy' | 'name'>,
  subject: string,
): Promise<string | null> {
  for (const key of originKeyCandidates(provider, subject)) {
    await rows.lockKeys(tenantId, [`origin_key:${key}`]);
    if (!(await rows.users.byOriginKey(tenantId, key))) return key;
  }
  return null;
}

/** The keys that a new user of this subject may get, the first free one first. */
export function originKeyCandidates(
  { strategy, name }: Pick<IdentityProvider, 'strategy' | 'name'>,
  subject: string,
): string[] {
  const long = `${strategy}|${name}|${subject}`;
  return subjectStandsAlone(strategy) ? [`${strategy}|${subject}`, long] : [long];
}
