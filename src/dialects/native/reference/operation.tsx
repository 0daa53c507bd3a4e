/** One operation of the reference: what it takes and answers on the left, how that looks on the right. */
import type { ErrorCode } from '../../../domain/errors.ts';
import { wordOf } from '../errors.ts';
import { type Field, Fields, fieldsOf, Method, Path, Prose, Sample, Type } from './parts.tsx';
import { exampleOf, type Schema } from './schema.ts';

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema; $ref?: string }[];
  requestBody?: { content: { 'application/json': { schema: Schema; example?: Schema['example'] } } };
  /** What is no JSON has a media type of its own. */
  responses: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>;
  'x-scopes': string[];
  'x-errors': ErrorCode[];
}

export interface OperationProps {
  baseUrl: string;
  method: string;
  path: string;
  operation: Operation;
  resources: Record<string, Schema>;
}

export function OperationSection({ baseUrl, method, path, operation, resources }: OperationProps) {
  const { operationId, summary, description, requestBody } = operation;
  const body = requestBody?.content['application/json'];
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const answer = successes.at(-1)?.[1].content?.['application/json']?.schema;
  return (
    <section class="operation" id={operationId}>
      <h3>
        <a href={`#${operationId}`}>{summary}</a>
      </h3>
      <p class="line">
        <Method method={method} />
        <Path path={path} />
      </p>
      <div class="columns">
        <div>
          {description && (
            <p>
              <Prose text={description} />
            </p>
          )}
          <Scopes scopes={operation['x-scopes']} />
          <Parameters title="Path" fields={parametersIn(operation, 'path')} />
          <Parameters title="Query" fields={parametersIn(operation, 'query')} />
          {body && <Parameters title="Body" fields={fieldsOf(body.schema)} />}
          <h4>Answers</h4>
          <ul class="answers">
            {successes.map(([status, response]) => (
              <li key={status}>
                <span class="status">{status}</span> <Content content={response.content} />
              </li>
            ))}
            <Refusals codes={operation['x-errors']} />
          </ul>
        </div>
        <div>
          <Sample title="Request">{curl(baseUrl, method, path, body && (body.example ?? null))}</Sample>
          {answer && <Sample title="Answer">{JSON.stringify(exampleOf(answer, resources), null, 2)}</Sample>}
        </div>
      </div>
    </section>
  );
}

function Scopes({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) return <p class="scopes">Any key may call it.</p>;
  return (
    <p class="scopes">
      Needs{' '}
      {scopes.map((scope, index) => (
        <span key={scope}>
          {index > 0 && ' and '}
          <code>{scope}</code>
        </span>
      ))}
    </p>
  );
}

function Parameters({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <Fields fields={fields} tellRequired={title !== 'Path'} />
    </>
  );
}

function parametersIn({ parameters = [] }: Operation, place: string): Field[] {
  return parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required = false, description, schema }) => ({ name, required, description, schema }));
}

function Content({ content }: { content?: Record<string, { schema: Schema }> | undefined }) {
  if (!content) return <>no body</>;
  const json = content['application/json'];
  if (json) return <Answer schema={json.schema} />;
  return <>{Object.keys(content).join(' or ')}</>;
}

function Answer({ schema }: { schema: Schema }) {
  const { data, next_cursor } = schema.properties ?? {};
  if (data && next_cursor)
    return (
      <>
        a page: <Type schema={data} />
      </>
    );
  if (data && Object.keys(schema.properties ?? {}).length === 1)
    return (
      <>
        <code>data</code>: <Type schema={data} />
      </>
    );
  return schema.properties ? <Fields fields={fieldsOf(schema)} tellRequired={false} /> : <Type schema={schema} />;
}

/** Those of its own; what any operation may refuse is told once, at the top. */
function Refusals({ codes }: { codes: ErrorCode[] }) {
  const words = codes.map((code) => wordOf(code));
  const distinct = words.filter(
    ({ code, status }, index) => words.findIndex((word) => word.code === code && word.status === status) === index,
  );
  return (
    <>
      {distinct.map(({ status, code }) => (
        <li key={code}>
          <span class="status refused">{status}</span> <code>{code}</code>
        </li>
      ))}
    </>
  );
}

function curl(baseUrl: string, method: string, path: string, body: unknown): string {
  const address = `${baseUrl}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`;
  const verb = method === 'get' ? '' : `-X ${method.toUpperCase()} `;
  const lines = [`curl ${verb}"${address}"`, '-H "X-API-Key: $API_KEY"', '-H "X-Tenant-ID: $TENANT_ID"'];
  if (body !== undefined)
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`);
  return lines.join(' \\\n  ');
}
