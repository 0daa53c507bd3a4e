/** Whether an identity may be taken from its user. Pure and total, like `decideLink`. */
import { type Reason, Reasons } from './decision.ts';
import type { Identity } from './identity.ts';

/** What becomes of the identity: kept without a user, given a user of its own, or gone. */
export const unlinkOutcomes = ['detach', 'split', 'delete'] as const;
export type UnlinkOutcome = (typeof unlinkOutcomes)[number];

export interface UnlinkFacts {
  userId: string;
  identity: Pick<Identity, 'id' | 'userId'>;
  /** How many identities the user has, this one among them; counted under the user's lock. */
  identitiesCount: number;
  outcome: UnlinkOutcome;
  /** The caller said in as many words that the last one may go. */
  allowLast: boolean;
}

export type UnlinkDecision =
  | { action: 'unlink'; outcome: UnlinkOutcome; reasons: Reason[] }
  | { action: 'refuse'; because: 'not_of_this_user' | 'last_identity'; reasons: Reason[] };

export function decideUnlink(facts: UnlinkFacts): UnlinkDecision {
  const reasons = new Reasons();
  if (facts.identity.userId !== facts.userId) {
    return {
      action: 'refuse',
      because: 'not_of_this_user',
      reasons: reasons.settled('owner', 'the identity does not belong to this user'),
    };
  }
  reasons.passed('owner', 'the identity belongs to this user');

  // INVARIANT: no user loses its last way in, unless the caller says so in as many words.
  if (facts.identitiesCount <= 1 && !facts.allowLast) {
    return {
      action: 'refuse',
      because: 'last_identity',
      reasons: reasons.settled('last_identity', 'it is the last identity of the user'),
    };
  }
  reasons.passed(
    'last_identity',
    facts.identitiesCount > 1 ? 'the user keeps another identity' : 'the caller allows the last one to go',
  );
  return {
    action: 'unlink',
    outcome: facts.outcome,
    reasons: reasons.settled('outcome', `outcome \`${facts.outcome}\``),
  };
}
