import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Kuaishou: https://open.kuaishou.com/platformDocs/openAbility/userInformation/publicInformation
 * Its words for client and secret are `app_id` and `app_secret`, tokens are asked for by GET, and `result` is 1 for success. The
 * subject is the `open_id` of the token's answer. No address is told: nothing is matched.
 */
export const kuaishou = oauth2Strategy({
  name: 'kuaishou',
  displayName: 'Kuaishou',
  documentation: 'https://open.kuaishou.com/platformDocs/openAbility/userInformation/publicInformation',
  mark: { letters: '快', colour: '#c2410c' },
  authorization: {
    url: 'https://open.kuaishou.com/oauth2/authorize',
    names: { client_id: 'app_id' },
    parameters: { ua: 'pc' },
    scopeSeparator: ',',
  },
  token: {
    url: 'https://open.kuaishou.com/oauth2/access_token',
    method: 'GET',
    names: { client_id: 'app_id', client_secret: 'app_secret', redirect_uri: null },
  },
  refresh: { url: 'https://open.kuaishou.com/oauth2/refresh_token' },
  api: {
    userinfo: {
      url: 'https://open.kuaishou.com/openapi/user_info',
      accessToken: { field: 'access_token' },
      fields: ({ clientId }) => ({ app_id: clientId }),
    },
  },
  scopes: ['user_info'],
  refusalOf: ({ result, error }) => (result === undefined || result === 1 ? undefined : String(error ?? result)),
  subjectTypes: ['open_id'],
  readClaims: ({ userinfo }, { token }) => readKuaishouClaims(userinfo, token),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email: 'its API for a person has no address among its fields',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readKuaishouClaims(userinfo: unknown, { open_id }: Readonly<Record<string, unknown>>): Claims {
  const user = readObject(readObject(userinfo).user_info);
  return readSaid({
    subject: open_id,
    subjectType: 'open_id',
    displayName: user.name,
    picture: user.bigHead ?? user.head,
    raw: { ...user, open_id },
  });
}
