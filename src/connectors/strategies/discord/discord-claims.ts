import type { Claims } from '../../connector.ts';
import { readObject, readSaid, readText } from '../../read-claims.ts';

/** `GET /users/@me`. The picture is an address made of the person's id and the picture's hash. */
export function readDiscordClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const hash = readText(user.avatar);
  return readSaid({
    subject: user.id,
    email: user.email,
    emailVerified: user.verified,
    username: user.username,
    displayName: readText(user.global_name) ?? user.username,
    picture: hash && `https://cdn.discordapp.com/avatars/${user.id}/${encodeURIComponent(hash)}.png`,
    locale: user.locale,
    raw: user,
  });
}
