/**
 * Evaluates the expressions of claim mappings, in JSONata. This folder owns the language and its bounds: how long an
 * expression is, how long it may take, how much it may need. What a mapping may touch is the domain's.
 *
 * JSONata can loop, recurse and match patterns, so no look at the text tells what it costs. Expressions run in a thread of
 * their own, with a heap of its own and none of the server's environment: one that takes too long or too much loses its
 * thread, and the next gets a new one.
 */
import jsonata from 'jsonata';
import type { ClaimMapping, MappableClaim, MappedValues, MappingProblem } from '../domain/claim-mapping.ts';
import type { JsonObject } from '../domain/json.ts';
import { createEvaluator, type EvaluatorOptions } from './evaluator.ts';

export const expressionLengthMax = 2000;

export type Mapped = { values: MappedValues } | { problems: MappingProblem[] };

export interface Mapper {
  /** Everything wrong with the expressions as they are written. */
  check(mapping: ClaimMapping): MappingProblem[];
  /** What the expressions make of `said`; `known`, our own reading of it, is `$claims` to them. */
  evaluate(mapping: ClaimMapping, said: JsonObject, known: JsonObject): Promise<Mapped>;
  /** Ends the thread. */
  close(): Promise<void>;
}

export function createMapper(options: EvaluatorOptions = {}): Mapper {
  const evaluator = createEvaluator(options);
  return {
    check: (mapping) =>
      entriesOf(mapping).flatMap(([claim, expression]) => {
        const said = checkExpression(expression);
        return said === null ? [] : [{ claim, said }];
      }),

    async evaluate(mapping, said, known) {
      const entries = entriesOf(mapping);
      const answer = await evaluator.run({ expressions: entries.map(([, text]) => text), input: said, claims: known });
      if ('stopped' in answer) {
        // Which of them it was is not known: the thread is gone.
        return { problems: entries.map(([claim]) => ({ claim, said: answer.stopped })) };
      }
      const problems: MappingProblem[] = [];
      const values: MappedValues = {};
      for (const [index, [claim]] of entries.entries()) {
        const result = answer.results[index]!;
        if ('failed' in result) problems.push({ claim, said: result.failed });
        else if (result.value !== undefined) values[claim] = result.value;
      }
      return problems.length > 0 ? { problems } : { values };
    },

    close: evaluator.close,
  };
}

function entriesOf(mapping: ClaimMapping): [MappableClaim, string][] {
  return Object.entries(mapping) as [MappableClaim, string][];
}

function checkExpression(expression: string): string | null {
  if (expression.trim() === '') return 'the expression is empty';
  if (expression.length > expressionLengthMax)
    return `an expression may be ${expressionLengthMax} characters long, and this one is ${expression.length}`;
  try {
    jsonata(expression);
    return null;
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    return `it is no JSONata: ${message ?? 'it cannot be read'}${position === undefined ? '' : ` (at character ${position})`}`;
  }
}
