import type { Claims } from '../../connector.ts';
import { readNumericSubject, readObject, readSaid, readText } from '../../read-claims.ts';

/**
 * `GET /user` and `GET /user/emails`. The subject is the numeric id: a login can be renamed and then taken by another.
 * The address is the primary one of the list with its own bit, never `user.email`, which is whatever the profile shows.
 */
export function readGithubClaims(userinfo: unknown, emails: unknown): Claims {
  const user = readObject(userinfo);
  const primary = Array.isArray(emails) ? emails.map(readObject).find((entry) => entry.primary === true) : undefined;
  const said = {
    subject: user.id,
    email: primary?.email,
    emailVerified: primary?.verified,
    username: user.login,
    displayName: readText(user.name) ?? user.login,
    picture: user.avatar_url,
    raw: { ...user, emails: Array.isArray(emails) ? emails : [] },
  };
  return readSaid(said, readNumericSubject);
}
