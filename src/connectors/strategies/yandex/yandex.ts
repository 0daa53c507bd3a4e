import type { Claims } from '../../connector.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Yandex ID: https://yandex.com/dev/id/doc/en/codes/code-url
 * Its API wants the token after `OAuth`, not `Bearer` (https://yandex.com/dev/id/doc/en/user-information). `default_email` is a
 * Yandex mailbox or another one, without a verified bit: it proves nothing, and the person is asked.
 */
export const yandex = oauth2Strategy({
  name: 'yandex',
  displayName: 'Yandex',
  documentation: 'https://yandex.com/dev/id/doc/en/codes/code-url',
  mark: { letters: 'Я', colour: '#b91c1c' },
  authorization: { url: 'https://oauth.yandex.com/authorize' },
  token: { url: 'https://oauth.yandex.com/token' },
  api: {
    userinfo: {
      url: 'https://login.yandex.ru/info',
      accessToken: { header: 'authorization', prefix: 'OAuth ' },
      fields: () => ({ format: 'json' }),
    },
  },
  revoke: {
    url: 'https://oauth.yandex.com/revoke_token',
    method: 'POST',
    accessToken: 'none',
    client: 'body',
    fields: ({ accessToken }) => ({ access_token: accessToken }),
    once: true,
  },
  scopes: ['login:email', 'login:info', 'login:avatar'],
  readClaims: ({ userinfo }) => readYandexClaims(userinfo),
  lacks: {
    email_verified: 'it tells an address without a bit of its own',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});

export function readYandexClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const hasPicture = user.is_avatar_empty === false && typeof user.default_avatar_id === 'string';
  return readSaid({
    subject: user.id,
    email: user.default_email,
    username: user.login,
    displayName: user.real_name,
    givenName: user.first_name,
    familyName: user.last_name,
    picture: hasPicture ? `https://avatars.yandex.net/get-yapic/${user.default_avatar_id}/islands-200` : undefined,
    raw: user,
  });
}
