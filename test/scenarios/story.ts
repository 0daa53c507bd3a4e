/**
 * The format of a story: what is there, what happens, what is decided and why, and how every dialect shows the end of it.
 * A word that is not in the format is an error, so that nothing in a story goes unread.
 */
import { readFileSync } from 'node:fs';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { conflictOutcomes, emailProofs, linkingModes } from '../../src/domain/linking-rule.ts';

const closed = <T extends Record<string, TSchema>>(fields: T) => Type.Object(fields, { additionalProperties: false });
const named = <T extends TSchema>(schema: T) => Type.Record(Type.String({ pattern: '^[a-z][a-z-]*$' }), schema);

/** A subject at one of the story's providers. */
const Identity = closed({ at: Type.String(), subject: Type.String() });

const Provider = closed({
  strategy: Type.String(),
  /** Instead of the strategy's own rule. */
  linking_rule: Type.Optional(
    closed({
      mode: Type.Optional(Type.Enum([...linkingModes])),
      emailProof: Type.Optional(Type.Enum([...emailProofs])),
      authoritativeDomains: Type.Optional(Type.Array(Type.String())),
      onConflict: Type.Optional(Type.Enum([...conflictOutcomes])),
      jit: Type.Optional(Type.Boolean()),
      relinkAfterUnlink: Type.Optional(Type.Boolean()),
      linkingDomain: Type.Optional(Type.String()),
    }),
  ),
  login_only: Type.Optional(Type.Boolean()),
});

/** What the tenant has settled about linking. */
const Settings = closed({
  verified_domains: Type.Optional(Type.Array(Type.String())),
  unproved_side: Type.Optional(Type.Enum(['ends', 'separate'])),
});

const User = closed({
  email: Type.Optional(Type.String()),
  email_verified: Type.Optional(Type.Boolean()),
  suspended: Type.Optional(Type.Boolean()),
});

/** Somebody signs in at a provider, which says this. */
const Arrives = closed({
  arrives: closed({
    at: Type.String(),
    subject: Type.String(),
    email: Type.Optional(Type.String()),
    email_verified: Type.Optional(Type.Boolean()),
    hosted_domain: Type.Optional(Type.String()),
  }),
  decision: Type.Enum(['sign_in', 'link', 'create_user', 'hold', 'challenge', 'refuse']),
  /** Whose sign-in it is; a name that is new is given to the user that is made. */
  user: Type.Optional(Type.String()),
  /** Why it was refused or held. */
  because: Type.Optional(Type.String()),
  /** How the person is asked. `blindly`: nothing that is shown depends on whether there is an account. */
  asked: Type.Optional(Type.Enum(['openly', 'blindly'])),
  /** What these rules said, word by word. The one that settled it must be among them. */
  reasons: Type.Record(Type.String({ pattern: '^[a-z_]+$' }), Type.String()),
});

/** An administrator acts. Either it happens, or it is refused with this code. */
const refused = { refused: Type.Optional(Type.String()) };
const Links = closed({ links: Identity, to: Type.String(), ...refused });
const Unlinks = closed({
  unlinks: Identity,
  from: Type.String(),
  outcome: Type.Optional(Type.Enum(['detach', 'split', 'delete'])),
  allow_last: Type.Optional(Type.Boolean()),
  /** The name of the user that a split makes. */
  makes: Type.Optional(Type.String()),
  ...refused,
});
const Merges = closed({ merges: Type.String(), into: Type.String(), ...refused });

const Shown = Type.Union([Type.Literal('nobody'), Type.Array(Type.Record(Type.String(), Type.Unknown()))]);

/** The identities of a user as each dialect lists them, with the fields that matter; or that there is no such user. */
const Answer = Type.Union([
  Type.Literal('nobody'),
  closed({ native: Shown, workos: Shown, auth0: Shown, genauth: Shown }),
]);

const Story = closed({
  story: Type.String(),
  facts: closed({
    settings: Type.Optional(Settings),
    providers: named(Provider),
    users: Type.Optional(named(User)),
  }),
  steps: Type.Array(Type.Union([Arrives, Links, Unlinks, Merges]), { minItems: 1 }),
  answers: named(Answer),
});

export type Story = Static<typeof Story>;
export type Step = Story['steps'][number];
export type Arrival = Static<typeof Arrives>;
export type DialectName = keyof Exclude<Static<typeof Answer>, 'nobody'>;

/** Throws with everything that is wrong with the file. */
export function readStory(path: string): Story {
  const value: unknown = parse(readFileSync(path, 'utf8'));
  if (Value.Check(Story, value)) return value;
  const problems = Value.Errors(Story, value).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  throw new Error(`${path} is no story:\n${problems.join('\n')}`);
}
