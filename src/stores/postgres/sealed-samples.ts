// For checking a setup: what the sealing keys of an installation must be able to open.
import type { Database } from './database.ts';

export interface SealedSample {
  readonly sealed: string;
  /** What the sealing is bound to. */
  readonly place: string;
}

const selectSamples = `
  SELECT DISTINCT ON (split_part(sealed, '.', 2)) sealed, place
  FROM (
    SELECT sealed_secret, tenant_id || '/api_keys/' || id FROM api_keys WHERE revoked_at IS NULL
    UNION ALL
    SELECT sealed_client_secret, tenant_id || '/connections/' || id FROM connections
    UNION ALL
    SELECT sealed_private_jwk, tenant_id || '/signing_keys/' || id FROM signing_keys
    UNION ALL
    SELECT sealed_private_key, tenant_id || '/service_provider_keys/' || id FROM service_provider_keys
  ) AS texts (sealed, place)
  WHERE sealed IS NOT NULL
  ORDER BY split_part(sealed, '.', 2), place`;

/** One sealed text for each sealing key that anything is sealed with. Reads whole tables: for an operator, not a request. */
export async function sampleSealed(database: Database): Promise<SealedSample[]> {
  const { rows } = await database.pool.query<SealedSample>(selectSamples);
  return rows;
}

/** The server's name for its version, and its clock in milliseconds since the epoch. */
export async function readServerFacts(database: Database): Promise<{ version: string; clock: number }> {
  const { rows } = await database.pool.query<{ version: string; clock: string }>(
    "SELECT current_setting('server_version') AS version, floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS clock",
  );
  return { version: rows[0]!.version, clock: Number(rows[0]!.clock) };
}
