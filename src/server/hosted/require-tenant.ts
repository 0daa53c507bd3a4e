import { DomainError } from '../../domain/errors.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { HostedContext } from './hosted-context.ts';

/** The tenant that people sign in to. */
export async function requireTenant({ operations, defaultTenant }: HostedContext): Promise<Tenant> {
  const tenant = await operations.tenants.find(defaultTenant);
  if (!tenant) throw new DomainError('tenant_not_found', 'there is nothing to sign in to yet');
  return tenant;
}
