import { afterAll, expect, test } from 'vitest';
import { createMapper } from './mapping.ts';

// What is honest has all the time it needs on a busy machine.
const mapper = createMapper({ timeoutMs: 20_000 });
const hasty = createMapper({ timeoutMs: 300, heapMegabytesMax: 32 });
afterAll(async () => {
  await mapper.close();
  await hasty.close();
});

const said = {
  sub: '1',
  mail: 'ada@example.com',
  names: [{ given: 'Ada', family: 'Lovelace' }],
  groups: ['staff', 'admins'],
};

test('makes claims of what the provider said', async () => {
  const mapping = {
    email: 'mail',
    displayName: 'names[0].(given & " " & family)',
    username: '$lowercase($claims.display_name)',
    locale: 'nothing.of.this.name',
    phone: 'null',
  };
  expect(await mapper.evaluate(mapping, said, { display_name: 'ADA' })).toEqual({
    values: { email: 'ada@example.com', displayName: 'Ada Lovelace', username: 'ada', phone: null },
  });
});

test('says which expression fails, and why', async () => {
  const { problems } = (await mapper.evaluate({ email: 'mail + 1', username: 'sub' }, said, {})) as {
    problems: { claim: string; said: string }[];
  };
  expect(problems.map(({ claim }) => claim)).toEqual(['email']);
  expect(problems[0]?.said).toMatch(/\+/);
});

test.each([
  ['', /empty/],
  ['(((', /no JSONata.*at character/],
  ['"'.padEnd(2001, 'x'), /2000 characters/],
])('finds %j wrong before it is kept', (expression, words) => {
  const [problem] = mapper.check({ email: expression });
  expect(problem?.claim).toBe('email');
  expect(problem?.said).toMatch(words);
});

test.each([
  ['recurses for ever', '($f := function($n) { $f($n + 1) }; $f(0))', /./],
  ['loops in the tail', '($f := function($n) { $n < 0 ? 1 : $f($n + 1) }; $f(0))', /too long/],
  ['backtracks without end', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)', /too long/],
  ['pads a text to nothing that fits', '$length($pad("x", 1e9))', /./],
  ['doubles a text in every step', `(${'$s := ($s ? $s : "xxxxxxxx"); $s := $s & $s; '.repeat(30)}$s)`, /./],
  ['counts to ten million', '$count([1..10000000])', /./],
])('stops what %s, and goes on', async (_what, expression, words) => {
  const stopped = (await hasty.evaluate({ email: expression }, said, {})) as { problems: { said: string }[] };
  expect(stopped.problems[0]?.said).toMatch(words);
  expect(await mapper.evaluate({ email: 'mail' }, said, {})).toEqual({ values: { email: 'ada@example.com' } });
});

test.each([
  '$claims.constructor',
  '__proto__',
  'constructor.constructor("return process")()',
  '$string(process)',
  '$lookup($, "__proto__").polluted',
  '$eval("process.env")',
])('reaches nothing but data with %s', async (expression) => {
  const outcome = await mapper.evaluate({ username: expression }, said, { a: 1 });
  expect(JSON.stringify(outcome)).not.toMatch(/native code|PATH|HOME/);
  if ('values' in outcome) expect(outcome.values.username ?? null).toBeNull();
});

test('leaves the prototypes of the thread alone', async () => {
  await mapper.evaluate({ username: '$ ~> |$|{"__proto__": {"mail": "evil"}}|' }, said, {});
  await mapper.evaluate({ username: '{"__proto__": {"polluted": "yes"}}' }, said, {});
  expect(await mapper.evaluate({ username: '{}.polluted', email: 'mail' }, said, {})).toEqual({
    values: { email: 'ada@example.com' },
  });
});
