/** A connection as its connector wants it: with what its provider has set, and the client secret opened. */
import type { ConnectionSettings } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Dependencies } from './dependencies.ts';

/** Where a connection's client secret is kept: what its sealing is bound to. */
export function secretPlace(tenantId: string, connectionId: string): string {
  return `${tenantId}/connections/${connectionId}`;
}

export function openSettings(
  { vault }: Pick<Dependencies, 'vault'>,
  connection: Connection,
  provider: IdentityProvider,
): ConnectionSettings {
  const { clientId, sealedClientSecret, config } = connection;
  return {
    strategy: provider.strategy,
    config: { ...provider.config, ...config },
    ...(clientId !== null && { clientId }),
    ...(sealedClientSecret !== null && {
      clientSecret: vault.open(sealedClientSecret, secretPlace(connection.tenantId, connection.id)),
    }),
  };
}

/** What a connection's config, or that of its provider, may switch off: keeping tokens, and ending them at the provider. */
export const tokenSwitches = ['keep_tokens', 'revoke_tokens'] as const;

/** Refuses a switch that is neither true nor false: a text `"false"` would leave it on. */
export function requireSwitches(config: JsonObject): void {
  for (const name of tokenSwitches) {
    if (config[name] === undefined || typeof config[name] === 'boolean') continue;
    throw new DomainError('invalid_input', `\`${name}\` must be true or false`, { field: 'config' });
  }
}

export function isSwitchedOn(
  name: (typeof tokenSwitches)[number],
  provider: Pick<IdentityProvider, 'config'>,
  connection: Pick<Connection, 'config'>,
): boolean {
  return (connection.config[name] ?? provider.config[name]) !== false;
}
