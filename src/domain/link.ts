/**
 * Who joins whom. `decideLink` is pure, synchronous and total: facts in, one decision out, with every rule looked at and
 * what it said. The facts are gathered under lock; the decision is applied and recorded in the same transaction.
 *
 * The order is the policy:
 *   1. a provider that is switched off lets nobody in;
 *   2. a known identity signs its owner in: the subject wins over any e-mail;
 *   3. a new identity joins the one active user whose e-mail both sides have proved;
 *   4. otherwise it joins nobody, and a user of its own is made, unless only known people may come in.
 */
import type { Claims } from './claims.ts';
import { type Reason, Reasons } from './decision.ts';
import type { Identity } from './identity.ts';
import type { Connection, IdentityProvider } from './identity-provider.ts';
import { provedEmail } from './linking-rule.ts';
import { emailKey } from './normalise.ts';
import type { User } from './user.ts';

export interface LinkFacts {
  provider: Pick<IdentityProvider, 'id' | 'enabled' | 'linkingRule'>;
  connection: Pick<Connection, 'enabled' | 'loginOnly'>;
  claims: Claims;
  /** The identity of these claims' key, where it has been seen before. */
  known: Pick<Identity, 'userId'> | null;
  /** The owner of the known identity. */
  owner: Pick<User, 'id' | 'status'> | null;
  /** Live users with the same e-mail key, and whether they already have an identity at this provider. */
  candidates: LinkCandidate[];
}

export interface LinkCandidate {
  user: Pick<User, 'id' | 'status' | 'email' | 'emailVerified'>;
  hasIdentityAtProvider: boolean;
}

export type LinkDecision =
  | { action: 'sign_in'; userId: string; reasons: Reason[] }
  | { action: 'link'; userId: string; matchedOn: 'email'; reasons: Reason[] }
  | { action: 'create_user'; emailProved: boolean; reasons: Reason[] }
  | { action: 'refuse'; because: RefusalCause; reasons: Reason[] };

export type RefusalCause = 'provider_disabled' | 'user_suspended' | 'known_people_only';

export function decideLink(facts: LinkFacts): LinkDecision {
  const reasons = new Reasons();

  if (!facts.provider.enabled || !facts.connection.enabled) {
    return refuse('provider_disabled', reasons.settled('provider_enabled', 'the identity provider is switched off'));
  }
  reasons.passed('provider_enabled', 'the identity provider is switched on');

  if (facts.known && facts.owner) {
    if (facts.owner.status === 'suspended') {
      return refuse(
        'user_suspended',
        reasons.settled('known_identity', 'the identity is known; its user is suspended'),
      );
    }
    return {
      action: 'sign_in',
      userId: facts.owner.id,
      reasons: reasons.settled('known_identity', 'the identity is known'),
    };
  }
  reasons.passed('known_identity', facts.known ? 'the identity is known and belongs to nobody' : 'the identity is new');

  const proved = provedEmail(facts.provider.linkingRule, facts.claims, []);
  const match = matchByEmail(facts, proved, reasons);
  if (match) return match;

  if (facts.connection.loginOnly) {
    return refuse('known_people_only', reasons.settled('create_user', 'the connection lets known people in only'));
  }
  return {
    action: 'create_user',
    emailProved: proved !== null,
    reasons: reasons.settled('create_user', 'nobody that it may join: a user of its own'),
  };
}

/** Rule 3. The answer is a link, or null with the reason recorded. There is no "first of several". */
function matchByEmail(facts: LinkFacts, proved: string | null, reasons: Reasons): LinkDecision | null {
  const rule = 'verified_email_match';
  const pass = (said: string): null => {
    reasons.passed(rule, said);
    return null;
  };
  if (facts.provider.linkingRule.mode === 'never') return pass('the linking rule of the provider is to join nobody');
  if (proved === null) return pass(whyUnproved(facts));

  const [candidate, another] = facts.candidates.filter(
    ({ user }) => user.email !== null && emailKey(user.email) === proved,
  );
  if (!candidate) return pass('no user has this e-mail address');
  if (another) return pass('several users have this e-mail address');
  // INVARIANT: nothing joins on an e-mail that both sides have not proved.
  if (!candidate.user.emailVerified) return pass('the user with this e-mail address never proved it');
  if (candidate.user.status === 'suspended') return pass('the user with this e-mail address is suspended');
  // A second subject of one provider under one address is a recycled or re-registered mailbox as often as the same person.
  if (candidate.hasIdentityAtProvider)
    return pass('the user with this e-mail address has another identity at this provider');

  return {
    action: 'link',
    userId: candidate.user.id,
    matchedOn: 'email',
    reasons: reasons.settled(rule, 'one user has this e-mail address, and both sides have proved it'),
  };
}

function whyUnproved({ claims, provider }: LinkFacts): string {
  if (claims.email === undefined) return 'the provider gave no e-mail address';
  if (!claims.emailVerified) return 'the provider does not say that the e-mail address is verified';
  if (emailKey(claims.email) === null) return 'the e-mail address that the provider gave is malformed';
  if (provider.linkingRule.emailProof === 'never') return 'this provider is not trusted to prove e-mail addresses';
  return 'this provider is not authoritative for the domain of the e-mail address';
}

function refuse(because: RefusalCause, reasons: Reason[]): LinkDecision {
  return { action: 'refuse', because, reasons };
}
