import type { ClaimMapping } from './claim-mapping.ts';
import type { JsonObject, Timestamp } from './json.ts';
import type { LinkingRule } from './linking-rule.ts';

/** A source of identities that a tenant registered. */
export interface IdentityProvider {
  id: string;
  tenantId: string;
  /** The kind of provider: a name of the strategy catalogue. Never changes. */
  strategy: string;
  /** Unique in the tenant. */
  name: string;
  displayName: string;
  logo: string | null;
  enabled: boolean;
  config: JsonObject;
  linkingRule: LinkingRule;
  metadata: JsonObject;
  syncStatus: 'pending' | 'syncing' | 'synced' | 'failed';
  lastSyncedAt: Timestamp | null;
  syncError: string | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

/** One configured way in through an identity provider. */
export interface Connection {
  id: string;
  tenantId: string;
  identityProviderId: string;
  /** Unique in the tenant. */
  identifier: string;
  displayName: string;
  /** The variety of sign-in, where a provider has several; else its strategy. */
  type: string;
  logo: string | null;
  clientId: string | null;
  sealedClientSecret: string | null;
  /** Issuer, endpoints, scopes: what the strategy needs. Never a secret. */
  config: JsonObject;
  /** What claims are made of in place of what the connector reads. Null: nothing is mapped. */
  claimMapping: ClaimMapping | null;
  enabled: boolean;
  /** Known people only: an arrival that nobody owns is refused. */
  loginOnly: boolean;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}
