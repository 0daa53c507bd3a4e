/** The options of a strategy as a form: what must be said first, what may be said folded away. */
import { Accordion, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { OptionField } from './option-field.tsx';
import type { Config, OptionsSchema } from './options-schema.ts';

/** What the engines know for all of their strategies. */
const common = [
  'scopes',
  'keep_tokens',
  'revoke_tokens',
  'prompt',
  'max_age',
  'acr_values',
  'response_mode',
  'client_authentication',
  'logout_at_provider',
];

export interface OptionFieldsProps {
  schema: OptionsSchema;
  config: Config;
  onChange: (config: Config) => void;
  problems: Record<string, string>;
  scopes: string[];
}

export function OptionFields(props: OptionFieldsProps) {
  const { schema, problems } = props;
  const names = Object.keys(schema.properties);
  const byWay = waysOf(schema).flatMap(({ names }) => names);
  const isFolded = (name: string) =>
    !schema.required.includes(name) && (common.includes(name) || (schema.anyOf !== undefined && !byWay.includes(name)));
  const folded = names.filter(isFolded);
  const open = names.filter((name) => !isFolded(name) && !byWay.includes(name));
  const foldedWrong = folded.some((name) => problems[name] !== undefined);
  return (
    <Stack gap="sm">
      {schema.anyOf !== undefined && <Ways {...props} />}
      {open.map((name) => (
        <OneField key={name} name={name} {...props} />
      ))}
      {folded.length > 0 && (
        <Accordion variant="contained" {...(foldedWrong && { value: 'more' })} order={2}>
          <Accordion.Item value="more">
            <Accordion.Control>
              <Text size="sm">More settings, which may stay as they are</Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                {folded.map((name) => (
                  <OneField key={name} name={name} {...props} />
                ))}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Stack>
  );
}

function OneField({ name, schema, config, onChange, problems, scopes }: OptionFieldsProps & { name: string }) {
  return (
    <OptionField
      name={name}
      schema={schema.properties[name]!}
      value={config[name]}
      onChange={(value) => onChange({ ...config, [name]: value })}
      required={schema.required.includes(name)}
      error={problems[name]}
      {...(name === 'scopes' && { usual: scopes })}
    />
  );
}

interface Way {
  names: string[];
  label: string;
}

/** Sets of options of which any will do; of SAML: the metadata by its address, as a document, or what is in it by hand. */
export function waysOf({ anyOf = [], properties }: OptionsSchema): Way[] {
  const labels: Record<string, string> = {
    metadata_url: 'Metadata by its address',
    metadata_xml: 'Metadata as a file or text',
    issuer: 'By hand',
  };
  return anyOf.map(({ required }) => ({
    names: required.length > 1 && properties.slo_endpoint ? [...required, 'slo_endpoint'] : required,
    label: labels[required[0]!] ?? required.join(', '),
  }));
}

/** The way whose options are there. */
export function wayOf(schema: OptionsSchema, config: Config): number {
  const given = waysOf(schema).findIndex(({ names }) => names[0] !== undefined && config[names[0]] !== undefined);
  return Math.max(given, 0);
}

/**
 * The config with the options of the other ways gone: `metadata_url` with the old certificates beside it reads nothing new.
 * What was read stays as long as its address (`before`) does.
 */
export function onlyWay(schema: OptionsSchema, config: Config, before?: Config): Config {
  if (schema.anyOf === undefined) return config;
  const ways = waysOf(schema);
  const kept = ways[wayOf(schema, config)]!.names;
  if (before !== undefined && kept.length === 1 && before[kept[0]!] === config[kept[0]!]) return config;
  const dropped = ways.flatMap(({ names }) => names).filter((name) => !kept.includes(name));
  return Object.fromEntries(Object.entries(config).filter(([name]) => !dropped.includes(name)));
}

function Ways(props: OptionFieldsProps) {
  const { schema, config, onChange } = props;
  const isNarrow = useMediaQuery('(max-width: 40em)', undefined, { getInitialValueInEffect: false });
  const ways = waysOf(schema);
  const chosen = wayOf(schema, config);
  const choose = (label: string) => {
    const next = ways.find((way) => way.label === label)!;
    const [marker] = next.names as [string];
    const others = ways.filter(({ names }) => names.length === 1 && names !== next.names).flatMap(({ names }) => names);
    const rest = Object.fromEntries(Object.entries(config).filter(([name]) => !others.includes(name)));
    // An empty text marks the way that was chosen.
    onChange({ ...rest, [marker]: rest[marker] ?? '' });
  };
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={500} id="way-label">
          How we learn of the provider
        </Text>
        <SegmentedControl
          aria-labelledby="way-label"
          data={ways.map(({ label }) => label)}
          value={ways[chosen]!.label}
          onChange={choose}
          orientation={isNarrow ? 'vertical' : 'horizontal'}
          fullWidth={isNarrow ?? false}
        />
      </div>
      {ways[chosen]!.names.map((name) => (
        <OneField
          key={name}
          name={name}
          {...props}
          schema={{ ...schema, required: [...schema.required, ...(schema.anyOf![chosen]?.required ?? [])] }}
        />
      ))}
    </Stack>
  );
}
