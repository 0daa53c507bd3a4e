/**
 * `options.set_user_root_attributes`: this API's one word for two parts of a linking rule, whether a user is made and
 * whether the profile follows the provider. The rule keeps it, not the options, so that every dialect tells the same.
 */
import type { JsonObject } from '../../domain/json.ts';
import type { LinkingRule } from '../../domain/linking-rule.ts';
import { refuse } from './errors.ts';

const words = ['on_each_login', 'on_first_login', 'never_on_login'] as const;
type RootAttributes = (typeof words)[number];
type Parts = Pick<LinkingRule, 'jit' | 'updateProfile'>;

const parts: Record<RootAttributes, Parts> = {
  on_each_login: { jit: true, updateProfile: 'always' },
  on_first_login: { jit: true, updateProfile: 'first_link' },
  never_on_login: { jit: false, updateProfile: 'never' },
};

/** The nearest word: a rule can say more than this API can. */
export function toRootAttributes({ jit, updateProfile }: Parts): RootAttributes {
  if (updateProfile === 'always') return 'on_each_login';
  return updateProfile === 'never' && !jit ? 'never_on_login' : 'on_first_login';
}

/** The options without the word, which is not kept among them. */
export function withoutRootAttributes({ set_user_root_attributes: _, ...config }: JsonObject): JsonObject {
  return config;
}

/** What the word changes of the rule. The one that is shown already changes nothing: callers send back what they read. */
export function fromRootAttributes(config: JsonObject, rule: Parts | null): Partial<Parts> {
  const { set_user_root_attributes: word } = config;
  if (word === undefined || word === null) return {};
  const known = words.find((each) => each === word);
  if (!known)
    throw refuse(400, 'invalid_body', `\`options.set_user_root_attributes\` must be one of ${words.join(', ')}`);
  return rule && toRootAttributes(rule) === known ? {} : parts[known];
}
