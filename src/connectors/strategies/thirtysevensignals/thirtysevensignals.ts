import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumericSubject, readObject, readSaid } from '../../read-claims.ts';

/**
 * 37signals, people of Basecamp: https://github.com/37signals/api/blob/master/sections/authentication.md
 * Requests say what they are in `type` as well. One call says who the person is and which accounts they have. The address is told
 * without a verified bit: it proves nothing, and the person is asked.
 */
export const thirtysevensignals = oauth2Strategy({
  name: 'thirtysevensignals',
  displayName: '37signals (Basecamp)',
  documentation: 'https://github.com/37signals/api/blob/master/sections/authentication.md',
  mark: { letters: '37', colour: '#166534' },
  authorization: {
    url: 'https://launchpad.37signals.com/authorization/new',
    parameters: { type: 'web_server' },
  },
  token: { url: 'https://launchpad.37signals.com/authorization/token', parameters: { type: 'web_server' } },
  refresh: { parameters: { type: 'refresh' } },
  api: { userinfo: { url: 'https://launchpad.37signals.com/authorization.json' } },
  scopes: [],
  readClaims: ({ userinfo }) => readThirtysevensignalsClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readThirtysevensignalsClaims(userinfo: unknown): Claims {
  const user = readObject(readObject(userinfo).identity);
  const name = [user.first_name, user.last_name].filter((part) => typeof part === 'string').join(' ');
  const said = {
    subject: user.id,
    email: user.email_address,
    displayName: name,
    givenName: user.first_name,
    familyName: user.last_name,
    raw: user,
  };
  return readSaid(said, readNumericSubject);
}
