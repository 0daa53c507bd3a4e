/** A connection while it is typed, for a new one and for one that is there. */
import type { Connection } from '@selfsame/client';
import { onlyWay, wayOf, waysOf } from './option-fields.tsx';
import { type Config, type OptionsSchema, problemsOf, readSchema, withoutEmpty } from './options-schema.ts';
import type { Strategy } from './provider-queries.ts';
import { credentialsOf } from './strategy-words.ts';

export interface ConnectionDraft {
  displayName: string;
  identifier: string;
  clientId: string;
  /** Null: what is kept stays. */
  clientSecret: string | null;
  config: Config;
  loginOnly: boolean;
}

export function newDraft(strategy: Strategy, identifier: string): ConnectionDraft {
  return { displayName: strategy.name, identifier, clientId: '', clientSecret: '', config: {}, loginOnly: false };
}

export function draftOf(connection: Connection): ConnectionDraft {
  const { config, display_name, identifier, client_id, has_client_secret, login_only } = connection;
  return {
    displayName: display_name,
    identifier,
    clientId: client_id ?? '',
    clientSecret: has_client_secret ? null : '',
    config,
    loginOnly: login_only,
  };
}

const identifierPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;

/** What the browser can tell to be wrong; the server looks at everything again. */
export function problemsOfDraft(strategy: Strategy, draft: ConnectionDraft): Record<string, string> {
  const schema = readSchema(strategy.options_schema);
  const { clientId, clientSecret } = credentialsOf(strategy);
  const problems = problemsOf(schema, draft.config, []);
  for (const name of missingOfWay(schema, draft.config)) problems[name] ??= 'This is needed.';
  if (!identifierPattern.test(draft.identifier))
    problems.identifier = 'Letters, digits, dots, dashes and underscores; no spaces.';
  if (draft.displayName.trim() === '') problems.display_name = 'This is needed.';
  if (clientId?.required && draft.clientId.trim() === '') problems.client_id = 'This is needed.';
  if (clientSecret?.required && draft.clientSecret === '') problems.client_secret = 'This is needed.';
  return problems;
}

/** Of the way that was chosen, of several that would do. */
function missingOfWay(schema: OptionsSchema, config: Config): string[] {
  const required = schema.anyOf?.[wayOf(schema, config)]?.required ?? [];
  const given = withoutEmpty(config);
  return required.filter((name) => given[name] === undefined);
}

/** Names of the fields that are shown, by which the server may say what is wrong. */
export function fieldsOf(strategy: Strategy, { config }: ConnectionDraft): string[] {
  const schema = readSchema(strategy.options_schema);
  const names = Object.keys(schema.properties);
  const ways = waysOf(schema);
  const own = ways[wayOf(schema, config)]?.names ?? [];
  const hidden = ways.flatMap(({ names }) => names).filter((name) => !own.includes(name));
  return [
    ...names.filter((name) => !hidden.includes(name)),
    'identifier',
    'display_name',
    'client_id',
    'client_secret',
  ];
}

/** As the API takes it. */
export function bodyOf(strategy: Strategy, draft: ConnectionDraft, before?: Connection) {
  const { clientId, clientSecret } = credentialsOf(strategy);
  const schema = readSchema(strategy.options_schema);
  return {
    identifier: draft.identifier,
    display_name: draft.displayName.trim(),
    config: withoutEmpty(onlyWay(schema, draft.config, before?.config)) as Record<string, never>,
    login_only: draft.loginOnly,
    ...(clientId !== null && { client_id: draft.clientId.trim() || null }),
    ...(clientSecret !== null && draft.clientSecret !== null && { client_secret: draft.clientSecret || null }),
  };
}

/** What a config holds that the schema does not speak of: kept as it is. */
export function unknownOf(strategy: Strategy, config: Config): Config {
  const schema = readSchema(strategy.options_schema);
  const ways = waysOf(schema).flatMap(({ names }) => names);
  return Object.fromEntries(
    Object.entries(config).filter(([name]) => !(name in schema.properties) && !ways.includes(name)),
  );
}
