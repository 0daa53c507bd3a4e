/** The callback of a sign-in: the connector checks all that its protocol has, and vouches. */
import { ConnectorError, type Vouched } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { SignIn } from '../domain/session.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { withServiceProvider } from './service-provider.ts';
import { type Checks, notStartedHere, openChecks, postedPlace } from './started-sign-in.ts';
import { takeStatement } from './taken-statements.ts';
import type { WayIn } from './ways-in.ts';

/** What the provider says to the callback of a started sign-in that was taken just now. */
export async function vouchAt(
  deps: Dependencies,
  { connection, provider, strategy }: WayIn,
  signIn: SignIn,
  callback: URL,
): Promise<Vouched> {
  if (!strategy.connector) throw connectionNotFound();
  const checks = JSON.parse(openChecks(deps, signIn)) as Checks | { received: unknown };
  if ('received' in checks) throw notStartedHere();
  const state = callback.searchParams.get('state') ?? '';
  const settings = await withServiceProvider(
    deps,
    openSettings(deps, connection, provider),
    { connection, provider },
    checks.redirectUri,
  );
  const vouched = await refuseFailures(
    strategy.connector.finish(settings, { ...checks, state }, withPosted(deps, signIn, callback)),
  );
  await takeStatement(deps, provider, vouched);
  return vouched;
}

/** The callback as the provider meant it: what it posted stands in place of the query. */
function withPosted(deps: Dependencies, { tenantId, id, sealedPosted }: SignIn, callback: URL): URL {
  if (sealedPosted === null) return callback;
  const whole = new URL(callback);
  whole.search = deps.vault.open(sealedPosted, postedPlace(tenantId, id));
  return whole;
}

/** What the connector refuses is a refused sign-in, with the connector's code as its reason. */
export async function refuseFailures<T>(vouching: Promise<T>): Promise<T> {
  try {
    return await vouching;
  } catch (error) {
    if (error instanceof ConnectorError)
      throw new DomainError('sign_in_refused', error.message, { reason: error.code });
    throw error;
  }
}
