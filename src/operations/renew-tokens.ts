/**
 * Renews tokens that have ended, once for however many ask. Within a process all wait for one renewal; between processes
 * whoever locks the row first writes into it that it renews, commits, and only then asks the provider, so that no
 * transaction is open and no row locked while the provider thinks. The others look at the row until it is done.
 *
 * A refresh token that the provider replaces is never lost while this process lives: its answer is written until the
 * database takes it. Between the provider's answer and that commit there is a moment in which a kill loses the new one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError } from '../connectors/connector.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, toTimestamp } from '../domain/ids.ts';
import { type IdentityTokens, isExpired, type ProviderTokens } from '../domain/provider-tokens.ts';
import type { Rows } from '../stores/store.ts';
import { openSettings } from './connection-settings.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { endUpstream } from './destroy-tokens.ts';
import { record } from './record.ts';
import { carrySealed, openTokens, sealTokens, type TokensKey } from './sealed-tokens.ts';

/** How long a renewal may take before others take it for dead: over every time-out of a connector's requests together. */
const renewalSecondsMax = 45;
/** How long nobody asks a provider again that has just failed. */
const coolDownSeconds = 3;
const lookAgainMs = 100;
/** How long anybody waits for another process. */
const waitSecondsMax = 15;
/** How often the answer is written before it is given up: some 13 seconds in all. */
const writesMax = 7;

/**
 * Tokens that are newer than those that were seen. Throws `needs_reauthorization`, `provider_unavailable`, `tokens_not_found`,
 * `identity_provider_disabled`.
 */
export async function renewTokens(deps: Dependencies, actor: Actor, seen: IdentityTokens): Promise<IdentityTokens> {
  const name = `${seen.tenantId}/${seen.identityId}/${seen.connectionId}`;
  await requireSwitchedOn(deps, seen);
  for (;;) {
    const row = await deps.upstream.share(name, () => renewOrAwait(deps, actor, seen));
    // Those that joined the renewal of somebody who had seen less may need one more.
    if (row.version > seen.version) return row;
  }
}

type Claim = { newer: IdentityTokens } | { renewalId: string; spent: IdentityTokens } | { held: true };

async function renewOrAwait(deps: Dependencies, actor: Actor, seen: IdentityTokens): Promise<IdentityTokens> {
  const { reads } = deps.store;
  for (let looks = 0; looks * lookAgainMs < waitSecondsMax * 1000; looks += 1) {
    if (looks > 0) await delay(lookAgainMs);
    const row = await reads.identityTokens.byKey(seen.tenantId, seen.identityId, seen.connectionId);
    if (isHeld(deps, requireRow(row)) && row!.version === seen.version) continue;
    const claim = await deps.store.transaction((rows) => claimRenewal(deps, rows, seen));
    if ('newer' in claim) return claim.newer;
    if ('spent' in claim) return spend(deps, actor, claim.spent, claim.renewalId);
  }
  throw new DomainError('provider_unavailable', 'the tokens are being renewed, and the provider is slow: try again');
}

/** Locks the row for as long as it takes to say who renews. */
async function claimRenewal(deps: Dependencies, rows: Rows, seen: IdentityTokens): Promise<Claim> {
  const row = requireRow(await rows.identityTokens.lock(seen.tenantId, seen.identityId, seen.connectionId));
  if (row.status === 'needs_reauthorization') throw needsReauthorization(row);
  if (row.version > seen.version) return { newer: row };
  if (isHeld(deps, row)) return { held: true };
  if (row.sealedRefreshToken === null) throw needsReauthorization(row);
  const renewalId = createId(deps.entropy);
  const renewalUntil = toTimestamp(deps.entropy.now() + renewalSecondsMax * 1000);
  await rows.identityTokens.update({ ...row, renewalId, renewalUntil });
  return { renewalId, spent: row };
}

