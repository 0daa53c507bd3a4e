import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readFirst, readObject, readSaid } from '../../read-claims.ts';

/**
 * Exact Online: https://support.exactonline.com/community/s/knowledge-base#All-All-DNO-Content-restapi-reference-current-me
 * Each country has addresses of its own. The API answers by OData, the person first in a list; the subject is `UserID`. The address
 * is told without a verified bit, and a company manages it: it proves nothing, and the person is asked.
 */
export const exact = oauth2Strategy({
  name: 'exact',
  displayName: 'Exact Online',
  documentation:
    'https://support.exactonline.com/community/s/knowledge-base#All-All-DNO-Content-restapi-reference-current-me',
  mark: { letters: 'E=', colour: '#b91c1c' },
  options: {
    country: {
      description: "The end of the country's address, after `start.exactonline.`",
      pattern: 'nl|be|de|co\\.uk|fr|es|com',
      example: 'be',
      default: 'nl',
    },
  },
  authorization: { url: 'https://start.exactonline.{country}/api/oauth2/auth' },
  token: { url: 'https://start.exactonline.{country}/api/oauth2/token' },
  api: { userinfo: { url: 'https://start.exactonline.{country}/api/v1/current/Me' } },
  scopes: [],
  readClaims: ({ userinfo }) => readExactClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readExactClaims(userinfo: unknown): Claims {
  const user = readFirst(readObject(readObject(userinfo).d).results);
  return readSaid({
    subject: user.UserID,
    email: user.Email,
    username: user.UserName,
    displayName: user.FullName,
    givenName: user.FirstName,
    familyName: user.LastName,
    locale: user.LanguageCode,
    raw: user,
  });
}
