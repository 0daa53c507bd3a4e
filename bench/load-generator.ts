/** Sends requests for random users and counts answers: `wrk` where it is installed, else autocannon. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { userIdPrefix } from './set-up.ts';

export interface Load {
  origin: string;
  headers: Record<string, string>;
  users: number;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  requests: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers other than 2xx, and connections that broke. */
  errors: number;
}

export interface LoadGenerator {
  name: string;
  run(load: Load): Promise<LoadResult>;
}

/** Made once: a run takes a script of its own, in `directory`. */
export function chooseLoadGenerator(directory: string, wanted?: 'wrk' | 'autocannon'): LoadGenerator {
  const found = spawnSync('wrk', ['--version'], { encoding: 'utf8' });
  if (wanted === 'wrk' && found.error) throw new Error('wrk is not installed');
  if (wanted === 'autocannon' || found.error) return { name: 'autocannon', run: runAutocannon };
  const version = /wrk (?:debian\/)?([\d.]+)/.exec(found.stdout)?.[1] ?? '';
  return { name: `wrk ${version}`.trim(), run: (load) => runWrk(directory, load) };
}

async function runWrk(directory: string, { origin, headers, users, connections, seconds }: Load): Promise<LoadResult> {
  const script = join(directory, 'load.lua');
  const set = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  writeFileSync(
    script,
    `${set.join('\n')}
request = function()
  return wrk.format("GET", string.format("/v1/users/${userIdPrefix}%012x/identities", math.random(${users})))
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %f %f %f %d", summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
`,
  );
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, origin];
  const { stdout } = await promisify(execFile)('wrk', args);
  const found = /RESULT (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(stdout);
  if (!found) throw new Error(`wrk said nothing that can be read:\n${stdout}`);
  const [requests, perSecond, p50, p99, errors] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { requests, perSecond, p50, p99, errors };
}

async function runAutocannon({ origin, headers, users, connections, seconds }: Load): Promise<LoadResult> {
  const result = await autocannon({
    url: origin,
    headers,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest: (request: object) => {
          const user = 1 + Math.floor(Math.random() * users);
          return { ...request, path: `/v1/users/${userIdPrefix}${user.toString(16).padStart(12, '0')}/identities` };
        },
      },
    ],
  });
  const { requests, latency } = result;
  return {
    requests: requests.total,
    perSecond: requests.total / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    errors: result.errors + result.non2xx,
  };
}
