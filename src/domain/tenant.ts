import type { JsonObject, Timestamp } from './json.ts';
import { domainKey } from './normalise.ts';

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

/** What a tenant has settled about linking, beyond the rules of its providers. */
export interface LinkingSettings {
  /** Domains that the tenant has shown to be its own; what `tenant_verified_domains` believes in, as they are compared. */
  verifiedDomains: string[];
  /**
   * When an arrival proves an address that a user only claims: `ends`: the user is theirs, and everything else that leads
   * into it is ended before anyone gets in. `separate`: the arrival gets a user of its own.
   */
  unprovedSide: 'ends' | 'separate';
}

/** Reads `settings.linking`; what is not said, or not said well, is the safe default. */
export function linkingSettings({ settings }: Pick<Tenant, 'settings'>): LinkingSettings {
  const { verified_domains, unproved_side } = isObject(settings.linking) ? settings.linking : {};
  const domains = Array.isArray(verified_domains) ? verified_domains : [];
  return {
    verifiedDomains: domains
      .map((name) => (typeof name === 'string' ? domainKey(name) : null))
      .filter((name) => name !== null),
    unprovedSide: unproved_side === 'separate' ? 'separate' : 'ends',
  };
}

/** The host names that the tenant is reached by, besides the installation's own address. */
export function hostsOf({ settings }: Pick<Tenant, 'settings'>): string[] {
  return Array.isArray(settings.hosts) ? settings.hosts.filter((host) => typeof host === 'string') : [];
}

/** As browsers send it: lower case, with the port where it is not the usual one. */
export function isHost(text: unknown): text is string {
  return typeof text === 'string' && /^(?=.{1,255}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?$/.test(text);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
