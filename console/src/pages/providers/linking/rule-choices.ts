/** What a linking rule may say, each choice with what it does and what is dangerous about it; from the strict to the loose. */
import type { LinkingRule } from '../provider-queries.ts';

export interface Choice<T extends string> {
  value: T;
  label: string;
  does: string;
  /** Of choosing this where the safe default is a stricter one. */
  danger?: string;
}

export const modes: Choice<LinkingRule['mode']>[] = [
  {
    value: 'never',
    label: 'Nobody',
    does: 'Every new identity gets a user of its own. Only an administrator, or the person when signed in, links it to another.',
  },
  {
    value: 'ask',
    label: 'Whoever the person proves to be',
    does: 'Where somebody may have an account already, the person is asked to prove it: by a code to its mailbox, or by signing in to it.',
    danger: 'Whoever reads the mailbox of an account can join it, also when the mailbox has changed hands.',
  },
  {
    value: 'verified_match',
    label: 'The one user who has proved the same',
    does: 'It joins by itself when both sides have proved the same key. What is said to be verified but is not believed is asked about.',
    danger: 'Nobody is asked: whoever gets this provider to vouch for an address is let into the account that has it.',
  },
];

export const emailProofs: Choice<LinkingRule['email_proof']>[] = [
  { value: 'never', label: 'Nothing', does: 'Whatever this provider says of an address, it proves none.' },
  {
    value: 'xms_edov',
    label: 'Microsoft’s word that the directory owns the domain',
    does: 'Only with the claim xms_edov of the directory that issued the token.',
    danger: 'Any directory that has verified a domain speaks for every address in it, people who left among them.',
  },
  {
    value: 'tenant_verified_domains',
    label: 'Its word, within this tenant’s verified domains',
    does: 'The provider says “verified”, and the domain is one that you have said to be your own.',
    danger: 'Whoever runs this provider can be anybody with an address in your domains.',
  },
  {
    value: 'authoritative_domains',
    label: 'Its word, within domains whose mailboxes it runs',
    does: 'The provider says “verified”, and the domain is listed below or is the hosted domain that it names.',
    danger: 'A listed domain whose mailboxes it does not run lets it speak for people that it has never seen.',
  },
  {
    value: 'provider_verified_bit',
    label: 'Its word for any address',
    does: 'The provider says “verified”; nothing else is looked at.',
    danger:
      'Whoever runs this provider, or fools it once, can be any of your users; so can who has an address now that was another’s.',
  },
];

export const conflictOutcomes: Choice<LinkingRule['on_conflict']>[] = [
  {
    value: 'create_separate',
    label: 'It gets a user of its own',
    does: 'No choice between several is made. Duplicates come up in the review.',
  },
  {
    value: 'review',
    label: 'Somebody looks at it',
    does: 'The identity is kept without a user, and lets nobody in, until an operator decides in the review.',
  },
  {
    value: 'ask',
    label: 'The person proves which account it is',
    does: 'By signing in to it: no code is mailed, as the mailbox is what is in doubt.',
    danger: 'The person learns that there is an account which may be theirs.',
  },
  {
    value: 'refuse',
    label: 'It is refused',
    does: 'Nobody gets in until an operator has tidied up.',
    danger: 'The refusal tells whoever tries that somebody has this address here.',
  },
];

export const profileUpdates: Choice<LinkingRule['update_profile']>[] = [
  { value: 'never', label: 'Never', does: 'The user’s profile is yours alone.' },
  { value: 'first_link', label: 'When it is first linked', does: 'What is empty is filled, and nothing is replaced.' },
  {
    value: 'always',
    label: 'At every sign-in',
    does: 'Name, picture and the rest follow the provider. An unproved value never takes the place of a proved one.',
    danger: 'The provider, and whoever edits a profile there, renames your users.',
  },
];

type Yes = 'yes' | 'no';

export const phoneProofs: Choice<LinkingRule['phone_proof']>[] = [
  { value: 'never', label: 'Nothing', does: 'Whatever this provider says of a number, it proves none.' },
  {
    value: 'provider_verified_bit',
    label: 'Its word',
    does: 'The provider says “verified”, of a number with its country.',
    danger: 'Numbers are given to somebody else within months; who has one now can be who had it then.',
  },
];

export const nameProofs: Choice<LinkingRule['name_proof']>[] = [
  { value: 'never', label: 'Nothing', does: 'A username at the provider says nothing about usernames here.' },
  {
    value: 'authoritative',
    label: 'The provider issues the names of this tenant',
    does: 'Its usernames and external ids are those of your users, as in a company’s own directory.',
    danger: 'Where people choose their own username, they choose whom to become.',
  },
];

export const justInTime: Choice<Yes>[] = [
  {
    value: 'no',
    label: 'It waits without a user',
    does: 'Nobody gets in until an operator links the identity.',
  },
  {
    value: 'yes',
    label: 'It gets a user of its own',
    does: 'A user is made at the first sign-in.',
    danger: 'Anyone with an account at the provider is a user here.',
  },
];

export const relinks: Choice<Yes>[] = [
  { value: 'no', label: 'It stays apart', does: 'No rule joins the two again; an operator can.' },
  {
    value: 'yes',
    label: 'It may join the same user again',
    does: 'As if it had never been there.',
    danger: 'An unlink lasts no longer than until the next sign-in.',
  },
];

export const asksUnproved: Choice<Yes>[] = [
  { value: 'no', label: 'It gets a user of its own', does: 'Only what is said to be verified is asked about.' },
  {
    value: 'yes',
    label: 'The person is asked whether they have an account',
    does: 'In words that do not show whether there is one. Everybody new is asked once.',
  },
];

export const matchKeys: Choice<LinkingRule['match_on'][number]>[] = [
  { value: 'email', label: 'E-mail address', does: 'As it is proved, see below.' },
  {
    value: 'phone',
    label: 'Phone number',
    does: 'With its country alone.',
    danger: 'Numbers are recycled: each further key is a further way to be taken for somebody.',
  },
  {
    value: 'username',
    label: 'Username',
    does: 'Compared with usernames alone, never with addresses.',
    danger: 'Names that people pick themselves can be picked on purpose.',
  },
  {
    value: 'external_id',
    label: 'External id',
    does: 'Your own name for the person, in a claim of the provider.',
    danger: 'A claim that the person can edit lets them be anybody.',
  },
];

/** Looser than the safe default: further down the list, with a danger of its own. */
export function isLooser<T extends string>(choices: Choice<T>[], value: T, usual: T): boolean {
  const place = (each: T) => choices.findIndex((choice) => choice.value === each);
  return place(value) > place(usual) && choices[place(value)]?.danger !== undefined;
}

export function toYes(flag: boolean): Yes {
  return flag ? 'yes' : 'no';
}
