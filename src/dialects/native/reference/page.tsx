/**
 * The reference at `/docs`: the OpenAPI document as a page to read. Plain HTML from the server, no script, nothing from
 * elsewhere, one style sheet inside that the policy allows by its hash.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import { type Operation, OperationSection } from './operation.tsx';
import { Fields, fieldsOf, Method, Prose, Sample } from './parts.tsx';
import { exampleOf, type Schema } from './schema.ts';

const stylesheet = readFileSync(new URL('./reference.css', import.meta.url), 'utf8');
const stylesheetHash = createHash('sha256').update(stylesheet).digest('base64');

export const referenceHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${stylesheetHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What the page reads of the document. */
export interface ReferenceDocument {
  info: { title: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export function renderReference(document: ReferenceDocument, baseUrl: string): string {
  const { info, components } = document;
  const groups = document.tags.map((tag) => ({
    ...tag,
    id: anchorOf(tag.name),
    operations: operationsOf(document, tag),
  }));
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`API reference · ${info.title}`}</title>
        {/* A file of ours, byte for byte as the policy's hash says. */}
        <style dangerouslySetInnerHTML={{ __html: stylesheet }} />
      </head>
      <body>
        <a class="skip" href="#start">
          Skip to the text
        </a>
        <header class="bar">
          <a class="brand" href="/docs">
            {info.title} <span>API reference</span>
          </a>
          <a href="/openapi.json">openapi.json</a>
        </header>
        <nav class="contents" aria-label="Contents">
          <a class="group" href="#start">
            Start here
          </a>
          {groups.map(({ id, name, operations }) => (
            <div key={id}>
              <a class="group" href={`#${id}`}>
                {name}
              </a>
              <ul>
                {operations.map(({ method, operation: { operationId, summary } }) => (
                  <li key={operationId}>
                    <a href={`#${operationId}`}>
                      <Method method={method} /> <span>{summary}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          <a class="group" href="#resources">
            Resources
          </a>
        </nav>
        <main>
          <Start baseUrl={baseUrl} description={info.description} />
          {groups.map(({ id, name, description, operations }) => (
            <section key={id} id={id} class="group">
              <h2>{name}</h2>
              <p class="lead">
                <Prose text={description} />
              </p>
              {operations.map((each) => (
                <OperationSection
                  key={each.operation.operationId}
                  {...each}
                  baseUrl={baseUrl}
                  resources={components.schemas}
                />
              ))}
            </section>
          ))}
          <section class="group" id="resources">
            <h2>Resources</h2>
            <p class="lead">What the answers are made of. Every field is always there, null where it says nothing.</p>
            {Object.entries(components.schemas).map(([name, schema]) => (
              <section key={name} class="operation" id={name}>
                <h3>
                  <a href={`#${name}`}>{name}</a>
                </h3>
                <div class="columns">
                  <div>
                    <Fields fields={fieldsOf(schema)} tellRequired={false} />
                  </div>
                  <div>
                    <Sample title={name}>{JSON.stringify(exampleOf(schema, components.schemas), null, 2)}</Sample>
                  </div>
                </div>
              </section>
            ))}
          </section>
        </main>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function Start({ baseUrl, description }: { baseUrl: string; description: string }) {
  return (
    <section class="group" id="start">
      <h1>API reference</h1>
      <p class="lead">{description}</p>
      <div class="columns">
        <div>
          <h2>Calling</h2>
          <p>
            Every call carries an API key and the id of the tenant that the key belongs to: <code>X-API-Key</code>, or
            the same key as <code>Authorization: Bearer</code>, and <code>X-Tenant-ID</code>. Bodies and answers are
            JSON; a field that is not known is refused. Ids are UUIDs, times are UTC.
          </p>
          <h2>Refusals</h2>
          <p>
            A refused call changed nothing. Branch on <code>code</code>; <code>message</code> is for people. What is not
            there and what belongs to another tenant are both <code>not_found</code>. Any call may be refused with{' '}
            <code>invalid_input</code> (400), <code>unauthenticated</code> (401), <code>tenant_mismatch</code> or{' '}
            <code>insufficient_scope</code> (403) and <code>unavailable</code> (503).
          </p>
          <h2>Lists</h2>
          <p>
            A page has <code>data</code>, <code>has_more</code> and <code>next_cursor</code>. Pass the cursor as{' '}
            <code>cursor</code> for the next page; <code>limit</code> is 50 unless given, at most 250.
          </p>
          <h2>Repeating safely</h2>
          <p>
            With an <code>Idempotency-Key</code>, a POST is done once: for 24 hours the same key and request get the
            same answer again, and another request under that key gets 422.
          </p>
        </div>
        <div>
          <Sample title="A first call">
            {`curl "${baseUrl}/v1/users" \\\n  -H "X-API-Key: $API_KEY" \\\n  -H "X-Tenant-ID: $TENANT_ID"`}
          </Sample>
          <Sample title="A refusal">
            {JSON.stringify({ code: 'not_found', message: 'there is no such user' }, null, 2)}
          </Sample>
        </div>
      </div>
    </section>
  );
}

function operationsOf({ paths }: ReferenceDocument, { name }: { name: string }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(name))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}

function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
