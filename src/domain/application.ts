import type { Timestamp } from './json.ts';

/** A program that signs its users in through us: an OAuth client. */
export interface Application {
  id: string;
  tenantId: string;
  /** What it calls itself in requests; unique in the tenant. */
  clientId: string;
  name: string;
  /** How it proves itself at the token endpoint; `none` for what runs in the open: a browser, a phone. */
  authMethod: AuthMethod;
  sealedSecret: string | null;
  /** Compared as they are written, to the letter. */
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  /** Where its pages come from, when they call the token endpoint themselves. */
  webOrigins: string[];
  grantTypes: GrantType[];
  /** The APIs that it may get access tokens for. */
  apis: Api[];
  /** Of the tenant's own: its users are not asked whether it may know them. */
  firstParty: boolean;
  pkceRequired: boolean;
  subjectFormat: SubjectFormat;
  mergedSubject: MergedSubject;
  accessTokenSeconds: number;
  /** How long a refresh token waits to be used. */
  refreshTokenSeconds: number;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

export interface Api {
  /** The `aud` of its access tokens. */
  audience: string;
  scopes: string[];
}

export const authMethods = ['client_secret_basic', 'client_secret_post', 'none'] as const;
export type AuthMethod = (typeof authMethods)[number];

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'implicit',
  'client_credentials',
  tokenExchange,
] as const;
export type GrantType = (typeof grantTypes)[number];

/** `native`: the user's id. `auth0`: `strategy|subject` of the identity it was born with. `pairwise`: of no use elsewhere. */
export const subjectFormats = ['native', 'auth0', 'pairwise'] as const;
export type SubjectFormat = (typeof subjectFormats)[number];

/**
 * What an application that knew a user is told after that user was merged into another. `keep`: what it knew. `survivor`:
 * at the next sign-in, the other user's. Grants under way keep their subject in either case (OpenID Connect Core §12.2).
 */
export const mergedSubjects = ['keep', 'survivor'] as const;
export type MergedSubject = (typeof mergedSubjects)[number];

/** What an application calls a user. Told once, it stays. */
export interface ApplicationSubject {
  tenantId: string;
  applicationId: string;
  /** Perhaps a tombstone. */
  userId: string;
  subject: string;
  createdAt: Timestamp;
}

export interface ApplicationConsent {
  tenantId: string;
  applicationId: string;
  userId: string;
  scopes: string[];
  updatedAt: Timestamp;
}

/** The user whose name an application goes on hearing: of the live one and those merged into it, with what was told of each. */
export function chooseAccount(
  mergedSubject: MergedSubject,
  userId: string,
  told: readonly ApplicationSubject[],
): string {
  if (mergedSubject === 'survivor' || told.some((each) => each.userId === userId)) return userId;
  const [oldest] = [...told].sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return oldest?.userId ?? userId;
}
