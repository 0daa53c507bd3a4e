/** A linking rule in sentences: what it would do as it stands, and where it is looser than the safe default. */
import type { LinkingRule } from '../provider-queries.ts';
import {
  asksUnproved,
  type Choice,
  conflictOutcomes,
  emailProofs,
  isLooser,
  justInTime,
  matchKeys,
  modes,
  nameProofs,
  phoneProofs,
  profileUpdates,
  relinks,
  toYes,
} from './rule-choices.ts';

const keyWords: Record<LinkingRule['match_on'][number], string> = {
  email: 'e-mail address',
  phone: 'phone number',
  username: 'username',
  external_id: 'external id',
};

/** For lists: the mode in a word or two. */
export function nameMode({ mode }: Pick<LinkingRule, 'mode'>): string {
  return { never: 'Joins nobody', ask: 'Asks the person', verified_match: 'Joins what both proved' }[mode];
}

export function sayMode(rule: LinkingRule): string {
  if (rule.mode === 'never') return 'An arrival joins nobody by itself.';
  const keys = list(rule.match_on.map((key) => keyWords[key]));
  if (rule.mode === 'ask') return `Whoever has the ${keys} of a known user is asked to prove that account first.`;
  return `An arrival joins the one user with the same ${keys}, when both sides have proved it; about any other that is said to be verified, the person is asked.`;
}

export function sayRule(rule: LinkingRule, tenantDomains: readonly string[]): string[] {
  return [
    sayMode(rule),
    sayProof(rule, tenantDomains),
    ...sayFilters(rule),
    ...(rule.mode === 'never' ? [] : [sayConflict(rule)]),
    sayNewPeople(rule),
    saySeparation(rule),
    sayProfile(rule),
  ].filter((sentence) => sentence !== '');
}

function sayProof(
  { email_proof, authoritative_domains, verified_forms }: LinkingRule,
  tenantDomains: readonly string[],
) {
  const forms =
    verified_forms.length === 1 && verified_forms[0] === true
      ? ''
      : ` in one of the forms ${list(verified_forms.map((form) => JSON.stringify(form)))}`;
  switch (email_proof) {
    case 'never':
      return 'Its word for an e-mail address is never believed.';
    case 'xms_edov':
      return 'Its word for an e-mail address is believed where the directory says that it owns the domain.';
    case 'tenant_verified_domains':
      return tenantDomains.length === 0
        ? 'Its word for an e-mail address is believed within this tenant’s verified domains: there are none, so it is believed for no address.'
        : `Its word for an e-mail address${forms} is believed within ${list(tenantDomains)}, and nowhere else.`;
    case 'authoritative_domains':
      return authoritative_domains.length === 0
        ? `Its word for an e-mail address${forms} is believed only for the hosted domain that it names.`
        : `Its word for an e-mail address${forms} is believed within ${list(authoritative_domains)}, and for the hosted domain that it names.`;
    default:
      return `Its word for an e-mail address${forms} is believed, whatever the domain.`;
  }
}

function sayFilters({ email_domains: { allowed, denied }, never_link, linking_domain, mode }: LinkingRule): string[] {
  if (mode === 'never') return [];
  const spared = never_link.user_ids.length + Object.keys(never_link.metadata).length;
  return [
    allowed === null ? '' : `Only addresses of ${list(allowed)} may join somebody.`,
    denied.length === 0 ? '' : `Addresses of ${list(denied)} join nobody.`,
    spared === 0 ? '' : 'The users that you have taken out are joined by nobody.',
    linking_domain === null
      ? ''
      : `It joins only users whose identities are of the linking domain “${linking_domain}”.`,
  ];
}

function sayConflict({ on_conflict }: LinkingRule): string {
  const outcome = {
    create_separate: 'the arrival gets a user of its own',
    review: 'it waits for an operator',
    ask: 'the person proves which account is theirs by signing in to it',
    refuse: 'it is refused',
  }[on_conflict];
  return `Where several users match, or the one has another identity here, ${outcome}.`;
}

function sayNewPeople({ login_only, jit }: LinkingRule): string {
  if (login_only) return 'Who is new and joins nobody is refused.';
  return jit
    ? 'Who joins nobody gets a user of their own.'
    : 'Who joins nobody waits without a user, and is not let in.';
}

function saySeparation({ relink_after_unlink, mode }: LinkingRule): string {
  if (mode === 'never') return '';
  return relink_after_unlink
    ? 'An identity that was unlinked may join the same user again.'
    : 'An identity that was unlinked is not joined to the same user again by rule.';
}

