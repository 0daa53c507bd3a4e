/** What may happen in a history, drawn at random. Numbers pick among what is there when their turn comes. */
import fc from 'fast-check';
import { unlinkOutcomes } from '../../src/domain/unlink.ts';

/** Few enough that histories meet themselves again. */
const email = fc.constantFrom('ann@example.com', 'bob@example.com', 'Ann@Example.com');
const username = fc.constantFrom('ann', 'bob', null, null);
const subject = fc.constantFrom('s0', 's1', 's2');
const provider = fc.nat(3);
const some = fc.nat(30);
const verified = fc.boolean();
/** Seldom said, as by people. */
const allowLast = fc.constantFrom(...mostly(false, true));

function mostly<A, B>(usual: A, seldom: B): (A | B)[] {
  return [usual, usual, usual, usual, seldom];
}

const kinds = {
  create: [2, { email: fc.option(email), emailVerified: verified, username }],
  link: [5, { user: some, provider, subject, email, verified }],
  move: [5, { identity: some, user: some, allowLast }],
  unlink: [5, { identity: some, outcome: fc.constantFrom(...unlinkOutcomes), allowLast }],
  merge: [
    6,
    {
      primary: some,
      secondary: some,
      metadata: fc.constantFrom('keep_primary' as const, 'keep_secondary' as const, 'deep_merge' as const),
    },
  ],
  suggestion: [2, { suggestion: some, approve: fc.constantFrom(true, true, false) }],
  primary: [3, { identity: some }],
  update: [
    3,
    {
      user: some,
      what: fc.constantFrom(
        'one key' as const,
        'name' as const,
        'e-mail' as const,
        'username' as const,
        'all' as const,
      ),
      email,
      verified,
      username,
    },
  ],
  status: [1, { user: some }],
  delete: [1, { user: some }],
  arrive: [7, { provider, subject, email, verified }],
  // Mostly of what has just happened: what is long past has much built on it.
  undo: [
    16,
    { back: fc.oneof(fc.nat(2), fc.nat(6), some), among: fc.constantFrom(...mostly('undoable', 'all')), allowLast },
  ],
} as const;

type Drawn<K extends keyof typeof kinds> = {
  [F in keyof (typeof kinds)[K][1]]: (typeof kinds)[K][1][F] extends fc.Arbitrary<infer T> ? T : never;
};
export type Command = { [K in keyof typeof kinds]: { do: K } & Drawn<K> }[keyof typeof kinds];

function ofKind(kind: keyof typeof kinds): fc.Arbitrary<Command> {
  // Which fields go with which `do` the type of `Command` says.
  const fields: Record<string, fc.Arbitrary<unknown>> = { do: fc.constant(kind), ...kinds[kind][1] };
  return fc.record(fields) as unknown as fc.Arbitrary<Command>;
}

const every = (Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) => ({
  weight: kinds[kind][0],
  arbitrary: ofKind(kind),
}));

/** Some people to begin with, then anything. */
export const commands = fc
  .tuple(
    fc.array(ofKind('create'), { minLength: 3, maxLength: 4 }),
    fc.array(ofKind('link'), { minLength: 4, maxLength: 7 }),
    fc.array(fc.oneof(...every), { minLength: 10, maxLength: 35, size: 'max' }),
  )
  .map((parts): Command[] => parts.flat());
