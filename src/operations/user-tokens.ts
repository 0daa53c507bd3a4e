/** Tokens of signed-in people: who calls with an access token of theirs, and whom an ID token shows to have signed in. */
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Scope } from '../domain/scopes.ts';
import type { User } from '../domain/user.ts';
import { unauthenticated } from './authentication.ts';
import type { Dependencies } from './dependencies.ts';
import { useTokenOnce } from './kept-records.ts';
import { createOpenidOperations } from './openid.ts';
import type { TokenOperations } from './tokens.ts';

export interface PersonalAccess {
  actor: Actor;
  user: User;
  claims: JsonObject;
}

/** How long ago a person may have signed in, and been given the ID token that says so. */
export const proofMinutes = 10;

/** Why an ID token does not prove that its person is here. */
export type ProofFault =
  | 'malformed'
  | 'algorithm'
  | 'invalid'
  | 'issuer'
  | 'audience'
  | 'audience_mismatch'
  | 'subject'
  | 'stale'
  | 'used'
  | 'nobody';

const faults: Record<ProofFault, string> = {
  malformed: 'the token is no JSON Web Token',
  algorithm: 'the token must be signed with RS256',
  invalid: 'the token is expired, or its signature is not of this tenant',
  issuer: 'the token must be of the issuer that the caller signed in at',
  audience: 'the token must be an ID token: its `aud` is not that of an application',
  audience_mismatch: 'the token must be of the application that the access token was given to',
  subject: 'the token does not say who signed in',
  stale: `the person must have signed in within the last ${proofMinutes} minutes: ask for it with prompt=login`,
  used: 'the token was used before: each proves its person once',
  nobody: 'nobody is called so any more',
};

/** `scopes`: what the actor may do, to oneself: whoever asks sees to that. */
export function createPersonalAccess(deps: Dependencies, tokens: TokenOperations) {
  return async (token: string, scopes: readonly Scope[]): Promise<PersonalAccess> => {
    const claims = await tokens.verify(token);
    // An ID token is told apart by its header, and is no access token (RFC 9068 §2.1).
    const tenantId = claims && readTokenHeader(token)?.typ === 'at+jwt' ? tokens.tenantOf(token) : null;
    if (!claims || tenantId === null || typeof claims.azp !== 'string' || typeof claims.sub !== 'string')
      throw unauthenticated();
    const application = await deps.store.reads.applications.byClientId(tenantId, claims.azp);
    const openid = createOpenidOperations(deps, tokens);
    const account = application && (await openid.bySubject(application, claims.sub));
    const sessionId = typeof claims.sid === 'string' ? claims.sid : null;
    // INVARIANT: whoever signed in with an identity that has been unlinked since is not the user any more.
    if (!account || !(await openid.findAccount(tenantId, account.accountId, sessionId))) throw unauthenticated();
    const { user } = account;
    const actor: Actor = {
      tenantId,
      kind: 'user',
      id: user.id,
      label: application.name,
      scopes: new Set(scopes),
      identityProviderId: null,
    };
    return { actor, user, claims };
  };
}

/**
 * Takes an ID token as proof that its person signed in just now, to the application of the caller's own token. Throws
 * `invalid_input` with the fault as `details.fault`. Within a transaction: what fails afterwards has not used it up.
 */
export function createProofOperation(deps: Dependencies, tokens: TokenOperations) {
  return async (actor: Actor, idToken: string, caller: { issuer: unknown; clientId: unknown }): Promise<User> => {
    const header = readTokenHeader(idToken);
    if (!header) throw faulty('malformed');
    if (header.alg !== 'RS256') throw faulty('algorithm');
    const claims = await tokens.verify(idToken, actor.tenantId);
    if (!claims) throw faulty('invalid');
    if (claims.iss !== caller.issuer) throw faulty('issuer');
    if (typeof claims.aud !== 'string' || header.typ === 'at+jwt') throw faulty('audience');
    if (claims.aud !== caller.clientId) throw faulty('audience_mismatch');
    if (typeof claims.sub !== 'string' || claims.sub === '') throw faulty('subject');
    const oldest = deps.entropy.now() / 1000 - proofMinutes * 60;
    // Both: an old session gives new tokens to whoever sits at the machine by now.
    if (!(Number(claims.auth_time) >= oldest && Number(claims.iat) >= oldest)) throw faulty('stale');
    const application = await deps.store.reads.applications.byClientId(actor.tenantId, claims.aud);
    const openid = createOpenidOperations(deps, tokens);
    const account = application && (await openid.bySubject(application, claims.sub));
    const sessionId = typeof claims.sid === 'string' ? claims.sid : null;
    // INVARIANT: what came of a session proves nothing once that was taken away, or its identity unlinked.
    if (!account || !(await openid.findAccount(actor.tenantId, account.accountId, sessionId))) throw faulty('nobody');
    return deps.store.transaction(async (rows) => {
      // INVARIANT: by what is signed. Of a signature's last letter some bits mean nothing, so that one token has many spellings.
      const signed = idToken.slice(0, idToken.lastIndexOf('.'));
      if (await useTokenOnce(deps, rows, actor.tenantId, signed, 2 * proofMinutes * 60)) return account.user;
      throw faulty('used');
    });
  };
}

function faulty(fault: ProofFault): DomainError {
  return new DomainError('invalid_input', faults[fault], { fault });
}

export function readTokenHeader(token: string): { alg?: unknown; typ?: unknown } | null {
  const [header, ...rest] = token.split('.');
  if (rest.length !== 2) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(header ?? '', 'base64url').toString('utf8'));
    return typeof read === 'object' && read !== null ? read : null;
  } catch {
    return null;
  }
}
