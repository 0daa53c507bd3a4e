/** Makes identities, and the claims that an identity stands for. */
import { type Claims, subjectLengthMax } from '../domain/claims.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityKey, LinkedBy } from '../domain/identity.ts';
import { createId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** What a caller may say about an identity beyond its key. */
export interface IdentityDetails {
  email?: string | null;
  emailVerified?: boolean;
  phone?: string | null;
  phoneVerified?: boolean;
  username?: string | null;
  displayName?: string | null;
  claims?: JsonObject;
  linkedBy?: LinkedBy;
  connectionIds?: string[];
}

/** The claims of an identity, over which it would bloat every answer that carries them. */
const claimsBytesMax = 64 * 1024;

/** Refuses what can be nobody's name at a provider: what no sign-in would be let in with. */
export function requireSubject(subject: string): void {
  if (subject.length === 0 || subject.length > subjectLengthMax || /^\s*$|[\p{Cc}\p{Cs}]/u.test(subject)) {
    throw new DomainError(
      'invalid_input',
      `the subject must be 1 to ${subjectLengthMax} characters, not blank, without control characters`,
      { field: 'subject' },
    );
  }
}

/** An identity of nobody yet. */
export function blankIdentity(
  deps: Dependencies,
  tenantId: string,
  key: IdentityKey,
  details: IdentityDetails = {},
): Identity {
  requireSubject(key.subject);
  if (details.claims && JSON.stringify(details.claims).length > claimsBytesMax) {
    throw new DomainError('invalid_input', `the claims of an identity may take ${claimsBytesMax} bytes`, {
      field: 'claims',
    });
  }
  const now = currentTime(deps);
  return {
    id: createId(deps.entropy),
    tenantId,
    identityProviderId: key.identityProviderId,
    subjectType: key.subjectType,
    subject: key.subject,
    userId: null,
    email: details.email ?? null,
    emailVerified: details.emailVerified ?? false,
    phone: details.phone ?? null,
    phoneVerified: details.phoneVerified ?? false,
    username: details.username ?? null,
    displayName: details.displayName ?? null,
    claims: details.claims ?? {},
    linkedBy: details.linkedBy ?? 'manual',
    linkedAt: null,
    position: 0,
    connectionIds: details.connectionIds ?? [],
    firstLoginAt: null,
    lastLoginAt: null,
    loginsCount: 0,
    lastSyncedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What the provider said when it said it, as far as the identity keeps it. */
export function claimsOf(identity: Identity): Claims {
  const { subject, subjectType, email, emailVerified, phone, phoneVerified, username, displayName, claims } = identity;
  const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined);
  const optional = {
    email: email ?? undefined,
    phone: phone ?? undefined,
    username: username ?? undefined,
    displayName: displayName ?? undefined,
    givenName: text('given_name'),
    familyName: text('family_name'),
    picture: text('picture'),
    locale: text('locale'),
    hostedDomain: text('hd'),
  };
  const said = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { subject, subjectType, emailVerified, phoneVerified, raw: claims, ...said };
}
