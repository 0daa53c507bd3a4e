import { DomainError } from '../domain/errors.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Reads } from '../stores/store.ts';

/** The tenant that something is about. Throws `tenant_not_found` where it was deleted while that was under way. */
export async function liveTenant(reads: Pick<Reads, 'tenants'>, tenantId: string): Promise<Tenant> {
  const tenant = await reads.tenants.byId(tenantId);
  if (!tenant) throw tenantNotFound();
  return tenant;
}

export function tenantNotFound(): DomainError {
  return new DomainError('tenant_not_found', 'there is no such tenant');
}
