/**
 * Whose place a request came to: the tenant that is reached by this host name, else the default one at the installation's
 * own address.
 */
import type { FastifyRequest } from 'fastify';
import { hostsOf, type Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';

export interface SiteOptions {
  operations: Operations;
  /** The installation's own address, without a trailing slash. */
  baseUrl: string;
  /** The slug of the tenant there; null: the oldest. */
  defaultTenant: string | null;
}

export interface Site {
  tenant: Tenant;
  /** The address that browsers know this place by, without a trailing slash. */
  baseUrl: string;
}

export async function findSite(options: SiteOptions, request: Pick<FastifyRequest, 'host'>): Promise<Site | null> {
  const { operations, baseUrl, defaultTenant } = options;
  const host = request.host?.toLowerCase() ?? '';
  const own = new URL(baseUrl);
  // INVARIANT: the installation's own address is the default tenant's, whatever host names anybody has.
  const tenant = host === own.host || host === '' ? null : await operations.tenants.byHost(host);
  if (tenant) return { tenant, baseUrl: `${own.protocol}//${host}` };
  const standing = await operations.tenants.find(defaultTenant);
  return standing && { tenant: standing, baseUrl };
}

/** The address that browsers reach a tenant's pages by, without a trailing slash; null when none leads to it. */
export async function addressOf(options: SiteOptions, tenant: Tenant): Promise<string | null> {
  const { operations, baseUrl, defaultTenant } = options;
  const standing = await operations.tenants.find(defaultTenant);
  if (standing?.id === tenant.id) return baseUrl;
  const [host] = hostsOf(tenant).filter((each) => each !== new URL(baseUrl).host);
  return host === undefined ? null : `${new URL(baseUrl).protocol}//${host}`;
}
