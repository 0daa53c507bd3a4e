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
const allowLast = fc.constantFrom(false, false, false, true);

const kinds = {
  create: [3, { email: fc.option(email), emailVerified: verified, username }],
  link: [6, { user: some, provider, subject, email, verified }],
  move: [3, { identity: some, user: some, allowLast }],
  unlink: [4, { identity: some, outcome: fc.constantFrom(...unlinkOutcomes), allowLast }],
  merge: [
    4,
    {
      primary: some,
      secondary: some,
      metadata: fc.constantFrom('keep_primary' as const, 'keep_secondary' as const, 'deep_merge' as const),
    },
  ],
  suggestion: [1, { suggestion: some, approve: fc.constantFrom(true, true, false) }],
  primary: [2, { identity: some }],
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
  undo: [12, { back: fc.oneof(fc.nat(2), fc.nat(6), some), allowLast }],
} as const;

type Drawn<K extends keyof typeof kinds> = {
  [F in keyof (typeof kinds)[K][1]]: (typeof kinds)[K][1][F] extends fc.Arbitrary<infer T> ? T : never;
};
export type Command = { [K in keyof typeof kinds]: { do: K } & Drawn<K> }[keyof typeof kinds];

const weighted = Object.entries(kinds).map(([kind, [weight, fields]]) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<Command>,
}));
const command = fc.oneof(...weighted);

export const commands = fc.array(command, { minLength: 12, maxLength: 40, size: 'max' });