/** Whether somebody renews it just now. Throws when the provider is to be left alone for a moment. */
function isHeld({ entropy }: Dependencies, { renewalId, renewalUntil }: IdentityTokens): boolean {
  if (renewalUntil === null || Date.parse(renewalUntil) <= entropy.now()) return false;
  if (renewalId === null)
    throw new DomainError('provider_unavailable', 'the provider failed a moment ago: try again in some seconds');
  return true;
}

/** INVARIANT: a provider that was switched off is no party to anything: it is sent no token, and asked for none. */
async function requireSwitchedOn(deps: Dependencies, seen: IdentityTokens): Promise<void> {
  const { connection, provider } = await findConnection(deps, seen);
  if (connection.enabled && provider.enabled) return;
  throw new DomainError('identity_provider_disabled', 'this provider is switched off: its tokens are not renewed');
}

interface Through {
  connection: Connection;
  provider: IdentityProvider;
}

async function spend(
  deps: Dependencies,
  actor: Actor,
  spent: IdentityTokens,
  renewalId: string,
): Promise<IdentityTokens> {
  const { report } = deps.upstream;
  const about = { tenantId: spent.tenantId, identityId: spent.identityId, connectionId: spent.connectionId };
  let through: Through;
  let answer: ProviderTokens;
  try {
    through = await findConnection(deps, spent);
    answer = await askProvider(deps, through, openTokens(deps.vault, spent));
  } catch (error) {
    const reason = error instanceof ConnectorError ? error.code : 'internal';
    if (reason === 'code_refused') return loseAuthorization(deps, actor, spent, through!);
    report.renewal('failed', { ...about, reason });
    await deps.store.transaction((rows) => letGo(deps, rows, spent, renewalId));
    if (!(error instanceof ConnectorError)) throw error;
    throw new DomainError('provider_unavailable', `the tokens could not be renewed: ${error.message}`, { reason });
  }
  const written = await writeAnswer(deps, spent, answer).catch((error: unknown) => {
    report.renewal('lost', about);
    throw error;
  });
  if (written === null) {
    // The identity was unlinked or removed meanwhile: nobody may have what came.
    endUpstream(deps, through, spent, () => answer);
    throw tokensNotFound();
  }
  report.renewal('renewed', about);
  return written;
}

async function findConnection(deps: Dependencies, { tenantId, connectionId }: TokensKey): Promise<Through> {
  const connection = await deps.store.reads.connections.byId(tenantId, connectionId);
  const provider =
    connection && (await deps.store.reads.identityProviders.byId(tenantId, connection.identityProviderId));
  if (!connection || !provider) throw tokensNotFound();
  return { connection, provider };
}

function askProvider(deps: Dependencies, { connection, provider }: Through, tokens: ProviderTokens) {
  const connector = deps.strategies.get(provider.strategy)?.connector;
  if (!connector?.refresh) throw new ConnectorError('code_refused', 'this provider renews no tokens');
  return connector.refresh(openSettings(deps, connection, provider), tokens);
}

async function writeAnswer(
  deps: Dependencies,
  spent: IdentityTokens,
  answer: ProviderTokens,
): Promise<IdentityTokens | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deps.store.transaction((rows) => writeRenewed(deps, rows, spent, answer));
    } catch (error) {
      if (attempt === writesMax) throw error;
      await delay(lookAgainMs * 2 ** attempt);
    }
  }
}

