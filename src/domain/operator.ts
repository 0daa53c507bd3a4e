/** Who may work in the console, and what each role may do. Operators are users of one tenant and work in all of them. */
import type { Timestamp } from './json.ts';
import { allScopes, type Scope } from './scopes.ts';

/** The tenant whose users operators are, by its slug: one in an installation. */
export const operatorsSlug = 'operators';

/** What the console calls itself there. */
export const consoleClientId = 'console';

/** What an access token for `/v1` has as its audience. */
export const apiAudience = 'urn:selfsame:api';

export const operatorRoles = ['read_only', 'operator', 'owner'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export interface Operator {
  /** The operators' tenant. */
  tenantId: string;
  userId: string;
  role: OperatorRole;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}

export function isOperatorRole(text: string): text is OperatorRole {
  return (operatorRoles as readonly string[]).includes(text);
}

const reading = allScopes.filter((scope) => scope.endsWith(':read'));
const working: Scope[] = [
  ...reading,
  'users:write',
  'identities:write',
  'sessions:write',
  'identity_providers:write',
  'policies:write',
  'applications:write',
];

/**
 * What a role may do in a tenant. INVARIANT: nobody gets a role by what another one may do: in the operators' own tenant, whose
 * users, providers and applications say who an owner is, owners alone write.
 */
export function scopesOfRole(role: OperatorRole, isOperatorsTenant: boolean): ReadonlySet<Scope> {
  return scopes[isOperatorsTenant && role === 'operator' ? 'read_only' : role];
}

const scopes: Record<OperatorRole, ReadonlySet<Scope>> = {
  read_only: new Set(reading),
  operator: new Set(working),
  owner: new Set(allScopes),
};
