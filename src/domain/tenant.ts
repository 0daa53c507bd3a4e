import type { JsonObject, Timestamp } from './json.ts';

/** An isolated customer of one installation; everything else belongs to exactly one. */
export interface Tenant {
  id: string;
  name: string;
  /** Its name in addresses: lower-case letters, digits and dashes. */
  slug: string;
  /** The platform's own tenant, whose keys may create others. */
  isMaster: boolean;
  settings: JsonObject;
  createdAt: Timestamp;
  updatedAt: Timestamp;
}
