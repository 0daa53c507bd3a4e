/** Checks Cedar text when it is written: that it parses, fits the schema, and says where it does not. */
import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';
import { type Engine, EngineFailure } from './engine.ts';
import { policySchema } from './schema.ts';
import { readStatements, statementDepthMax } from './statements.ts';

export const policyTextMax = 32_768;
export const statementsPerPolicyMax = 100;

/** What is wrong, and where: lines and columns count from 1, columns in characters. */
export interface Mistake {
  message: string;
  line: number;
  column: number;
  help: string | null;
}

export interface CheckedText {
  statements: number;
  mistakes: Mistake[];
  /** What is allowed and most likely not meant: a statement that never applies. */
  warnings: Mistake[];
}

export function checkPolicyText(engine: Engine, text: string): CheckedText {
  const statements = readStatements(text);
  const refused = (message: string, at = 0): CheckedText => ({
    statements: statements.length,
    mistakes: [{ message, ...placeOf(text, at), help: null }],
    warnings: [],
  });
  if (text.length > policyTextMax) return refused(`the text may have ${policyTextMax} characters`);
  if (!text.isWellFormed()) return refused('the text is not well-formed Unicode');
  if (statements.length === 0) return refused('the text has no statement');
  if (statements.length > statementsPerPolicyMax)
    return refused(`a policy may have ${statementsPerPolicyMax} statements: make two policies of it`);
  const deep = statements.find(({ depth }) => depth > statementDepthMax);
  if (deep) return refused('the statement is nested too deeply or too long: make several of it', deep.start);
  try {
    return { statements: statements.length, ...ask(engine, text) };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return refused('the text is too much for the policy engine: make it simpler');
  }
}

function ask(engine: Engine, text: string): Pick<CheckedText, 'mistakes' | 'warnings'> {
  const validationSettings = { mode: 'strict' as const };
  const answer = engine.run((cedar) =>
    cedar.validate({ schema: policySchema, policies: { staticPolicies: text }, validationSettings }),
  );
  const toMistake = toMistakeIn(text);
  if (answer.type === 'failure') return { mistakes: answer.errors.map(toMistake), warnings: [] };
  return {
    mistakes: answer.validationErrors.map(({ error }) => toMistake(error)),
    warnings: answer.validationWarnings.map(({ error }) => toMistake(error)),
  };
}

function toMistakeIn(text: string): (error: DetailedError) => Mistake {
  // Cedar counts bytes of UTF-8.
  const bytes = Buffer.from(text, 'utf8');
  return ({ message, help, sourceLocations }) => {
    const [place] = sourceLocations ?? [];
    const at = place ? bytes.subarray(0, place.start).toString('utf8').length : 0;
    return { message: readable(message), ...placeOf(text, at), help: place?.label ?? help };
  };
}

/** Cedar names statements by numbers of its own and says again that it was parsing. */
function readable(message: string): string {
  return message
    .replace(/^failed to parse policies from string: /, '')
    .replace(/\bfor policy `policy\d+`, /, '')
    .replace(/^static policy set includes a template$/, 'the text has a slot such as `?principal`: name what it means');
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: Array.from(lines.at(-1)!).length + 1 };
}
