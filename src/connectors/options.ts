/** The settings that a connection's config may hold: what is wrong with them, their schema, and addresses made of them. */
import { ConnectorError, type Lacks, type OptionSchema, type OptionsSchema } from './connector.ts';

/** A text that a connection gives, such as the shop whose people sign in. */
export interface Option {
  description: string;
  /** Must match as a whole. It is what keeps a value from changing the host of an address that it stands in. */
  pattern: string;
  example: string;
  /** Absent: the connection must say. */
  default?: string;
}

export type Options = Readonly<Record<string, Option>>;

// RFC 6749 §3.3: scope-token
const scopePattern = '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$';

/** Everything wrong with the options in `config`, and with its `scopes`. */
export function checkOptions(config: Record<string, unknown>, options: Options): string[] {
  const problems = Object.entries(options).flatMap(([name, { pattern, example, default: otherwise }]) => {
    const value = config[name] ?? otherwise;
    if (value === undefined) return [`\`${name}\` is missing: it is such as \`${example}\``];
    return typeof value === 'string' && whole(pattern).test(value)
      ? []
      : [`\`${name}\` must be such as \`${example}\``];
  });
  const { scopes } = config;
  const sound =
    scopes === undefined ||
    (Array.isArray(scopes) &&
      scopes.length > 0 &&
      scopes.every((scope) => typeof scope === 'string' && whole(scopePattern).test(scope)));
  return sound ? problems : [...problems, '`scopes` must be a list of scopes, each without spaces'];
}

/** The options' values, the defaults filled in. Call `checkOptions` first. */
export function readOptions(config: Record<string, unknown>, options: Options): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { default: otherwise }]) => [name, String(config[name] ?? otherwise)]),
  );
}

/** What the connection asks for: its own scopes, or the strategy's. */
export function readScopes(config: Record<string, unknown>, usual: readonly string[]): readonly string[] {
  return Array.isArray(config.scopes) ? (config.scopes as string[]) : usual;
}

/** `https://{shop}/admin` with the options in their places. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new ConnectorError('configuration_invalid', `\`${name}\` is missing`);
    return value;
  });
}

/** The options that stand in these addresses. */
export function optionsIn(templates: readonly string[], options: Options): string[] {
  return Object.keys(options).filter((name) => templates.some((template) => template.includes(`{${name}}`)));
}

/** What is done with tokens that a provider of this kind gives; who keeps them reads it (`operations/connection-settings.ts`). */
export function tokenSettings({ revoke }: Lacks = {}): Record<string, OptionSchema> {
  const onUnlessSet = { type: 'boolean' as const, default: true };
  return {
    keep_tokens: { ...onUnlessSet, description: "Whether the provider's tokens are kept, sealed, after a sign-in." },
    ...(revoke === undefined && {
      revoke_tokens: {
        ...onUnlessSet,
        description: 'Whether kept tokens are ended at the provider when they are destroyed here.',
      },
    }),
  };
}

/**
 * `addresses`: settings that are https URLs, each of which the connection must give. `more`: settings that the engine knows
 * for all of its strategies.
 */
export function toOptionsSchema(
  options: Options,
  { addresses = [], more = {} }: { addresses?: readonly string[]; more?: Record<string, OptionSchema> } = {},
): OptionsSchema {
  const given = addresses.map((name) => [
    name,
    {
      type: 'string' as const,
      description: `The provider's ${name.replaceAll('_', ' ')}, an https URL.`,
      format: 'uri',
    },
  ]);
  const own = Object.entries(options).map(([name, { description, pattern, example, default: otherwise }]) => [
    name,
    {
      type: 'string' as const,
      description,
      pattern,
      examples: [example],
      ...(otherwise !== undefined && { default: otherwise }),
    },
  ]);
  const scopes = {
    type: 'array' as const,
    description: "What is asked for in place of the strategy's own scopes.",
    items: { type: 'string', pattern: scopePattern },
    minItems: 1,
  };
  return {
    type: 'object',
    properties: { ...Object.fromEntries(given), ...Object.fromEntries(own), scopes, ...more },
    required: [...addresses, ...Object.keys(options).filter((name) => options[name]?.default === undefined)],
  };
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}
