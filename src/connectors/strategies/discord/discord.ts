import { standardRevocation, undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readDiscordClaims } from './discord-claims.ts';

/**
 * Discord: https://discord.com/developers/docs/topics/oauth2
 * `verified` of the user object says that the person has shown the address to be theirs, once
 * (https://discord.com/developers/docs/resources/user); Discord runs nobody's mailbox. An arrival whose address a user has
 * is asked to prove the account first.
 */
export const discord = oauth2Strategy({
  name: 'discord',
  displayName: 'Discord',
  documentation: 'https://discord.com/developers/docs/topics/oauth2',
  mark: { colour: '#5865f2' },
  // https://discord.com/.well-known/oauth-authorization-server says that callbacks name it (RFC 9207).
  issuer: 'https://discord.com',
  authorization: { url: 'https://discord.com/oauth2/authorize' },
  token: { url: 'https://discord.com/api/oauth2/token' },
  api: { userinfo: { url: 'https://discord.com/api/users/@me' } },
  revoke: standardRevocation('https://discord.com/api/oauth2/token/revoke'),
  scopes: ['identify', 'email'],
  readClaims: ({ userinfo }) => readDiscordClaims(userinfo),
  lacks: { pkce: 'it speaks of PKCE for public clients alone, and ours has a secret', login_hint: undocumented },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
