/**
 * Who joins whom. `decideLink` is pure, synchronous and total: facts in, one decision out, with every rule looked at and
 * what it said. The facts are gathered under lock; the decision is applied and recorded in the same transaction.
 *
 * The order is the policy:
 *   1. a provider that is switched off lets nobody in;
 *   2. a known identity signs its owner in: the subject wins over any e-mail;
 *   3. a new one joins the one user that has the same key, proved on both sides; or its person is asked;
 *   4. otherwise it joins nobody: a user of its own, or held, or refused, as the rule of the provider says.
 */
import type { Claims } from './claims.ts';
import { type Reason, Reasons } from './decision.ts';
import type { Identity } from './identity.ts';
import type { Connection, IdentityProvider } from './identity-provider.ts';
import { type Considered, type LinkCandidate, type Match, matchCandidates } from './link-candidate.ts';
import { arrivingKeys, type MatchKey, provedEmail, provedPhone, saysEmailVerified } from './linking-rule.ts';
import { domainOf, emailKey } from './normalise.ts';
import type { PendingCandidate, Proof } from './pending-link.ts';
import type { LinkingSettings } from './tenant.ts';
import type { User } from './user.ts';

export interface LinkFacts {
  tenant: LinkingSettings;
  provider: Pick<IdentityProvider, 'id' | 'enabled' | 'linkingRule'>;
  connection: Pick<Connection, 'enabled' | 'loginOnly'>;
  claims: Claims;
  /** The identity of these claims' key, where it has been seen before. */
  known: Pick<Identity, 'userId'> | null;
  /** The owner of the known identity. */
  owner: Pick<User, 'id' | 'status'> | null;
  /** Live users with one of the arrival's keys. */
  candidates: LinkCandidate[];
}

export type RefusalCause =
  | 'provider_disabled'
  | 'user_suspended'
  | 'known_people_only'
  | 'conflict'
  /** Not by `decideLink`: a policy of the tenant stands over what it decided. */
  | 'policy_forbids';
export type Conflict = 'several_users' | 'identity_at_provider';

export type LinkOutcome =
  | { action: 'sign_in'; userId: string }
  /** `takesOver`: the user never proved the address that the arrival proves, so what else leads into it ends first. */
  | { action: 'link'; userId: string; matchedOn: MatchKey; takesOver: boolean }
  /** `voids`: users that claim the proved address without proof, and lose it. */
  | { action: 'create_user'; emailProved: boolean; phoneProved: boolean; conflict: Conflict | null; voids: string[] }
  /** Kept without a user, for somebody to decide. */
  | { action: 'hold'; because: 'review' | 'jit_off'; candidates: string[] }
  /** `blind`: the person has proved nothing, so nothing shown may depend on there being candidates. */
  | {
      action: 'challenge';
      candidates: PendingCandidate[];
      blind: boolean;
      /** What becomes of the arrival when nothing is proved. */
      otherwise: 'create_user' | 'hold' | 'refuse';
    }
  | { action: 'refuse'; because: RefusalCause };

export type LinkDecision = LinkOutcome & { reasons: Reason[]; considered: Considered[]; ruleVersion: number };

export function decideLink(facts: LinkFacts): LinkDecision {
  const reasons = new Reasons();
  const considered: Considered[] = [];
  const outcome =
    refuseDisabled(facts, reasons) ??
    signInOwner(facts, reasons) ??
    joinSomebody(facts, reasons, considered) ??
    joinNobody(facts, reasons, null, []);
  return { ...outcome, reasons: reasons.list, considered, ruleVersion: facts.provider.linkingRule.version };
}

/** 1. */
function refuseDisabled({ provider, connection }: LinkFacts, reasons: Reasons): LinkOutcome | null {
  const rule = 'provider_enabled';
  if (provider.enabled && connection.enabled) return reasons.passed(rule, 'the identity provider is switched on');
  reasons.settled(rule, 'the identity provider is switched off');
  return { action: 'refuse', because: 'provider_disabled' };
}

/** 2. */
function signInOwner({ known, owner }: LinkFacts, reasons: Reasons): LinkOutcome | null {
  const rule = 'known_identity';
  if (!known) return reasons.passed(rule, 'the identity is new');
  if (!owner) return reasons.passed(rule, 'the identity is known and belongs to nobody');
  if (owner.status === 'suspended') {
    reasons.settled(rule, 'the identity is known; its user is suspended');
    return { action: 'refuse', because: 'user_suspended' };
  }
  reasons.settled(rule, 'the identity is known');
  return { action: 'sign_in', userId: owner.id };
}

