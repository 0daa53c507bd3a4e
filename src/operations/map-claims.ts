/** A connection's own expressions, applied to what its connector read. */
import { applyMapping, type ClaimMapping, type MappingOutcome } from '../domain/claim-mapping.ts';
import type { Claims } from '../domain/claims.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Dependencies } from './dependencies.ts';

/** The claims as the connection wants them, or what its expressions get wrong about them. */
export async function mapClaims(
  { mapper }: Pick<Dependencies, 'mapper'>,
  { claimMapping }: Pick<Connection, 'claimMapping'>,
  claims: Claims,
): Promise<MappingOutcome> {
  if (claimMapping === null) return { mapped: true, claims, changed: [] };
  const evaluated = await mapper.evaluate(claimMapping, claims.raw, wordsOf(claims));
  return 'problems' in evaluated
    ? { mapped: false, problems: evaluated.problems }
    : applyMapping(claims, evaluated.values);
}

/** As `mapClaims`; a sign-in whose mapping fails is refused, before anything is decided or written. */
export async function requireMapped(
  deps: Pick<Dependencies, 'mapper'>,
  connection: Pick<Connection, 'claimMapping'>,
  claims: Claims,
): Promise<Claims> {
  const outcome = await mapClaims(deps, connection, claims);
  if (outcome.mapped) return outcome.claims;
  throw new DomainError('sign_in_refused', "the connection's claim mapping does not work for this person", {
    reason: 'mapping_failed',
    problems: outcome.problems.map(({ claim, said }) => `${claim}: ${said}`),
  });
}

/** Refuses with `invalid_input` what could never be evaluated. */
export function requireSoundMapping({ mapper }: Pick<Dependencies, 'mapper'>, mapping: ClaimMapping | null): void {
  const problems = mapping === null ? [] : mapper.check(mapping).map(({ claim, said }) => `${claim}: ${said}`);
  if (problems.length === 0) return;
  throw new DomainError('invalid_input', problems.join('; '), { field: 'claim_mapping', problems });
}

/** What the connector read, in the words that expressions use for it (`$claims`). */
function wordsOf(claims: Claims): JsonObject {
  const words = {
    subject: claims.subject,
    email: claims.email,
    email_verified: claims.emailVerified,
    phone: claims.phone,
    phone_verified: claims.phoneVerified,
    username: claims.username,
    display_name: claims.displayName,
    given_name: claims.givenName,
    family_name: claims.familyName,
    picture: claims.picture,
    locale: claims.locale,
    hosted_domain: claims.hostedDomain,
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as JsonObject;
}
