/** The pieces of the reference page. */
import type { ComponentChildren } from 'preact';
import { resourceOf, type Schema, typeInWords } from './schema.ts';

/** Text in which `backticks` mark code. */
export function Prose({ text }: { text: string }) {
  const pieces = text.split('`');
  return <>{pieces.map((piece, index) => (index % 2 === 1 ? <code key={piece}>{piece}</code> : piece))}</>;
}

export function Method({ method }: { method: string }) {
  return <span class={`method ${method}`}>{method.toUpperCase()}</span>;
}

/** A path that may break after each of its parts. */
export function Path({ path }: { path: string }) {
  const parts = path.split(/(?<=\/)/);
  return (
    <code class="path">
      {parts.map((part, index) => (
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </code>
  );
}

export interface Field {
  name: string;
  required: boolean;
  schema: Schema;
  description?: string | undefined;
}

export function fieldsOf({ properties = {}, required = [] }: Schema): Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
    description: schema.description,
  }));
}

/** A list of fields; objects inside are opened beneath their field. `required` is told for requests only. */
export function Fields({ fields, tellRequired }: { fields: Field[]; tellRequired: boolean }) {
  return (
    <dl class="fields">
      {fields.map((field) => (
        <FieldRow key={field.name} field={field} tellRequired={tellRequired} />
      ))}
    </dl>
  );
}

function FieldRow({ field: { name, schema, required, description }, tellRequired }: FieldRowProps) {
  const inner = fieldsOf(schema.properties ? schema : (schema.items ?? {}));
  const words = schema.enum ?? schema.items?.enum;
  return (
    <div>
      <dt>
        <code>{name}</code> <Type schema={schema} />
        {tellRequired && required && <span class="required">required</span>}
        {schema.default !== undefined && (
          <span class="type">
            default <code>{JSON.stringify(schema.default)}</code>
          </span>
        )}
      </dt>
      <dd>
        {description && <Prose text={description} />}
        {words && <Words words={words} />}
        {inner.length > 0 && <Fields fields={inner} tellRequired={tellRequired} />}
      </dd>
    </div>
  );
}

interface FieldRowProps {
  field: Field;
  tellRequired: boolean;
}

function Words({ words }: { words: string[] }) {
  return (
    <span class="words">
      {words.map((word) => (
        <code key={word}>{word}</code>
      ))}
    </span>
  );
}

export function Type({ schema }: { schema: Schema }) {
  const resource = resourceOf(schema) ?? resourceOf(schema.items ?? {});
  const words = typeInWords(schema);
  return <span class="type">{resource === null ? words : <a href={`#${resource}`}>{words}</a>}</span>;
}

export function Sample({ title, children }: { title: ComponentChildren; children: string }) {
  return (
    <figure class="sample">
      <figcaption>{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>
        <code>{children}</code>
      </pre>
    </figure>
  );
}