/** 3. There is no "first of several": one user, or a conflict. */
function joinSomebody(facts: LinkFacts, reasons: Reasons, considered: Considered[]): LinkOutcome | null {
  const { linkingRule: rule } = facts.provider;
  if (rule.mode === 'never') return reasons.passed('mode', 'the linking rule of the provider is to join nobody');
  reasons.passed(
    'mode',
    rule.mode === 'ask' ? 'the rule is to ask' : 'the rule is to join what both sides have proved',
  );

  const keys = arrivingKeys(rule, facts.claims, facts.tenant.verifiedDomains);
  if (keys.length === 0) return reasons.passed('match_on', 'the provider gave nothing that the rule matches on');
  for (const { key, proved, said } of keys) reasons.passed('proof', said, { key, proved });

  // Whatever the rule matches on: an address of a denied domain must not come in by its telephone number.
  const address = facts.claims.email === undefined ? null : emailKey(facts.claims.email);
  const outside = address === null ? null : outsideOf(rule.emailDomains, domainOf(address));
  if (outside !== null) return reasons.passed('email_domains', outside);

  const matches = matchCandidates(rule, keys, facts.candidates);
  considered.push(...matches.map(consider));
  for (const { candidate, ruledOut } of matches)
    if (ruledOut !== null) reasons.passed('never_link', ruledOut, { user_id: candidate.user.id });
  const open = matches.filter(({ ruledOut }) => ruledOut === null);

  const proved = open.filter(isProvedOnBothSides);
  if (proved.length > 0) return joinProved(facts, reasons, proved);
  // INVARIANT: nothing joins on a key that both sides have not proved.
  const claimedOnly = open.filter(({ keys: common }) =>
    common.some(({ key, provedByArrival }) => key === 'email' && provedByArrival),
  );
  if (claimedOnly.length > 0) return meetUnproved(facts, reasons, claimedOnly);
  if (keys.some((key) => key.proved))
    return reasons.passed('match', 'no user that it may join has the key that it proves');
  return askBlindly(facts, reasons, open);
}

function joinProved(facts: LinkFacts, reasons: Reasons, proved: Match[]): LinkOutcome {
  const { linkingRule: rule } = facts.provider;
  const [match, another] = proved as [Match, Match | undefined];
  if (another) {
    reasons.passed('match', 'several users have what the arrival proves');
    return settleConflict(facts, reasons, 'several_users', proved);
  }
  const userId = match.candidate.user.id;
  const matchedOn = match.keys.find(({ provedByArrival, provedByUser }) => provedByArrival && provedByUser)!.key;
  // A second subject of one provider under one address is a re-registered mailbox as often as it is the same person.
  if (match.candidate.identitiesAtProvider > 0) {
    reasons.passed('match', 'the user with this key has another identity at this provider', { user_id: userId });
    return settleConflict(facts, reasons, 'identity_at_provider', proved);
  }
  if (rule.mode === 'ask') {
    reasons.settled('match', 'one user has this key: the person is asked to prove the account', { user_id: userId });
    return ask(facts, proved, { blind: false, codes: true });
  }
  reasons.settled('match', 'one user has this key, and both sides have proved it', { key: matchedOn, user_id: userId });
  return { action: 'link', userId, matchedOn, takesOver: false };
}

/** The arrival proves an address that only somebody unproved claims: the unproved side loses. */
function meetUnproved(facts: LinkFacts, reasons: Reasons, claimants: Match[]): LinkOutcome {
  const rule = 'unproved_side';
  const [one, another] = claimants as [Match, Match | undefined];
  const about = { user_ids: claimants.map(({ candidate }) => candidate.user.id) };
  if (facts.provider.linkingRule.mode === 'ask') {
    reasons.settled(rule, 'the user with this address never proved it: the person is asked', about);
    return ask(facts, claimants, { blind: false, codes: false });
  }
  if (facts.tenant.unprovedSide === 'separate') {
    reasons.passed(rule, 'the user with this address never proved it, and the tenant keeps the two apart', about);
    return joinNobody(facts, reasons, null, []);
  }
  if (another || one.candidate.established) {
    reasons.passed(
      rule,
      'who claims this address without proof has an account of their own: they lose the address',
      about,
    );
    return joinNobody(facts, reasons, null, about.user_ids);
  }
  reasons.settled(rule, 'the user with this address never proved it: what else leads into it ends first', about);
  return { action: 'link', userId: one.candidate.user.id, matchedOn: 'email', takesOver: true };
}

