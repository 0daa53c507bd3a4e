import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumericSubject, readObject, readSaid } from '../../read-claims.ts';

/**
 * Gitee: https://gitee.com/api/v5/oauth_doc
 * Addresses are a list of their own, with `scope` and `state` (https://gitee.com/api/v5/swagger#/getV5Emails): the primary one, and
 * `confirmed` where the person has shown it to be theirs, once. An arrival whose address a user has is asked to prove the account.
 */
export const gitee = oauth2Strategy({
  name: 'gitee',
  displayName: 'Gitee',
  documentation: 'https://gitee.com/api/v5/oauth_doc',
  mark: { colour: '#b91c1c' },
  authorization: { url: 'https://gitee.com/oauth/authorize' },
  token: { url: 'https://gitee.com/oauth/token' },
  api: {
    userinfo: { url: 'https://gitee.com/api/v5/user' },
    emails: { url: 'https://gitee.com/api/v5/emails' },
  },
  scopes: ['user_info', 'emails'],
  readClaims: ({ userinfo, emails }) => readGiteeClaims(userinfo, emails),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

export function readGiteeClaims(userinfo: unknown, list: unknown): Claims {
  const user = readObject(userinfo);
  const emails = Array.isArray(list) ? list.map(readObject) : [];
  const primary = emails.find(({ scope }) => Array.isArray(scope) && scope.includes('primary'));
  const said = {
    subject: user.id,
    email: primary?.email,
    emailVerified: primary?.state === 'confirmed',
    username: user.login,
    displayName: user.name,
    picture: user.avatar_url,
    raw: { ...user, emails },
  };
  return readSaid(said, readNumericSubject);
}
