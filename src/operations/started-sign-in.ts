/**
 * A sign-in between its start and its callback: the row, found by its state, taken once by its browser, and what is sealed on
 * it.
 */
import { DomainError } from '../domain/errors.ts';
import { joinIds, splitIds } from '../domain/ids.ts';
import type { SignIn } from '../domain/session.ts';
import { createSecret, matchesHash } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** What is kept sealed between start and finish. */
export interface Checks {
  redirectUri: string;
  nonce: string;
  codeVerifier: string;
  /** The provider was to ask again who the person is. */
  again?: true;
}

/** The started sign-in of this state, while it is open. */
export async function findSignIn(deps: Dependencies, state: string): Promise<SignIn | null> {
  const ids = splitIds(state.split('.')[0] ?? '');
  const signIn = ids && (await deps.store.reads.signIns.byId(...ids));
  const open = signIn && matchesHash(state, signIn.stateHash) && Date.parse(signIn.expiresAt) > deps.entropy.now();
  return open ? signIn : null;
}

/** The started sign-in of this state and browser, used up. Fails closed, and in one way, whatever is wrong with it. */
export async function takeSignIn(deps: Dependencies, state: string, browserSecret: string | null): Promise<SignIn> {
  const signIn = await findSignIn(deps, state);
  const genuine = signIn && browserSecret !== null && matchesHash(browserSecret, signIn.browserHash);
  const taken =
    genuine && (await deps.store.optimistic((rows) => rows.signIns.use(signIn.tenantId, signIn.id, currentTime(deps))));
  if (!taken) throw notStartedHere();
  return signIn;
}

export function notStartedHere(): DomainError {
  return new DomainError(
    'sign_in_refused',
    'this sign-in was not started in this browser, took too long, or was finished before: start again',
  );
}

/** The text by which a provider's answer names the sign-in. At most 80 characters: SAML Bindings §3.4.3 gives no more. */
export function createState(tenantId: string, id: string): string {
  return `${joinIds(tenantId, id)}.${createSecret().slice(0, 36)}`;
}

/** What is kept sealed on the sign-in's row. */
export function openChecks(deps: Dependencies, { tenantId, id, sealedChecks }: SignIn): string {
  return deps.vault.open(sealedChecks, signInPlace(tenantId, id));
}

export function signInPlace(tenantId: string, id: string): string {
  return `${tenantId}/sign_ins/${id}`;
}

export function postedPlace(tenantId: string, id: string): string {
  return `${signInPlace(tenantId, id)}/posted`;
}