function settleConflict(facts: LinkFacts, reasons: Reasons, conflict: Conflict, matches: Match[]): LinkOutcome {
  const rule = 'on_conflict';
  switch (facts.provider.linkingRule.onConflict) {
    case 'refuse':
      reasons.settled(rule, 'the rule is to refuse');
      return { action: 'refuse', because: 'conflict' };
    case 'review':
      reasons.settled(rule, 'the rule is that an administrator decides');
      return { action: 'hold', because: 'review', candidates: matches.map(({ candidate }) => candidate.user.id) };
    case 'ask':
      reasons.settled(rule, 'the rule is to ask the person for a way in that is theirs');
      // A mailbox proves nothing here: it is what is in doubt, or what several users share.
      return ask(facts, matches, { blind: false, codes: false });
    case 'create_separate':
      reasons.passed(rule, 'the rule is to join none of them');
      return joinNobody(facts, reasons, conflict, []);
  }
}

/** Nothing that came is proved. Whether anybody has it must not show, so the answer is the same when nobody does. */
function askBlindly(facts: LinkFacts, reasons: Reasons, matches: Match[]): LinkOutcome | null {
  const { linkingRule: rule } = facts.provider;
  const isSaid = saysEmailVerified(rule, facts.claims) || facts.claims.phoneVerified;
  if (rule.mode !== 'ask' && !rule.askUnproved && !isSaid)
    return reasons.passed('match', 'nothing that came is proved');
  reasons.settled('match', 'nothing that came is proved: the person is asked whether an account is theirs');
  const provable = matches.filter(({ keys }) => keys.some(({ provedByUser }) => provedByUser));
  return ask(facts, provable, { blind: true, codes: true });
}

function ask(facts: LinkFacts, matches: Match[], { blind, codes }: { blind: boolean; codes: boolean }): LinkOutcome {
  const { linkingRule: rule } = facts.provider;
  const otherwise = isForKnownPeople(facts) ? 'refuse' : rule.jit ? 'create_user' : 'hold';
  const candidates = matches.map(({ candidate, keys }): PendingCandidate => {
    const proofs: Proof[] = [];
    if (codes && candidate.user.emailVerified && candidate.identitiesAtProvider === 0) proofs.push('email_code');
    if (candidate.identitiesCount > 0) proofs.push('sign_in');
    return { userId: candidate.user.id, matchedOn: keys.map(({ key }) => key), proofs };
  });
  return { action: 'challenge', candidates, blind, otherwise };
}

/** 4. */
function joinNobody(facts: LinkFacts, reasons: Reasons, conflict: Conflict | null, voids: string[]): LinkOutcome {
  const { linkingRule: rule } = facts.provider;
  if (isForKnownPeople(facts)) {
    reasons.settled('known_people_only', 'known people only may come in this way');
    return { action: 'refuse', because: 'known_people_only' };
  }
  if (!rule.jit) {
    reasons.settled('jit', 'nobody that it may join, and the rule is to make no users: it is held');
    return { action: 'hold', because: 'jit_off', candidates: [] };
  }
  reasons.settled('create_user', 'nobody that it may join: a user of its own');
  const emailProved = provedEmail(rule, facts.claims, facts.tenant.verifiedDomains) !== null;
  return { action: 'create_user', emailProved, phoneProved: provedPhone(rule, facts.claims) !== null, conflict, voids };
}

function isForKnownPeople({ provider, connection }: LinkFacts): boolean {
  return provider.linkingRule.loginOnly || connection.loginOnly;
}

function isProvedOnBothSides({ keys }: Match): boolean {
  return keys.some(({ provedByArrival, provedByUser }) => provedByArrival && provedByUser);
}

function outsideOf({ allowed, denied }: { allowed: string[] | null; denied: string[] }, domain: string): string | null {
  if (denied.includes(domain)) return 'arrivals with an address of this domain join nobody';
  return allowed === null || allowed.includes(domain)
    ? null
    : 'only arrivals with an address of other domains join somebody';
}

function consider({ candidate, keys, ruledOut }: Match): Considered {
  const missing = ruledOut === null ? [] : [ruledOut];
  for (const { key, provedByArrival, provedByUser } of keys) {
    if (!provedByArrival) missing.push(`the arrival does not prove the ${key}`);
    if (!provedByUser) missing.push(`the user never proved the ${key}`);
  }
  if (candidate.identitiesAtProvider > 0) missing.push('the user has another identity at this provider');
  return { userId: candidate.user.id, matches: keys, missing };
}