function sayProfile({ update_profile }: LinkingRule): string {
  return {
    never: 'It changes nothing in anybody’s profile.',
    first_link: 'At the first link it fills what is empty in the profile.',
    always: 'The profile follows the provider at every sign-in.',
  }[update_profile];
}

function list(words: readonly string[]): string {
  const shown = words.length > 5 ? [...words.slice(0, 4), `${words.length - 4} more`] : words;
  if (shown.length < 2) return shown[0] ?? 'nothing';
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

export interface Looser {
  about: string;
  danger: string;
}

/** Where the rule is looser than the strategy's own, each with what may come of it. */
export function looserParts(rule: LinkingRule, usual: LinkingRule): Looser[] {
  const one = <T extends string>(about: string, choices: Choice<T>[], value: T, safe: T): Looser[] =>
    isLooser(choices, value, safe) ? [{ about, danger: choices.find((each) => each.value === value)!.danger! }] : [];
  const keys = rule.match_on
    .filter((key) => !usual.match_on.includes(key))
    .map((key) => matchKeys.find(({ value }) => value === key))
    .filter((choice) => choice?.danger !== undefined);
  const further = rule.authoritative_domains.filter((domain) => !usual.authoritative_domains.includes(domain));
  const forms = rule.verified_forms.filter((form) => !usual.verified_forms.includes(form));
  return [
    ...one('Whom it joins', modes, rule.mode, usual.mode),
    ...one('What proves an address', emailProofs, rule.email_proof, usual.email_proof),
    ...(rule.email_proof === 'authoritative_domains' &&
    usual.email_proof === 'authoritative_domains' &&
    further.length > 0
      ? [
          {
            about: 'Domains',
            danger:
              'A domain whose mailboxes the provider does not run lets it speak for people that it has never seen.',
          },
        ]
      : []),
    ...(forms.length > 0
      ? [
          {
            about: 'Forms of “verified”',
            danger: 'A form that the provider uses for something else proves every address.',
          },
        ]
      : []),
    ...keys.map((choice) => ({ about: choice!.label, danger: choice!.danger! })),
    ...one('What proves a number', phoneProofs, rule.phone_proof, usual.phone_proof),
    ...one('What proves a name', nameProofs, rule.name_proof, usual.name_proof),
    ...one('In a conflict', conflictOutcomes, rule.on_conflict, usual.on_conflict),
    ...one('Who is new', justInTime, toYes(rule.jit), toYes(usual.jit)),
    ...(usual.login_only && !rule.login_only
      ? [{ about: 'Who is new', danger: 'Everybody is invited: a provider for known people alone makes users of all.' }]
      : []),
    ...one('After an unlink', relinks, toYes(rule.relink_after_unlink), toYes(usual.relink_after_unlink)),
    ...one('When nothing is verified', asksUnproved, toYes(rule.ask_unproved), toYes(usual.ask_unproved)),
    ...one('Profile', profileUpdates, rule.update_profile, usual.update_profile),
  ];
}

/** What would be refused whatever else is said: told before it is sent. */
export function problemsOfRule(rule: LinkingRule): Record<string, string> {
  const problems: Record<string, string> = {};
  if (rule.mode !== 'never' && rule.match_on.length === 0) problems.match_on = 'Choose a key to compare.';
  const isNamesAlone = rule.match_on.every((key) => key === 'username' || key === 'external_id');
  if (rule.mode === 'verified_match' && rule.match_on.length > 0 && isNamesAlone && rule.name_proof === 'never')
    problems.name_proof = 'As it stands it joins nobody, ever: names are all that is compared, and nothing proves one.';
  if (rule.match_on.includes('external_id') && !rule.external_id_claim?.trim())
    problems.external_id_claim = 'Say which claim holds the external id.';
  if (rule.verified_forms.length === 0) problems.verified_forms = 'One form of “verified” at least.';
  if (rule.email_domains.allowed?.length === 0) problems.email_domains = 'An empty list lets nobody join.';
  return problems;
}

/** The parts that differ, as a change takes them. */
export function changedParts(rule: LinkingRule, before: LinkingRule): Partial<LinkingRule> {
  const parts = Object.entries(rule).filter(
    ([name, value]) =>
      name !== 'version' && JSON.stringify(value) !== JSON.stringify(before[name as keyof LinkingRule]),
  );
  return Object.fromEntries(parts) as Partial<LinkingRule>;
}
