/** Where in a form a refusal of the server belongs. */
import { Refusal } from '../../api/refusal.ts';
import { explain } from '../../parts/failure.tsx';

export interface Placed {
  /** By the name of a field or option. */
  fields: Record<string, string>;
  /** What belongs to no field. */
  rest: string[];
}

/** Problems of a config begin with the option's name in backticks, those of a rule or a body with the path and a colon. */
export function placeRefusal(error: unknown, known: readonly string[]): Placed {
  if (!(error instanceof Refusal)) return { fields: {}, rest: error ? [explain(error)] : [] };
  if (error.code === 'connection_identifier_taken' || error.code === 'identity_provider_name_taken')
    return { fields: { identifier: 'There is one with this identifier already.' }, rest: [] };
  const { field, problems } = error.details as { field?: string; problems?: string[] };
  const placed: Placed = { fields: {}, rest: [] };
  if (!Array.isArray(problems)) {
    const at = field === 'name' ? 'identifier' : field;
    if (at !== undefined && known.includes(at)) placed.fields[at] = sentence(error.message);
    else placed.rest.push(explain(error));
    return placed;
  }
  for (const problem of problems) {
    const at = nameOf(problem, known);
    if (at === undefined) placed.rest.push(sentence(problem));
    else placed.fields[at] = sentence(withoutName(problem, at));
  }
  return placed;
}

function nameOf(problem: string, known: readonly string[]): string | undefined {
  const quoted = /^`([\w.[\]]+)`/.exec(problem)?.[1];
  const path = /^(?:body\/(?:config\/|linking_rule\/|claim_mapping\/)?)?([\w.]+):/.exec(problem)?.[1];
  return [quoted, path]
    .flatMap((name) => (name === undefined ? [] : [name, name.split(/[.[]/)[0]!]))
    .find((name) => known.includes(name));
}

function withoutName(problem: string, name: string): string {
  return problem
    .replace(new RegExp(`^(?:body/)?(?:\\w+/)?${name}[\\w.[\\]]*: `), '')
    .replace(new RegExp(`^\`${name}\` `), '');
}

function sentence(text: string): string {
  const said = text.replaceAll('`', '');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`.replace(/[.!?]\.$/, '.');
}
