import type { Timestamp } from './json.ts';

/** Cedar text that stands over the linking rules of a tenant. */
export interface Policy {
  id: string;
  tenantId: string;
  /** Unique in the tenant. */
  name: string;
  description: string | null;
  /** One or more Cedar statements. */
  cedar: string;
  enabled: boolean;
  /** Higher ones are told first. Cedar itself knows no order: any `forbid` wins. */
  priority: number;
  /** Raised by one with every change of the text. */
  version: number;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}
