/**
 * Where the time of a request goes in the server's process: a CPU profile of it under load, its samples read by the layer of
 * the code that was running, scaled to what a request costs without a profiler.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench-context.ts';
import type { Section } from './figures.ts';
import { load } from './reads.ts';
import { dialectLists, nativeList, type RequestKind } from './requests.ts';
import { startSelfsame } from './start-servers.ts';

/** The profile's own form: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface Profile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  /** Microseconds since the sample before. */
  timeDeltas: number[];
}

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

/** By the file that a function is of; the first that fits. */
const layers: [layer: string, file: RegExp][] = [
  [
    'the log’s line, metrics',
    /src\/server\/(request-log|log|metrics|request-durations)|\/(pino|sonic-boom|prom-client)\//,
  ],
  ['credential and scopes', /\/authenticat|src\/(vault|openid)\/|signature\.ts|shared-memory|src\/domain\/actor/],
  ['look-up: keys together, rows apart', /src\/stores\//],
  ['PostgreSQL’s protocol', /node_modules\/pg/],
  ['Fastify: route, hooks, reply', /node_modules\/(fastify|find-my-way|avvio|fast-querystring|@fastify)/],
  ['checking and spelling by compiled schema', /node_modules\/(fast-json-stringify|ajv|typebox)/],
  ['the API: what it reads and shows', /src\/(dialects|server)\//],
  ['operations and rules', /src\//],
  ['Node: HTTP', /^node:(_http|internal\/http|internal\/url|url|querystring)/],
  [
    'Node: sockets and streams',
    /^node:(net|internal\/(stream|streams)|stream|events|buffer|internal\/(buffer|js_stream))/,
  ],
  ['Node: the rest', /^node:/],
];
const collector = 'garbage collection';
const kernel = 'system calls and native code';

export async function measureLayers(bench: Bench): Promise<Section> {
  const { target, selfsame, tell } = bench;
  const figures: Section['figures'] = [];
  for (const [column, choose] of [
    ['native', async () => nativeList(target)],
    ['Auth0', (origin: string) => dialectList(bench, origin, 'Auth0')],
    ['GenAuth, signed', (origin: string) => dialectList(bench, origin, 'GenAuth, signed')],
  ] as [string, (origin: string) => Promise<RequestKind>][]) {
    tell(`layers, ${column}`);
    const seconds = 2 * bench.seconds;
    const contender = { ...(await choose(selfsame.origin)), users: target.users, rounds: [] };
    const plain = await load(bench, { ...contender, server: selfsame }, seconds);
    const directory = mkdtempSync(join(bench.work, 'layers-'));
    const profiled = await startSelfsame(target, bench.work, directory);
    try {
      const theirs = await choose(profiled.origin);
      for (const each of [2, seconds]) await load(bench, { ...contender, ...theirs, server: profiled }, each);
    } finally {
      await profiled.stop();
    }
    const [file] = readdirSync(directory);
    const shares = sharesOf(JSON.parse(readFileSync(join(directory, file!), 'utf8')) as Profile, seconds);
    for (const [name, share] of shares)
      figures.push({ name, unit: `${column} µs`, values: [share * plain.serverMicroseconds] });
    figures.push({ name: 'together', unit: `${column} µs`, values: [plain.serverMicroseconds] });
  }
  return {
    title: 'Layer by layer',
    about:
      'Processor time of a request in the server’s process, by the code that was running: the shares of a CPU profile under full ' +
      'load, of what the request costs without a profiler. What PostgreSQL does for it is in its own processes',
    figures,
    comparisons: [],
  };
}

async function dialectList({ target }: Bench, origin: string, name: string): Promise<RequestKind> {
  const found = (await dialectLists(target, origin)).find((kind) => kind.name.startsWith(name));
  if (!found) throw new Error(`there is no list named ${name}`);
  return found;
}

/** The share that each layer has of the last seconds in which the process was busy. */
function sharesOf({ nodes, samples, timeDeltas }: Profile, seconds: number): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const layerById = new Map<number, string>();
  const layerOf = (id: number): string => {
    const known = layerById.get(id);
    if (known !== undefined) return known;
    const { callFrame } = byId.get(id)!;
    const parent = parents.get(id);
    const layer =
      callFrame.functionName === '(garbage collector)'
        ? collector
        : (layerOfFile(fileOf(callFrame)) ?? (parent === undefined ? kernel : layerOf(parent)));
    layerById.set(id, layer);
    return layer;
  };
  const times = new Map<string, number>(
    [...layers.map(([layer]) => layer), kernel, collector].map((name) => [name, 0]),
  );
  let left = seconds * 1e6;
  let busy = 0;
  for (let at = samples.length - 1; at >= 0 && left > 0; at -= 1) {
    const id = samples[at]!;
    const time = timeDeltas[at]!;
    if (byId.get(id)!.callFrame.functionName === '(idle)') continue;
    left -= time;
    busy += time;
    times.set(layerOf(id), (times.get(layerOf(id)) ?? 0) + time);
  }
  return new Map([...times].map(([layer, time]) => [layer, time / busy]));
}

/** Null for what is of no file: native code counts for whoever called it. */
function layerOfFile(file: string): string | null {
  return layers.find(([, pattern]) => pattern.test(file))?.[0] ?? null;
}

const maps = new Map<string, SourceMap | null>();

/** The file that was built into the one that ran; empty for native code. */
function fileOf({ url, lineNumber, columnNumber }: Frame): string {
  if (!url.startsWith('file:')) return url;
  let map = maps.get(url);
  if (map === undefined) {
    try {
      map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
    } catch {
      map = null;
    }
    maps.set(url, map);
  }
  const entry = map?.findEntry(lineNumber, columnNumber);
  return entry && 'originalSource' in entry ? entry.originalSource : url;
}
