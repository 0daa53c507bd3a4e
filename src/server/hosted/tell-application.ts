/**
 * A sign-in that an application asked for by one way in alone was refused: the application is told (RFC 6749 §4.1.2.1). Where
 * the person may choose among ways, they are told here, and choose another.
 */
import { DomainError } from '../../domain/errors.ts';
import type { FinishedSignIn } from '../../operations/take-in.ts';
import type { HostedContext } from './hosted-context.ts';

/** Where to send the browser; null when the person is to be told. */
export async function findTold(
  { operations }: HostedContext,
  started: { state: string; browserSecret: string | null },
  outcome: { finished: FinishedSignIn } | { error: unknown },
): Promise<URL | null> {
  const because = reasonOf(outcome);
  if (because === null) return null;
  const returnTo = await operations.signIn.returnTo(started.state, started.browserSecret);
  return operations.appAuthorizations.refuse(returnTo, because);
}

function reasonOf(
  outcome: { finished: FinishedSignIn } | { error: unknown },
): { error: string; description: string } | null {
  if ('finished' in outcome) {
    const { finished } = outcome;
    const isRefused = !finished.signedIn && finished.pendingLink === null;
    return isRefused ? { error: 'access_denied', description: 'the person may not come in this way' } : null;
  }
  const { error } = outcome;
  if (!(error instanceof DomainError) || error.code !== 'sign_in_refused') return null;
  const { reason } = error.details ?? {};
  if (reason === undefined) return null;
  return { error: reason === 'access_denied' ? 'access_denied' : 'oauth_failed', description: error.message };
}
