/** An identity provider and its connection, in this API's one word for both. */
import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import { toConnectionId } from './connection-id.ts';
import { refuse } from './errors.ts';
import { omitAbsent } from './omit-absent.ts';
import { toRootAttributes } from './root-attributes.ts';
import { fromSamlOptions, speaksSaml, toSamlOptions } from './saml-options.ts';

/** Of these, people are made by API: there is no provider behind, so no connection of ours. */
export function isDatabase(strategy: string): boolean {
  return strategy === 'auth0';
}

export function toConnectionWire(provider: IdentityProvider, connection: Connection | undefined): JsonObject {
  const { options = {}, ...rest } = (provider.config.auth0 ?? {}) as JsonObject;
  return omitAbsent({
    id: toConnectionId(provider.id),
    name: provider.name,
    display_name: provider.displayName === provider.name ? undefined : provider.displayName,
    strategy: provider.strategy,
    // INVARIANT: no answer carries a client secret.
    options: connection ? toOptions(provider, connection) : options,
    realms: [provider.name],
    is_domain_connection: false,
    ...rest,
    metadata: Object.keys(provider.metadata).length > 0 ? provider.metadata : undefined,
  });
}

function toOptions({ strategy, linkingRule }: IdentityProvider, { config, clientId }: Connection): JsonObject {
  const saml = speaksSaml(strategy);
  return omitAbsent({
    ...config,
    ...(saml && toSamlOptions(config)),
    [saml ? 'entityId' : 'client_id']: clientId,
    set_user_root_attributes: toRootAttributes(linkingRule),
  });
}

/** The options in three parts: what a connection of ours has fields for, and its config. */
export function readOptions(
  strategy: string,
  options: Record<string, unknown> | null | undefined,
): {
  clientId?: string;
  clientSecret?: string;
  config: JsonObject;
} {
  const { client_id: clientId, client_secret: clientSecret, ...config } = (options ?? {}) as JsonObject;
  const text = (name: string, value: unknown): void => {
    if (value === undefined || (typeof value === 'string' && value.length <= 4096)) return;
    throw refuse(400, 'invalid_body', `\`options.${name}\` must be a text`);
  };
  text('client_id', clientId);
  text('client_secret', clientSecret);
  if (typeof config.discovery_url === 'string' && config.issuer === undefined) {
    // OpenID Connect Discovery §4: the document is at the issuer, with this path behind it.
    config.issuer = config.discovery_url.replace(/\/\.well-known\/openid-configuration$/, '');
  }
  if (speaksSaml(strategy)) {
    const { config: ours, entityId } = fromSamlOptions(config);
    const own = entityId ?? clientId;
    return { config: ours, ...(typeof own === 'string' && { clientId: own }) };
  }
  return {
    config,
    ...(typeof clientId === 'string' && { clientId }),
    ...(typeof clientSecret === 'string' && { clientSecret }),
  };
}

/** What this API says of a connection and nobody else asks: kept as it came. */
export function toRest(
  body: {
    is_domain_connection?: boolean;
    show_as_button?: boolean;
    authentication?: unknown;
    connected_accounts?: unknown;
  },
  options: JsonObject | null,
): JsonObject {
  const { is_domain_connection, show_as_button, authentication, connected_accounts } = body;
  return omitAbsent({
    is_domain_connection,
    show_as_button,
    authentication: authentication as JsonObject | undefined,
    connected_accounts: connected_accounts as JsonObject | undefined,
    options: options ?? undefined,
  });
}
