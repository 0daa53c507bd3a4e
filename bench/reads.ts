/**
 * What a read costs: a user's identities with everything on, natively, through the other APIs and the other way round (who has
 * this identity?), beside (a) a constant answer of the same bytes from bare Fastify, (b) bare Fastify with one prepared
 * statement a request on a `pg` pool, and better-auth's own list on the same PostgreSQL. Interleaved rounds.
 */

import type { Bench } from './bench-context.ts';
import { median, ratiosOf, type Section } from './figures.ts';
import type { LoadResult } from './load-generator.ts';
import { startBetterAuthList } from './peers/better-auth-list.ts';
import { readFamilyCpuSeconds } from './process-figures.ts';
import { dialectLists, forRandomUsers, nativeList, type RequestKind, reverseLookUp } from './requests.ts';
import { type BenchServer, startConstant, startOneStatement } from './start-servers.ts';

interface Contender extends RequestKind {
  server: BenchServer;
  users: number;
  rounds: Round[];
}

interface Round extends LoadResult {
  serverMicroseconds: number;
  databaseMicroseconds: number;
}

export const connections = 64;

export async function measureReads(bench: Bench): Promise<Section[]> {
  const { target, selfsame, rounds, seconds, generator, tell } = bench;
  const list = nativeList(target);
  const example = await fetch(`${selfsame.origin}${list.of(1).path}`, { headers: list.headers });
  const body = await example.text();
  const constant = await startConstant(body, bench.work);
  const oneStatement = await startOneStatement(target, bench.work);
  const peer = await startBetterAuthList(bench);
  try {
    const contender = (server: BenchServer, kind: RequestKind, users = target.users): Contender => ({
      ...kind,
      server,
      users,
      rounds: [],
    });
    const ours = contender(selfsame, list);
    const constants = contender(constant, { ...list, name: constant.name });
    const statements = contender(oneStatement, { ...list, name: oneStatement.name });
    const reverse = contender(selfsame, reverseLookUp(target));
    const dialects = (await dialectLists(target, selfsame.origin)).map((kind) => contender(selfsame, kind));
    const betterAuth = contender(peer.server, peer.list, peer.users);
    const all = [ours, constants, statements, reverse, ...dialects, betterAuth];
    for (const { server } of [constants, statements]) await requireSameAnswer(server, list, body);
    for (const each of all) await load(bench, each, 2);
    for (let round = 0; round < rounds; round += 1) {
      tell(`reads, round ${round + 1} of ${rounds}`);
      for (const each of all) each.rounds.push(await load(bench, each, seconds));
    }

    const rate = (of: Contender) => of.rounds.map(({ perSecond }) => perSecond);
    const compare = (one: Contender, other: Contender, atLeast?: number) => ({
      name: one.name,
      against: other.name,
      ratios: ratiosOf(rate(one), rate(other)),
      ...(atLeast !== undefined && { atLeast }),
    });
    const about =
      `${2 * target.users} identities in one tenant, users at random, ${connections} connections, ${generator.name}; ` +
      `better-auth with ${peer.users} users, each asking with a session of its own`;
    return [
      {
        title: 'Reads',
        about,
        figures: all.flatMap(({ name, rounds: of }) => [
          { name, unit: 'req/s', values: of.map(({ perSecond }) => perSecond) },
          { name, unit: 'p50 ms', values: of.map(({ p50 }) => p50) },
          { name, unit: 'p99 ms', values: of.map(({ p99 }) => p99) },
          { name, unit: 'server µs', values: of.map(({ serverMicroseconds }) => serverMicroseconds) },
          { name, unit: 'database µs', values: of.map(({ databaseMicroseconds }) => databaseMicroseconds) },
        ]),
        comparisons: [
          compare(ours, statements, 2),
          compare(ours, constants, 0.5),
          ...dialects.map((dialect) => compare(dialect, ours, 0.7)),
          compare(reverse, ours, 1),
          compare(ours, betterAuth),
        ],
      },
      await measureSteadiness(
        bench,
        [ours, constants].map((of) => ({ of, top: median(rate(of)) })),
      ),
    ];
  } finally {
    await Promise.all([constant, oneStatement, peer].map((each) => each.stop()));
  }
}

/**
 * What a request waits when the server is busy and not overrun; and how long it waits for the constant answer, of which the
 * machine is the only cause.
 */
async function measureSteadiness(bench: Bench, busy: { of: Contender; top: number }[]): Promise<Section> {
  const share = 0.7;
  const measured = busy.map(({ of, top }) => ({ of, pace: share * top, paced: [] as Round[] }));
  for (let round = 0; round < bench.rounds; round += 1)
    for (const { of, pace, paced } of measured) paced.push(await load(bench, of, bench.seconds, pace));
  return {
    title: 'Waiting at 70 % of the top load',
    about: `Requests at random moments on ${connections} connections, of each 70 % of what it answered at most`,
    figures: measured.flatMap(({ of: { name }, paced }) => [
      { name, unit: 'req/s', values: paced.map(({ perSecond }) => perSecond) },
      { name, unit: 'p50 ms', values: paced.map(({ p50 }) => p50) },
      { name, unit: 'p99 ms', values: paced.map(({ p99 }) => p99) },
    ]),
    comparisons: measured.map(({ of: { name }, paced }, place) => ({
      name: `p99, ${name}`,
      against: 'p50',
      ratios: paced.map(({ p50, p99 }) => p99 / p50),
      ...(place === 0 && { atMost: 3 }),
    })),
  };
}

export async function load(
  { target, generator }: Bench,
  of: Contender,
  seconds: number,
  pace?: number,
): Promise<Round> {
  const { server, headers, users } = of;
  const requests = forRandomUsers(of, users);
  const before = [server.cpuSeconds(), readFamilyCpuSeconds(target.postmasterPid)] as const;
  const result = await generator.run({
    origin: server.origin,
    headers,
    requests,
    connections,
    seconds,
    ...(pace !== undefined && { pace }),
  });
  if (result.errors > 0) throw new Error(`${of.name}: ${result.errors} requests were answered with an error`);
  const perRequest = (spent: number) => (spent * 1e6) / result.requests;
  return {
    ...result,
    serverMicroseconds: perRequest(server.cpuSeconds() - before[0]),
    databaseMicroseconds: perRequest(readFamilyCpuSeconds(target.postmasterPid) - before[1]),
  };
}

/** They do the same work only if they answer with the same bytes. */
async function requireSameAnswer({ origin, name }: BenchServer, list: RequestKind, body: string): Promise<void> {
  const theirs = await (await fetch(`${origin}${list.of(1).path}`, { headers: list.headers })).text();
  if (theirs !== body) throw new Error(`${name} answers differently:\n${theirs}\n${body}`);
}
