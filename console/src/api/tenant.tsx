/** The tenant that the operator works in: remembered for this browser, changed in the header. */
import type { Tenant } from '@selfsame/client';
import { createContext, useContext } from 'react';

export interface ChosenTenant {
  tenant: Tenant;
  tenants: Tenant[];
  choose: (tenantId: string) => void;
  /** After one was made, renamed or removed. */
  reload: () => Promise<void>;
}

export const TenantContext = createContext<ChosenTenant | null>(null);

export function useTenant(): ChosenTenant {
  const chosen = useContext(TenantContext);
  if (chosen === null) throw new Error('no tenant around this component');
  return chosen;
}
