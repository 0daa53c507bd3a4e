import { type Claims, ConnectorError } from '../../connector.ts';
import {
  keepRaw,
  readEmail,
  readHttpUrl,
  readNumericSubject,
  readText,
  readVerified,
  withoutUndefined,
} from '../../read-claims.ts';

/**
 * `GET /user` and `GET /user/emails`. The subject is the numeric id: a login can be renamed and then taken by another.
 * The address is the primary one of the list with its own bit, never `user.email`, which is whatever the profile shows.
 */
export function readGithubClaims(user: unknown, emails: unknown): Claims {
  if (!isRecord(user)) throw new ConnectorError('claims_invalid', 'the provider named no subject');
  const primary = Array.isArray(emails) ? emails.filter(isRecord).find((entry) => entry.primary === true) : undefined;
  const email = readEmail(primary?.email);
  return withoutUndefined({
    subject: readNumericSubject(user.id),
    subjectType: '',
    email,
    emailVerified: email !== undefined && readVerified(primary?.verified),
    phoneVerified: false,
    username: readText(user.login),
    displayName: readText(user.name) ?? readText(user.login),
    picture: readHttpUrl(user.avatar_url),
    raw: keepRaw({ ...user, emails: Array.isArray(emails) ? emails : [] }),
  }) as Claims;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
