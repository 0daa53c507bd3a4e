/**
 * Sends requests and counts answers: `wrk` where it is installed, else autocannon. The requests are made beforehand, signatures
 * and all, so that the generator costs as little as it can: it shares the machine with what it measures.
 */
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';

export interface LoadRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Load {
  origin: string;
  /** Of every request. */
  headers: Record<string, string>;
  /** Sent in this order, and from the beginning again when they are used up. */
  requests: LoadRequest[];
  connections: number;
  seconds: number;
  /** Requests a second to keep to, at random moments; as many as are answered where it is left out. */
  pace?: number;
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

/** Made once: a run takes files of its own, in `directory`. */
export function chooseLoadGenerator(directory: string, wanted?: 'wrk' | 'autocannon'): LoadGenerator {
  const found = spawnSync('wrk', ['--version'], { encoding: 'utf8' });
  if (wanted === 'wrk' && found.error) throw new Error('wrk is not installed');
  if (wanted === 'autocannon' || found.error) return { name: 'autocannon', run: runAutocannon };
  const version = /wrk (?:debian\/)?([\d.]+)/.exec(found.stdout)?.[1] ?? '';
  return { name: `wrk ${version}`.trim(), run: (load) => runWrk(directory, load) };
}

async function runWrk(directory: string, load: Load): Promise<LoadResult> {
  const { origin, headers, requests, connections, seconds, pace } = load;
  const script = join(directory, 'load.lua');
  writeFileSync(script, toLua(headers, requests, pace === undefined ? null : (connections / pace) * 1000));
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', script, origin];
  const { stdout } = await promisify(execFile)('wrk', args);
  const found = /RESULT (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(stdout);
  if (!found) throw new Error(`wrk said nothing that can be read:\n${stdout}`);
  const [count, perSecond, p50, p99, errors] = found.slice(1).map(Number) as [number, number, number, number, number];
  return { requests: count, perSecond, p50, p99, errors };
}

/** A connection that keeps to a pace waits before each request for a random time of this mean, in milliseconds. */
function toLua(headers: Record<string, string>, requests: LoadRequest[], pause: number | null): string {
  const table = (values: Record<string, string>): string =>
    `{${Object.entries(values)
      .map(([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`)
      .join(',')}}`;
  // A file of its own for each thousand: Lua has a limit to what one function may hold.
  const chunks = [];
  for (let start = 0; start < requests.length; start += 1000)
    chunks.push(
      `;(function() ${requests
        .slice(start, start + 1000)
        .map(
          ({ method, path, headers: own = {}, body }) =>
            `add(${[method, path, ...(body === undefined ? [] : [body])].map((text) => JSON.stringify(text)).join(',')}` +
            `${body === undefined ? ',nil' : ''},${table(own)})`,
        )
        .join('\n')} end)()`,
    );
  return `local all, next = {}, 0
local common = ${table(headers)}
local function add(method, path, body, own)
  for name, value in pairs(common) do own[name] = value end
  all[#all + 1] = {method, path, own, body}
end
${chunks.join('\n')}
init = function()
  for nth, each in ipairs(all) do all[nth] = wrk.format(each[1], each[2], each[3], each[4]) end
end
request = function()
  next = next % #all + 1
  return all[next]
end
${pause === null ? '' : `delay = function() return math.floor(-math.log(1 - math.random()) * ${pause} + 0.5) end`}
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %f %f %f %d", summary.requests, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

async function runAutocannon(load: Load): Promise<LoadResult> {
  const { origin, headers, requests, connections, seconds, pace } = load;
  let next = 0;
  const result = await autocannon({
    url: origin,
    headers,
    connections,
    duration: seconds,
    ...(pace !== undefined && { overallRate: Math.round(pace) }),
    requests: [
      {
        setupRequest: (request: object) => {
          const each = requests[next++ % requests.length]!;
          return { ...request, ...each, headers: { ...headers, ...each.headers } };
        },
      },
    ],
  });
  const { requests: sent, latency } = result;
  return {
    requests: sent.total,
    perSecond: sent.total / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    errors: result.errors + result.non2xx,
  };
}
