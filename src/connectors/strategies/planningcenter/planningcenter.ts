import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Planning Center, people of a church: https://developer.planning.center/docs/#/overview/authentication
 * Its API answers by JSON:API, addresses beside the person. Whoever keeps the church's list writes them: they prove nothing, and the
 * person is asked. The subject is the person's id in that church.
 */
export const planningcenter = oauth2Strategy({
  name: 'planningcenter',
  displayName: 'Planning Center',
  documentation: 'https://developer.planning.center/docs/#/overview/authentication',
  mark: { letters: 'PC', colour: '#1d4ed8' },
  authorization: { url: 'https://api.planningcenteronline.com/oauth/authorize' },
  token: { url: 'https://api.planningcenteronline.com/oauth/token' },
  api: {
    userinfo: { url: 'https://api.planningcenteronline.com/people/v2/me', fields: () => ({ include: 'emails' }) },
  },
  revoke: {
    url: 'https://api.planningcenteronline.com/oauth/revoke',
    method: 'POST',
    accessToken: 'none',
    client: 'body',
    fields: ({ accessToken, refreshToken }) => ({ token: refreshToken ?? accessToken }),
  },
  scopes: ['people'],
  readClaims: ({ userinfo }) => readPlanningcenterClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: "the church writes its people's addresses",
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readPlanningcenterClaims(userinfo: unknown): Claims {
  const { data, included } = readObject(userinfo);
  const person = readObject(data);
  const user = readObject(person.attributes);
  const beside = Array.isArray(included) ? included.map(readObject) : [];
  const emails = beside.filter(({ type }) => type === 'Email').map(({ attributes }) => readObject(attributes));
  return readSaid({
    subject: person.id,
    email: emails.find((email) => email.primary === true)?.address,
    displayName: user.name,
    givenName: user.first_name,
    familyName: user.last_name,
    picture: user.avatar,
    raw: { ...user, id: person.id, emails },
  });
}
