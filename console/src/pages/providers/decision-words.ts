import type { ConnectionTest } from './provider-queries.ts';

type Decision = NonNullable<ConnectionTest['linking']>['decision'];

/** What would become of the person. */
export function sayDecision({ action, matched_on, takes_over, because }: Decision): string {
  switch (action) {
    case 'sign_in':
      return 'They would be signed in: this identity is known.';
    case 'link':
      return takes_over
        ? 'They would be given the user who only claimed the address, after what else leads into it has ended.'
        : `They would join the user with the same ${matched_on?.replace('_', ' ')}.`;
    case 'create_user':
      return 'They would get a user of their own.';
    case 'challenge':
      return 'They would be asked to prove which account is theirs.';
    case 'hold':
      return `The identity would wait without a user${because === undefined ? '' : `: ${because}`}.`;
    default:
      return `They would be refused${because === undefined ? '' : `: ${because}`}.`;
  }
}
