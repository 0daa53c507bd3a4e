/**
 * Sign-ins that failed between us and the provider leave an event, so that whoever looks after the tenant sees a wrong secret or a
 * provider that is down. Anybody can make a sign-in fail at will, so not each is written: of the same failures of a connection
 * within an hour the 1st, 2nd, 5th, 10th, 20th, … each with how many there were.
 */
import { type ConnectorErrorCode, connectorErrorMeanings } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import { record } from './record.ts';
import type { CountedLimit } from './shared-memory.ts';
import { type Origin, signInActor } from './sign-in-actor.ts';
import type { WayIn } from './ways-in.ts';

const counted: CountedLimit = { name: 'failed-sign-ins', windowMilliseconds: 3_600_000, namesMax: 10_000 };

/** Does the work; where a connector refuses it, that is written down, and thrown on. */
export async function tellFailures<T>(
  deps: Dependencies,
  way: Pick<WayIn, 'connection' | 'provider'>,
  from: Origin,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = failureOf(error);
    // The refusal is what the person must be told, also where it cannot be written down.
    if (code) await write(deps, way, from, code, (error as DomainError).message).catch(() => {});
    throw error;
  }
}

/** A person, or a provider, that says no is none. */
function failureOf(error: unknown): Exclude<ConnectorErrorCode, 'access_denied'> | null {
  if (!(error instanceof DomainError) || error.code !== 'sign_in_refused') return null;
  const reason = error.details?.reason;
  if (typeof reason !== 'string' || !Object.hasOwn(connectorErrorMeanings, reason)) return null;
  return reason === 'access_denied' ? null : (reason as Exclude<ConnectorErrorCode, 'access_denied'>);
}

async function write(
  deps: Dependencies,
  { connection, provider }: Pick<WayIn, 'connection' | 'provider'>,
  from: Origin,
  because: ConnectorErrorCode,
  said: string,
): Promise<void> {
  const { current: times } = await deps.shared.count(counted, `${connection.id}/${because}`);
  const newly = sinceWritten(times);
  if (newly === 0) return;
  const about = { code: because, connectionId: connection.id };
  await deps.store.transaction((rows) =>
    record(deps, rows, signInActor(connection.tenantId, from), {
      type: 'sign_in.failed',
      identityProviderId: provider.id,
      decision: { action: 'fail', because, times, newly, reasons: [{ rule: 'connector', settled: true, said, about }] },
    }),
  );
}

/** How many there were since the last one that was written; 0: this one is not. */
export function sinceWritten(times: number): number {
  if (times === 1) return 1;
  if (/^[12]0*$/.test(String(times))) return times / 2;
  return /^50*$/.test(String(times)) ? (times * 3) / 5 : 0;
}
