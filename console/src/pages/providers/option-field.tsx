/** One option of a strategy, by the kind that its schema says. */
import {
  Button,
  Checkbox,
  Fieldset,
  FileButton,
  Group,
  Input,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { Icon } from '../../parts/icon.tsx';
import { choicesOf, isLong, type OptionSchema } from './options-schema.ts';
import { lowerFirst, nameOption } from './strategy-words.ts';
import { WithCode } from './with-code.tsx';

export interface OptionFieldProps {
  name: string;
  schema: OptionSchema;
  value: unknown;
  onChange: (value: unknown) => void;
  required?: boolean;
  error?: string | undefined;
  /** What stands there when nothing is said: the strategy's own scopes. */
  usual?: string[];
}

export function OptionField(props: OptionFieldProps) {
  const { schema, name } = props;
  if (schema.type === 'boolean') return <FlagField {...props} />;
  if (schema.type === 'integer') return <NumberField {...props} />;
  if (schema.type === 'object') return <ObjectField {...props} />;
  if (schema.type === 'array') return isLong(name, schema) ? <PemField {...props} /> : <ListField {...props} />;
  if (choicesOf(schema) !== null) return <ChoiceField {...props} />;
  return isLong(name, schema) ? <DocumentField {...props} /> : <TextField {...props} />;
}

function describe({ name, schema, required = false, error }: OptionFieldProps) {
  return {
    label: nameOption(name),
    description: schema.description === undefined ? undefined : <WithCode text={schema.description} />,
    // The form says itself what is missing, in words of its own.
    withAsterisk: required,
    'aria-required': required || undefined,
    error,
  };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function placeholderOf({ default: usual, examples }: OptionSchema): string | undefined {
  if (usual !== undefined) return String(usual);
  return examples?.[0] === undefined ? undefined : `such as ${examples[0]}`;
}

function TextField(props: OptionFieldProps) {
  const { schema, value, onChange } = props;
  return (
    <TextInput
      {...describe(props)}
      type={schema.format === 'uri' ? 'url' : 'text'}
      placeholder={placeholderOf(schema)}
      value={textOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function NumberField(props: OptionFieldProps) {
  const { schema, value, onChange } = props;
  return (
    <NumberInput
      {...describe(props)}
      min={schema.minimum}
      max={schema.maximum}
      allowDecimal={false}
      hideControls
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function FlagField({ name, schema, value, onChange, error }: OptionFieldProps) {
  const usual = schema.default === true;
  return (
    <Checkbox
      label={nameOption(name)}
      description={
        <>
          <WithCode text={schema.description ?? ''} /> {usual ? 'On unless you say otherwise.' : ''}
        </>
      }
      error={error}
      checked={typeof value === 'boolean' ? value : usual}
      onChange={(event) => onChange(event.currentTarget.checked === usual ? undefined : event.currentTarget.checked)}
    />
  );
}

function ChoiceField(props: OptionFieldProps) {
  const { schema, value, onChange } = props;
  const usual = schema.default === undefined ? 'As the provider has it' : String(schema.default);
  return (
    <Select
      {...describe(props)}
      data={choicesOf(schema) ?? []}
      placeholder={usual}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${nameOption(props.name)}` }}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function ListField(props: OptionFieldProps) {
  const { value, onChange, usual } = props;
  const list = Array.isArray(value) ? value.map(String) : [];
  return (
    <TagsInput
      {...describe(props)}
      placeholder={list.length > 0 ? undefined : usual && usual.length > 0 ? usual.join(' ') : 'Type and press Enter'}
      splitChars={[' ', ',']}
      acceptValueOnBlur
      value={list}
      onChange={(next) => onChange(next.length === 0 ? undefined : next)}
    />
  );
}

/** Certificates: all of them in one text, as files have them. */
function PemField(props: OptionFieldProps) {
  const { value, onChange } = props;
  const text = Array.isArray(value) ? value.join('\n') : textOf(value);
  return <LongText {...props} text={text} onText={(next) => onChange(splitPem(next))} />;
}

/** One PEM block each; text that is none stays one value, so that somebody says what is wrong with it. */
export function splitPem(text: string): string[] | undefined {
  const blocks = text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g);
  if (blocks !== null) return blocks;
  const bare = text.split(/\n\s*\n/).filter((part) => part.trim() !== '');
  return bare.length === 0 ? undefined : bare;
}

function DocumentField(props: OptionFieldProps) {
  const { value, onChange } = props;
  return <LongText {...props} text={textOf(value)} onText={onChange} />;
}

function LongText({ text, onText, ...props }: OptionFieldProps & { text: string; onText: (text: string) => void }) {
  return (
    <Stack gap={4}>
      <Textarea
        {...describe(props)}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
      />
      <Group>
        <FileButton onChange={(file) => void file?.text().then(onText)}>
          {(button) => (
            <Button {...button} size="compact-xs" variant="default" leftSection={<Icon name="upload" size={12} />}>
              Take {lowerFirst(nameOption(props.name))} from a file
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

/** Texts by name: which attribute says what. */
function ObjectField({ name, schema, value, onChange, error }: OptionFieldProps) {
  const given = (value ?? {}) as Record<string, unknown>;
  return (
    <Fieldset legend={nameOption(name)}>
      <Input.Description>
        <WithCode text={schema.description ?? ''} />
      </Input.Description>
      {error !== undefined && <Input.Error>{error}</Input.Error>}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
        {Object.keys(schema.properties ?? {}).map((inner) => (
          <TextInput
            key={inner}
            size="xs"
            label={nameOption(inner)}
            value={textOf(given[inner])}
            onChange={(event) => onChange({ ...given, [inner]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}
