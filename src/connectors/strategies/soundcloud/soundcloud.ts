import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumberOrText, readObject, readSaid } from '../../read-claims.ts';

/**
 * SoundCloud: https://developers.soundcloud.com/docs/api/guide
 * OAuth 2.1: PKCE is a must, and its clients have a secret besides. Its API wants the token after `OAuth`. There are no scopes, and
 * no address is told: nothing is matched.
 */
export const soundcloud = oauth2Strategy({
  name: 'soundcloud',
  displayName: 'SoundCloud',
  documentation: 'https://developers.soundcloud.com/docs/api/guide',
  mark: { letters: 'SC', colour: '#c2410c' },
  authorization: { url: 'https://secure.soundcloud.com/authorize' },
  token: { url: 'https://secure.soundcloud.com/oauth/token' },
  api: {
    userinfo: { url: 'https://api.soundcloud.com/me', accessToken: { header: 'authorization', prefix: 'OAuth ' } },
  },
  revoke: {
    url: 'https://secure.soundcloud.com/sign-out',
    method: 'POST',
    encoding: 'json',
    accessToken: 'none',
    fields: ({ accessToken }) => ({ access_token: accessToken }),
    once: true,
  },
  scopes: [],
  readClaims: ({ userinfo }) => readSoundcloudClaims(userinfo),
  lacks: { login_hint: undocumented, email: 'its API for a person has no address among its fields' },
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readSoundcloudClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const said = {
    subject: user.id,
    username: user.username,
    displayName: user.full_name,
    picture: user.avatar_url,
    raw: user,
  };
  return readSaid(said, readNumberOrText);
}
