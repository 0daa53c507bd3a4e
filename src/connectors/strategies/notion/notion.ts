import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Notion: https://developers.notion.com/docs/authorization
 * The exchange is JSON, and its answer says who the person is (`owner.user`); what else they may see they choose themselves. The
 * address is told without a verified bit, and a workspace's owner may manage it: it proves nothing, and the person is asked.
 */
export const notion = oauth2Strategy({
  name: 'notion',
  displayName: 'Notion',
  documentation: 'https://developers.notion.com/docs/authorization',
  mark: { colour: '#262626' },
  authorization: { url: 'https://api.notion.com/v1/oauth/authorize', parameters: { owner: 'user' } },
  token: { url: 'https://api.notion.com/v1/oauth/token', client: 'basic', encoding: 'json' },
  api: {},
  revoke: {
    url: 'https://api.notion.com/v1/oauth/revoke',
    method: 'POST',
    encoding: 'json',
    accessToken: 'none',
    client: 'basic',
    fields: ({ accessToken }) => ({ token: accessToken }),
    once: true,
  },
  scopes: [],
  readClaims: (_answers, { token }) => readNotionClaims(token),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

/** Of the token's answer the person and the workspace are kept, and the tokens are not. */
export function readNotionClaims(token: Readonly<Record<string, unknown>>): Claims {
  const user = readObject(readObject(token.owner).user);
  const { workspace_id, workspace_name } = token;
  return readSaid({
    subject: user.id,
    email: readObject(user.person).email,
    displayName: user.name,
    picture: user.avatar_url,
    raw: { ...user, workspace_id, workspace_name },
  });
}
