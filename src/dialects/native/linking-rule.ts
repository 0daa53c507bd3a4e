/** A linking rule on the wire: every part of it, in snake case. */
import { type Static, Type } from 'typebox';
import {
  conflictOutcomes,
  emailProofs,
  type LinkingRule,
  linkingModes,
  matchKeys,
  nameProofs,
  phoneProofs,
  profileUpdates,
  verifiedForms,
} from '../../domain/linking-rule.ts';
import { closed, jsonObject, nullable, oneOf, textInput, uuid } from './fields.ts';

const domains = () => Type.Array(textInput(253), { maxItems: 1000 });

const parts = {
  mode: oneOf(linkingModes, {
    description:
      '`never`: an arrival joins nobody. `ask`: the person is asked to prove the account first. `verified_match`: it ' +
      'joins the one user with the same key, proved on both sides.',
  }),
  ask_unproved: Type.Boolean({
    description: 'With `verified_match`: to ask also where nothing that came is said to be verified.',
  }),
  match_on: Type.Array(oneOf(matchKeys), { uniqueItems: true, description: 'The keys to look at, in order.' }),
  email_proof: oneOf(emailProofs, { description: "What makes the provider's e-mail proved." }),
  verified_forms: Type.Array(Type.Unsafe<LinkingRule['verifiedForms'][number]>({ enum: [...verifiedForms] }), {
    description: 'The exact values of `email_verified` by which this provider means "verified".',
    maxItems: verifiedForms.length,
  }),
  authoritative_domains: domains(),
  phone_proof: oneOf(phoneProofs, { description: "What makes the provider's phone number proved." }),
  name_proof: oneOf(nameProofs, {
    description: '`authoritative`: the provider issues the usernames and external ids of this tenant.',
  }),
  external_id_claim: nullable(textInput(128, { description: 'The raw claim that holds the external id.' })),
  login_only: Type.Boolean({ description: 'Known people only: others are refused.' }),
  jit: Type.Boolean({ description: 'Whether an arrival that joins nobody gets a user of its own; else it is held.' }),
  update_profile: oneOf(profileUpdates, {
    description: '`first_link` fills what is empty, `always` follows every sign-in. Never unproved over proved.',
  }),
  email_domains: closed(
    { allowed: nullable(domains()), denied: domains() },
    { description: 'Which arrivals may join somebody, by the domain of their address. `allowed` null: all.' },
  ),
  never_link: closed(
    { user_ids: Type.Array(uuid(), { maxItems: 1000 }), metadata: jsonObject() },
    { description: 'Users that no arrival joins: by id, or by metadata such as `{"app_metadata.roles": "admin"}`.' },
  ),
  identities_per_user_max: nullable(Type.Integer({ minimum: 1, maximum: 1000 })),
  on_conflict: oneOf(conflictOutcomes, {
    description: 'When several users match, or the one that does has an identity at this provider already.',
  }),
  relink_after_unlink: Type.Boolean({
    description: 'Whether an identity that was unlinked may join the same user again by rule.',
  }),
  linking_domain: nullable(
    textInput(64, { description: 'Identities of one linking domain never join users of another.' }),
  ),
};

export const LinkingRuleBody = Type.Object(
  { version: Type.Integer({ description: 'Raised by one with every change.' }), ...parts },
  { description: 'When an arrival may join a known user.' },
);

export const LinkingRuleInput = closed(
  Type.Partial(Type.Object(parts)).properties as {
    [K in keyof typeof parts]: ReturnType<typeof Type.Optional<(typeof parts)[K]>>;
  },
);

export function toLinkingRule(rule: LinkingRule): Static<typeof LinkingRuleBody> {
  return {
    version: rule.version,
    mode: rule.mode,
    ask_unproved: rule.askUnproved,
    match_on: rule.matchOn,
    email_proof: rule.emailProof,
    verified_forms: rule.verifiedForms,
    authoritative_domains: rule.authoritativeDomains,
    phone_proof: rule.phoneProof,
    name_proof: rule.nameProof,
    external_id_claim: rule.externalIdClaim,
    login_only: rule.loginOnly,
    jit: rule.jit,
    update_profile: rule.updateProfile,
    email_domains: rule.emailDomains,
    never_link: { user_ids: rule.neverLink.userIds, metadata: rule.neverLink.metadata as Record<string, never> },
    identities_per_user_max: rule.identitiesPerUserMax,
    on_conflict: rule.onConflict,
    relink_after_unlink: rule.relinkAfterUnlink,
    linking_domain: rule.linkingDomain,
  };
}

export function fromLinkingRule(input: Static<typeof LinkingRuleInput>): Partial<LinkingRule> {
  const rule: { [K in keyof LinkingRule]?: LinkingRule[K] | undefined } = {
    mode: input.mode,
    askUnproved: input.ask_unproved,
    matchOn: input.match_on,
    emailProof: input.email_proof,
    verifiedForms: input.verified_forms,
    authoritativeDomains: input.authoritative_domains,
    phoneProof: input.phone_proof,
    nameProof: input.name_proof,
    externalIdClaim: input.external_id_claim,
    loginOnly: input.login_only,
    jit: input.jit,
    updateProfile: input.update_profile,
    emailDomains: input.email_domains,
    neverLink: input.never_link && { userIds: input.never_link.user_ids, metadata: input.never_link.metadata },
    identitiesPerUserMax: input.identities_per_user_max,
    onConflict: input.on_conflict,
    relinkAfterUnlink: input.relink_after_unlink,
    linkingDomain: input.linking_domain,
  };
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as Partial<LinkingRule>;
}
