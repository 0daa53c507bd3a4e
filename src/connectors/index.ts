/** The registry of strategies: one line each. */
import type { ConnectorDependencies, Strategy } from './connector.ts';
import { drawLetterMark } from './letter-mark.ts';
import { ad } from './strategies/ad/ad.ts';
import { adfs } from './strategies/adfs/adfs.ts';
import { alipay } from './strategies/alipay/alipay.ts';
import { amazon } from './strategies/amazon/amazon.ts';
import { apple } from './strategies/apple/apple.ts';
import { asana } from './strategies/asana/asana.ts';
import { atlassian } from './strategies/atlassian/atlassian.ts';
import { auth0 } from './strategies/auth0/auth0.ts';
import { aws } from './strategies/aws/aws.ts';
import { baidu } from './strategies/baidu/baidu.ts';
import { bitbucket } from './strategies/bitbucket/bitbucket.ts';
import { bitly } from './strategies/bitly/bitly.ts';
import { box } from './strategies/box/box.ts';
import { cas } from './strategies/cas/cas.ts';
import { dingtalk } from './strategies/dingtalk/dingtalk.ts';
import { discord } from './strategies/discord/discord.ts';
import { douyin } from './strategies/douyin/douyin.ts';
import { dropbox } from './strategies/dropbox/dropbox.ts';
import { email } from './strategies/email/email.ts';
import { exact } from './strategies/exact/exact.ts';
import { facebook } from './strategies/facebook/facebook.ts';
import { gitee } from './strategies/gitee/gitee.ts';
import { github } from './strategies/github/github.ts';
import { gitlab } from './strategies/gitlab/gitlab.ts';
import { googleOauth2 } from './strategies/google-oauth2/google-oauth2.ts';
import { grok } from './strategies/grok/grok.ts';
import { honor } from './strategies/honor/honor.ts';
import { huawei } from './strategies/huawei/huawei.ts';
import { instagram } from './strategies/instagram/instagram.ts';
import { intuit } from './strategies/intuit/intuit.ts';
import { kuaishou } from './strategies/kuaishou/kuaishou.ts';
import { lark } from './strategies/lark/lark.ts';
import { ldap } from './strategies/ldap/ldap.ts';
import { line } from './strategies/line/line.ts';
import { linkedin } from './strategies/linkedin/linkedin.ts';
import { notion } from './strategies/notion/notion.ts';
import { oauth2 } from './strategies/oauth2/oauth2.ts';
import { oidc } from './strategies/oidc/oidc.ts';
import { okta } from './strategies/okta/okta.ts';
import { paypal } from './strategies/paypal/paypal.ts';
import { paypalSandbox } from './strategies/paypal-sandbox/paypal-sandbox.ts';
import { planningcenter } from './strategies/planningcenter/planningcenter.ts';
import { qingcloud } from './strategies/qingcloud/qingcloud.ts';
import { qq } from './strategies/qq/qq.ts';
import { salesforce } from './strategies/salesforce/salesforce.ts';
import { salesforceSandbox } from './strategies/salesforce-sandbox/salesforce-sandbox.ts';
import { saml } from './strategies/saml/saml.ts';
import { samlp } from './strategies/samlp/samlp.ts';
import { shopify } from './strategies/shopify/shopify.ts';
import { slack } from './strategies/slack/slack.ts';
import { soundcloud } from './strategies/soundcloud/soundcloud.ts';
import { spotify } from './strategies/spotify/spotify.ts';
import { thirtysevensignals } from './strategies/thirtysevensignals/thirtysevensignals.ts';
import { twitch } from './strategies/twitch/twitch.ts';
import { twitter } from './strategies/twitter/twitter.ts';
import { vercel } from './strategies/vercel/vercel.ts';
import { vkontakte } from './strategies/vkontakte/vkontakte.ts';
import { waad } from './strategies/waad/waad.ts';
import { wechat } from './strategies/wechat/wechat.ts';
import { wechatwork } from './strategies/wechatwork/wechatwork.ts';
import { weibo } from './strategies/weibo/weibo.ts';
import { welink } from './strategies/welink/welink.ts';
import { windowslive } from './strategies/windowslive/windowslive.ts';
import { wordpress } from './strategies/wordpress/wordpress.ts';
import { xero } from './strategies/xero/xero.ts';
import { xiaomi } from './strategies/xiaomi/xiaomi.ts';
import { yahoo } from './strategies/yahoo/yahoo.ts';
import { yandex } from './strategies/yandex/yandex.ts';

const strategies: readonly ((deps: ConnectorDependencies) => Strategy)[] = [
  ad,
  adfs,
  alipay,
  amazon,
  apple,
  asana,
  atlassian,
  auth0,
  aws,
  baidu,
  bitbucket,
  bitly,
  box,
  cas,
  dingtalk,
  discord,
  douyin,
  dropbox,
  email,
  exact,
  facebook,
  gitee,
  github,
  gitlab,
  googleOauth2,
  grok,
  honor,
  huawei,
  instagram,
  intuit,
  kuaishou,
  lark,
  ldap,
  line,
  linkedin,
  notion,
  oauth2,
  oidc,
  okta,
  paypalSandbox,
  paypal,
  planningcenter,
  qingcloud,
  qq,
  salesforceSandbox,
  salesforce,
  saml,
  samlp,
  shopify,
  slack,
  soundcloud,
  spotify,
  thirtysevensignals,
  twitch,
  twitter,
  vercel,
  vkontakte,
  waad,
  wechat,
  wechatwork,
  weibo,
  welink,
  windowslive,
  wordpress,
  xero,
  xiaomi,
  yahoo,
  yandex,
];

/** Every strategy by its name. Discovery and signing keys are remembered inside, so make it once per process. */
export function createConnectors(deps: ConnectorDependencies): ReadonlyMap<string, Strategy> {
  return new Map(
    strategies
      .map((create) => create(deps))
      .map((strategy) => [strategy.name, { logo: drawLetterMark(strategy.displayName), ...strategy }]),
  );
}
