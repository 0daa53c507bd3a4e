/** The JSON Schema of a strategy's options, as far as options use it: what kind of field each is, and what is wrong with a value. */

export interface OptionSchema {
  type: 'string' | 'array' | 'boolean' | 'integer' | 'object';
  description?: string;
  format?: string;
  pattern?: string;
  enum?: string[];
  default?: unknown;
  examples?: string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: OptionSchema;
  properties?: Record<string, OptionSchema>;
}

export interface OptionsSchema {
  properties: Record<string, OptionSchema>;
  required: string[];
  anyOf?: { required: string[] }[];
}

export type Config = Record<string, unknown>;

export function readSchema(schema: unknown): OptionsSchema {
  const { properties = {}, required = [], anyOf } = (schema ?? {}) as Partial<OptionsSchema>;
  return { properties, required, ...(anyOf && { anyOf }) };
}

/** The words that may stand there, also where the schema says them as a pattern: `union_id|open_id`. */
export function choicesOf({ enum: words, pattern }: OptionSchema): string[] | null {
  if (words !== undefined) return words;
  if (pattern === undefined || !/^(?:[\w/-]|\\\.)+(?:\|(?:[\w/-]|\\\.)+)+$/.test(pattern)) return null;
  return pattern.split('|').map((word) => word.replaceAll('\\.', '.'));
}

/** Several lines: documents and certificates. */
export function isLong(name: string, { description = '' }: OptionSchema): boolean {
  return name.endsWith('_xml') || name === 'certificates' || /\bPEM\b/.test(description);
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** As it is sent: what was left empty is absent. */
export function withoutEmpty(config: Config): Config {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => !isEmpty(value))
      .map(([name, value]) => [name, isPlain(value) ? withoutEmpty(value) : value]),
  );
}

function isPlain(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with a value, or null. */
export function problemOf(schema: OptionSchema, value: unknown, required: boolean): string | null {
  if (isEmpty(value)) return required && schema.default === undefined ? 'This is needed.' : null;
  if (Array.isArray(value)) return problemOfList(schema, value);
  if (schema.type === 'integer') return problemOfNumber(schema, value);
  if (isPlain(value)) {
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const problem = problemOf(inner, value[name], false);
      if (problem !== null) return `${name}: ${problem}`;
    }
    return null;
  }
  return typeof value === 'string' ? problemOfText(schema, value) : null;
}

function problemOfList({ items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: OptionSchema, value: unknown[]) {
  if (value.length < minItems) return `At least ${minItems}.`;
  if (value.length > maxItems) return `At most ${maxItems}.`;
  for (const each of value) {
    const problem = items === undefined ? null : problemOf(items, each, true);
    if (problem !== null) return `“${String(each).slice(0, 40)}”: ${problem}`;
  }
  return null;
}

function problemOfNumber({ minimum = 0, maximum = Number.POSITIVE_INFINITY }: OptionSchema, value: unknown) {
  if (!Number.isInteger(value)) return 'A whole number.';
  const number = value as number;
  return number < minimum || number > maximum ? `From ${minimum} to ${maximum}.` : null;
}

function problemOfText(schema: OptionSchema, value: string): string | null {
  const { format, pattern, maxLength, examples } = schema;
  if (maxLength !== undefined && value.length > maxLength) return `At most ${maxLength} characters.`;
  if (format === 'uri' && !URL.canParse(value)) return 'A whole address, such as https://example.com/path.';
  const choices = choicesOf(schema);
  if (choices !== null) return choices.includes(value) ? null : `One of ${choices.join(', ')}.`;
  if (pattern !== undefined && !matches(pattern, value))
    return examples?.[0] === undefined ? 'It does not look as it should.' : `It should look like ${examples[0]}.`;
  return null;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}

/** Every option with something wrong, by name. `apart` are those that another part of the form looks after. */
export function problemsOf(
  schema: OptionsSchema,
  config: Config,
  apart: readonly string[] = [],
): Record<string, string> {
  const found = Object.entries(schema.properties)
    .filter(([name]) => !apart.includes(name))
    .map(([name, option]) => [name, problemOf(option, config[name], schema.required.includes(name))] as const);
  return Object.fromEntries(found.filter((each): each is [string, string] => each[1] !== null));
}
