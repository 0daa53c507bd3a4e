/**
 * The closed lists of this API, and our strategies in its words. Typed SDKs read a word outside of their list as no answer
 * at all, so nothing else is ever written.
 */

/** What an identity source can be (`provider` of an identity, `type` of a source). */
export const providerNames = [
  'oidc',
  'oauth2',
  'saml',
  'ldap',
  'ad',
  'cas',
  'azure-ad',
  'wechat',
  'google',
  'qq',
  'wechatwork',
  'dingtalk',
  'weibo',
  'github',
  'alipay',
  'apple',
  'baidu',
  'lark',
  'gitlab',
  'twitter',
  'facebook',
  'slack',
  'linkedin',
  'yidun',
  'qingcloud',
  'gitee',
  'instagram',
  'welink',
  'huawei',
  'honor',
  'xiaomi',
  'oppo',
  'aws',
  'amazon',
  'douyin',
  'kuaishou',
  'line',
  'sdbz',
  'zjzwfw',
  'zzding',
] as const;

export type ProviderName = (typeof providerNames)[number];

/** Accepted, never written: only the newest Node SDK knows it. */
export const newestProviderName = 'seeyona8v5';

/** How a person may come in through a source (`type` of a connection); those that every SDK since 3.1 knows. */
export const connectionTypes = [
  'oidc',
  'oauth',
  'saml',
  'ldap',
  'ad',
  'cas',
  'azure-ad',
  'alipay',
  'facebook',
  'facebook:mobile',
  'twitter',
  'google:mobile',
  'google',
  'wechat:pc',
  'wechat:mobile',
  'wechat:webpage-authorization',
  'wechatmp-qrcode',
  'wechat:miniprogram:default',
  'wechat:miniprogram:qrconnect',
  'wechat:miniprogram:app-launch',
  'github',
  'github:mobile',
  'qq',
  'qq:mobile',
  'wechatwork:corp:qrconnect',
  'wechatwork:agency:qrconnect',
  'wechatwork:service-provider:qrconnect',
  'wechatwork:mobile',
  'wechatwork:agency:mobile',
  'dingtalk',
  'dingtalk:mobile',
  'dingtalk:provider',
  'weibo',
  'weibo:mobile',
  'apple',
  'apple:web',
  'baidu',
  'baidu:mobile',
  'lark-internal',
  'lark-public',
  'lark-block',
  'gitlab',
  'gitlab:mobile',
  'linkedin',
  'linkedin:mobile',
  'slack',
  'slack:mobile',
  'yidun',
  'qingcloud',
  'gitee',
  'gitee:mobile',
  'instagram',
  'welink',
  'ad-kerberos',
  'huawei',
  'huawei:mobile',
  'honor',
  'xiaomi',
  'xiaomi:mobile',
  'aws',
  'amazon',
  'amazon:mobile',
  'douyin:mobile',
  'kuaishou:mobile',
  'line:mobile',
  'oppo:mobile',
  'wechatwork:qrconnect:of:authing:agency',
  'sdbz',
] as const;

export type ConnectionType = (typeof connectionTypes)[number];

/** Strategies whose word differs; every other one that is in the list keeps its name. */
const strategyToProvider: Record<string, ProviderName> = {
  adfs: 'saml',
  'google-oauth2': 'google',
  samlp: 'saml',
  waad: 'azure-ad',
  // Those that speak OpenID Connect and have no word of their own.
  grok: 'oidc',
  okta: 'oidc',
  salesforce: 'oidc',
  'salesforce-sandbox': 'oidc',
  vercel: 'oidc',
  windowslive: 'oidc',
  xero: 'oidc',
  yahoo: 'oidc',
  // Users made through an API that has database connections: there is no source behind them.
  auth0: 'oauth2',
};

const providerToStrategy: Record<string, string> = { google: 'google-oauth2', 'azure-ad': 'waad' };

/** The word for a strategy: its own, or that of the protocol that comes nearest. */
export function toProviderName(strategy: string): ProviderName {
  if (isProviderName(strategy)) return strategy;
  return strategyToProvider[strategy] ?? 'oauth2';
}

/** The strategy of a word. Whether it exists is for the operation to say. */
export function toStrategy(provider: string): string {
  return providerToStrategy[provider] ?? provider;
}

export function isProviderName(word: string): word is ProviderName {
  return (providerNames as readonly string[]).includes(word);
}

/** The type of a connection in this API's words: its own where it is one, else the plain one of its source. */
export function toConnectionType(type: string, provider: ProviderName): ConnectionType {
  const known = connectionTypes.find((each) => each === type && providerOf(each) === provider);
  return known ?? plainTypeOf(provider);
}

/** The source that a connection of this type is of. */
export function providerOf(type: string): string {
  if (type === 'oauth') return 'oauth2';
  if (type.startsWith('wechatmp')) return 'wechat';
  if (type === 'ad-kerberos') return 'ad';
  return /^(?:lark)-/.test(type) ? 'lark' : type.split(':')[0]!;
}

function plainTypeOf(provider: ProviderName): ConnectionType {
  return (
    connectionTypes.find((type) => type === provider) ??
    connectionTypes.find((type) => providerOf(type) === provider) ??
    'oauth'
  );
}
