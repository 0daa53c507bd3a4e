/** What the demo provider tells each application about a person. */
import { createHash } from 'node:crypto';
import type { DemoPerson } from './people.ts';

export interface DemoAccount {
  person: DemoPerson;
  /** What this application knows the person as. Another application gets another subject, as at separate providers. */
  subject: string;
}

/** Accounts by client and person, and by subject. The same on every start, so that a known person stays known. */
export function createAccounts(clientIds: readonly string[], people: readonly DemoPerson[]) {
  const all = clientIds.flatMap((clientId) =>
    people.map((person) => ({ clientId, person, subject: deriveSubject(clientId, person.id) })),
  );
  return {
    of: (clientId: string, personId: string): DemoAccount | undefined =>
      all.find((account) => account.clientId === clientId && account.person.id === personId),
    bySubject: (subject: string): DemoAccount | undefined => all.find((account) => account.subject === subject),
  };
}

/** OpenID Connect Core 1.0 §8.1: not reversible, and different for different clients. Twenty-one digits, as Google's. */
function deriveSubject(clientId: string, personId: string): string {
  const digest = createHash('sha256').update(`${clientId}\n${personId}`).digest('hex');
  return BigInt(`0x${digest}`).toString().slice(0, 21);
}

/** Standard claims, with `hd` beside them. */
export function toClaims({ person, subject }: DemoAccount): { sub: string; [claim: string]: string | boolean } {
  const claims = {
    sub: subject,
    name: person.name,
    given_name: person.givenName,
    family_name: person.familyName,
    preferred_username: person.login,
    locale: person.locale,
    email: person.email,
    email_verified: person.email === undefined ? undefined : (person.emailVerified ?? false),
    phone_number: person.phone,
    phone_number_verified: person.phone === undefined ? undefined : (person.phoneVerified ?? false),
    hd: person.hostedDomain,
  };
  const said = Object.entries(claims).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as ReturnType<typeof toClaims>;
}

/** `GET /user` of GitHub's API: https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export function toGithubUser({ person }: DemoAccount, providerUrl: string): Record<string, unknown> {
  return {
    login: person.login,
    id: person.githubId,
    type: 'User',
    name: person.name,
    email: person.emailVerified === true ? person.email : null,
    avatar_url: `${providerUrl}/avatars/${person.id}.svg`,
    html_url: `${providerUrl}/`,
    company: null,
    location: null,
    bio: null,
    created_at: '2020-01-01T00:00:00Z',
  };
}

/** `GET /user/emails` of GitHub's API: https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user */
export function toGithubEmails({ person }: DemoAccount): Record<string, unknown>[] {
  const noreply = { email: `${person.githubId}+${person.login}@users.noreply.example`, verified: true };
  const secondary = { ...noreply, primary: false, visibility: null };
  if (person.email === undefined) return [secondary];
  return [
    secondary,
    { email: person.email, primary: true, verified: person.emailVerified ?? false, visibility: 'private' },
  ];
}
