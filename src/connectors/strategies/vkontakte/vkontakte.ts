import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumberOrText, readObject, readSaid } from '../../read-claims.ts';

/**
 * VK ID: https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-integration/api-description
 *
 * OAuth 2.1: its clients are public and PKCE is a must. The callback brings a `device_id` that the exchange repeats. The address
 * is told without a verified bit (`verified` is about the account): it proves nothing, and the person is asked.
 */
export const vkontakte = oauth2Strategy({
  name: 'vkontakte',
  displayName: 'VK',
  documentation:
    'https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-integration/api-description',
  mark: { letters: 'VK', colour: '#0064d2' },
  authorization: { url: 'https://id.vk.com/authorize' },
  token: { url: 'https://id.vk.com/oauth2/auth', names: { client_secret: null } },
  fromCallback: ['device_id'],
  api: {
    userinfo: {
      url: 'https://id.vk.com/oauth2/user_info',
      method: 'POST',
      accessToken: 'none',
      fields: ({ clientId, accessToken }) => ({ client_id: clientId, access_token: accessToken }),
    },
  },
  revoke: {
    url: 'https://id.vk.com/oauth2/revoke',
    method: 'POST',
    accessToken: 'none',
    fields: ({ clientId, accessToken }) => ({ client_id: clientId, access_token: accessToken }),
    once: true,
  },
  scopes: ['vkid.personal_info', 'email'],
  readClaims: ({ userinfo }) => readVkontakteClaims(userinfo),
  lacks: {
    client_secret: 'its clients are public: PKCE shows that it is us',
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    refresh: 'it wants the device of the sign-in again, which is not kept',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readVkontakteClaims(userinfo: unknown): Claims {
  const user = readObject(readObject(userinfo).user);
  const name = [user.first_name, user.last_name].filter((part) => typeof part === 'string').join(' ');
  const said = {
    subject: user.user_id,
    email: user.email,
    displayName: name,
    givenName: user.first_name,
    familyName: user.last_name,
    picture: user.avatar,
    raw: user,
  };
  return readSaid(said, readNumberOrText);
}
