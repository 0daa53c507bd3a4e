/** Asks for the identities of random users of random tenants, each with the tenant's own key, by `wrk`. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { idPrefixes } from '../test/support/many-rows.ts';
import type { LoadResult } from './load-generator.ts';

export interface GrowthLoad {
  origin: string;
  /** The users' numbers go on from one tenant to the next. */
  tenants: { tenantId: string; key: string }[];
  usersEach: number;
  connections: number;
  seconds: number;
  /** For the script. */
  directory: string;
}

export async function runGrowthLoad(load: GrowthLoad): Promise<LoadResult> {
  const { origin, tenants, usersEach, connections, seconds, directory } = load;
  const script = join(directory, 'growth.lua');
  const rows = tenants.map(({ tenantId, key }) => `{"${tenantId}","${key}"}`);
  writeFileSync(
    script,
    `local tenants = {${rows.join(',\n')}}
request = function()
  local t = math.random(#tenants)
  local user = (t - 1) * ${usersEach} + math.random(${usersEach})
  return wrk.format("GET", string.format("/v1/users/${idPrefixes.user}%012x/identities", user), {
    ["x-tenant-id"] = tenants[t][1], ["x-api-key"] = tenants[t][2] })
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %f %f %f %d", summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
`,
  );
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, origin];
  const { stdout } = await promisify(execFile)('wrk', args).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('growth is measured with `wrk`: install it') : error;
  });
  const found = /RESULT (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(stdout);
  if (!found) throw new Error(`wrk said nothing that can be read:\n${stdout}`);
  const [requests = 0, perSecond = 0, p50 = 0, p99 = 0, errors = 0] = found.slice(1).map(Number);
  return { requests, perSecond, p50, p99, errors };
}