/** Null when there is no row any more. */
async function writeRenewed(
  deps: Dependencies,
  rows: Rows,
  spent: IdentityTokens,
  answer: ProviderTokens,
): Promise<IdentityTokens | null> {
  const row = await rows.identityTokens.lock(spent.tenantId, spent.identityId, spent.connectionId);
  if (!row) return null;
  const now = currentTime(deps);
  const sealed = sealTokens(deps.vault, row, answer);
  const renewal = { renewalId: null, renewalUntil: null, version: row.version + 1, updatedAt: now };
  let next: IdentityTokens;
  if (row.version === spent.version) {
    next = {
      ...row,
      ...renewal,
      ...sealed,
      // A renewal need not bring an ID token (Core §12.2): the one that there is stays, with its own time.
      sealedIdToken: sealed.sealedIdToken ?? carrySealed(deps.vault, row, 'sealedIdToken', row.sealedIdToken),
      idTokenAt: sealed.sealedIdToken === null ? row.idTokenAt : now,
      sealedTokenSecret:
        sealed.sealedTokenSecret ?? carrySealed(deps.vault, row, 'sealedTokenSecret', row.sealedTokenSecret),
      tokenType: answer.tokenType,
      scopes: answer.scopes,
      status: 'ok',
      expiresAt: answer.expiresAt,
      obtainedAt: now,
    };
  } else {
    // INVARIANT: what a sign-in brought meanwhile is newer and stays. But the refresh token that was spent is worth nothing
    // any more: where the sign-in brought none and kept it, what came for it takes its place.
    const keptSpent = openTokens(deps.vault, row).refreshToken === openTokens(deps.vault, spent).refreshToken;
    if (!keptSpent) return row;
    next = {
      ...row,
      ...renewal,
      ...sealTokens(deps.vault, row, { ...openTokens(deps.vault, row), refreshToken: answer.refreshToken! }),
    };
  }
  await rows.identityTokens.update(next);
  return next;
}

/** The provider said that the refresh token is good no more. Newer tokens that came meanwhile are the answer. */
async function loseAuthorization(
  deps: Dependencies,
  actor: Actor,
  spent: IdentityTokens,
  { provider }: Through,
): Promise<IdentityTokens> {
  const { tenantId, identityId, connectionId } = spent;
  const row = await deps.store.transaction(async (rows) => {
    // Before the tokens in the order of locks; the event names whose it is.
    const [identity] = await rows.identities.lock(tenantId, [identityId]);
    const current = requireRow(await rows.identityTokens.lock(tenantId, identityId, connectionId));
    if (current.version !== spent.version) return current;
    const lost: IdentityTokens = {
      ...current,
      status: 'needs_reauthorization',
      sealedRefreshToken: null,
      version: current.version + 1,
      renewalId: null,
      renewalUntil: null,
      takeableUntil: null,
      updatedAt: currentTime(deps),
    };
    await rows.identityTokens.update(lost);
    await record(deps, rows, actor, {
      type: 'identity.authorization_lost',
      userId: identity?.userId ?? null,
      identityId,
      identityProviderId: provider.id,
      before: { connectionId, status: current.status },
      after: { connectionId, status: lost.status },
    });
    return lost;
  });
  if (row.status === 'ok') return row;
  deps.upstream.report.renewal('needs_reauthorization', { tenantId, identityId, connectionId });
  throw needsReauthorization(row);
}

/** The provider failed: whoever waits is told the same, and it is left alone for a moment. */
async function letGo(deps: Dependencies, rows: Rows, spent: IdentityTokens, renewalId: string): Promise<void> {
  const row = await rows.identityTokens.lock(spent.tenantId, spent.identityId, spent.connectionId);
  if (row?.renewalId !== renewalId) return;
  const renewalUntil = toTimestamp(deps.entropy.now() + coolDownSeconds * 1000);
  await rows.identityTokens.update({ ...row, renewalId: null, renewalUntil });
}

function requireRow(row: IdentityTokens | null): IdentityTokens {
  if (!row) throw tokensNotFound();
  return row;
}

/** Whether they can be handed out as they are. */
export function isUsable({ entropy }: Dependencies, tokens: IdentityTokens): boolean {
  if (tokens.status === 'needs_reauthorization') throw needsReauthorization(tokens);
  return !isExpired(tokens, entropy.now());
}

export function tokensNotFound(): DomainError {
  return new DomainError('tokens_not_found', 'no tokens of a provider are kept for this identity');
}

function needsReauthorization({ identityId, connectionId }: TokensKey): DomainError {
  return new DomainError(
    'needs_reauthorization',
    'the provider renews the tokens no more: the person has to sign in there again',
    { identity_id: identityId, connection_id: connectionId },
  );
}
