/** Who a session cookie belongs to, as an application knows them. */
import type { Application } from '../domain/application.ts';
import type { Operations } from '../operations/index.ts';

/** Who is signed in, under the name that the application of the request knows. */
export interface Person {
  accountId: string;
  userId: string;
  sessionId: string;
  signedInAtSeconds: number;
  /** The names of the way that they came in by. */
  cameBy: ReadonlySet<string>;
}

export async function createPerson(
  operations: Operations,
  application: Application,
  sessionToken: string,
): Promise<Person | null> {
  const signedIn = await operations.sessions.open(sessionToken);
  // INVARIANT: a session of one tenant is none at another's.
  if (!signedIn || signedIn.user.tenantId !== application.tenantId) return null;
  const { session, user } = signedIn;
  return {
    accountId: await operations.openid.accountFor(application, user.id),
    userId: user.id,
    sessionId: session.id,
    signedInAtSeconds: Math.floor(Date.parse(session.createdAt) / 1000),
    cameBy: new Set(await operations.openid.waysOf(user.tenantId, session.identityId)),
  };
}
