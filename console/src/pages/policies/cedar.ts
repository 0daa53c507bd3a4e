/** Cedar for the editor: its words told apart by colour, and those that the schema knows offered. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { LanguageSupport, StreamLanguage, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

const effects = new Set(['permit', 'forbid', 'when', 'unless', 'if', 'then', 'else']);
const operators = new Set(['in', 'has', 'like', 'is']);
const roots = new Set(['principal', 'action', 'resource', 'context']);

const language = StreamLanguage.define<null>({
  name: 'cedar',
  startState: () => null,
  token: (stream) => readToken(stream),
  languageData: { commentTokens: { line: '//' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
});

function readToken(stream: StringStream): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match('//')) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
  if (stream.match(/^\d+/)) return 'number';
  if (stream.match(/^@\w+/)) return 'meta';
  const isProperty = stream.string.charAt(stream.start - 1) === '.';
  if (stream.match(/^[A-Za-z_]\w*/)) return wordOf(stream, isProperty);
  stream.next();
  return null;
}

function wordOf(stream: StringStream, isProperty: boolean): string | null {
  const word = stream.current();
  if (isProperty) return 'propertyName';
  if (stream.match(/^\s*::/, false)) return 'typeName';
  if (effects.has(word)) return 'keyword';
  if (operators.has(word)) return 'operatorKeyword';
  if (word === 'true' || word === 'false') return 'bool';
  if (roots.has(word)) return 'variableName.special';
  return /^[A-Z]/.test(word) ? 'typeName' : null;
}

const attributes: Record<string, string[]> = {
  context: [
    'request',
    'user',
    'other',
    'from',
    'identity',
    'linked_by',
    'matched_on',
    'outcome',
    'undoes',
    'happened_at',
  ],
  request: ['at', 'hour', 'weekday', 'actor_kind', 'actor_name', 'dialect', 'ip'],
  identity: ['provider', 'subject', 'username', 'email', 'email_domain', 'email_proved', 'phone_proved'],
  provider: ['id', 'name', 'strategy'],
};
const person = [
  'id',
  'status',
  'created_at',
  'email',
  'email_domain',
  'email_proved',
  'phone_proved',
  'identities',
  'providers',
  'strategies',
  'app_metadata',
];
for (const name of ['user', 'other', 'from']) attributes[name] = person;

const words = [...effects, ...operators, ...roots, 'true', 'false', 'Arrival', 'Actor', 'User', 'Identity'];

/** The actions are those that the server's schema names, once it has been read. */
export function cedar(actionsNow: () => readonly string[]): Extension {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const actions = actionsNow();
    const attribute = context.matchBefore(/\b\w+\.\w*/);
    if (attribute) {
      const [parent = ''] = attribute.text.split('.');
      const options = attributes[parent];
      if (!options) return null;
      const from = attribute.from + parent.length + 1;
      return { from, options: options.map((label) => ({ label, type: 'property' })) };
    }
    const action = context.matchBefore(/Action::"[\w:]*/);
    if (action) {
      return { from: action.from + 'Action::"'.length, options: actions.map((label) => ({ label, type: 'constant' })) };
    }
    const word = context.matchBefore(/@?\w+/);
    if (!word && !context.explicit) return null;
    return {
      from: word?.from ?? context.pos,
      options: [
        ...words.map((label) => ({ label, type: 'keyword' })),
        { label: '@notice', apply: '@notice("")', type: 'keyword' },
        ...actions.map((name) => ({ label: `Action::"${name}"`, type: 'constant' })),
      ],
    };
  };
  return [new LanguageSupport(language), autocompletion({ override: [complete] })];
}
