/**
 * The OpenAPI 3.1 document, made from the schemas that validate requests and write answers. What is the same everywhere
 * (credentials, the refusals that any operation may give, the header of repeatable POSTs) is added here, by reference.
 */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { type ErrorCode, errorTable } from '../../domain/errors.ts';
import type { DialectContext } from '../dialect.ts';
import { ApiKeyBody, CreatedApiKeyBody } from './api-keys.ts';
import { ApplicationBody, CreatedApplicationBody } from './application.ts';
import { SigningKeyBody } from './applications.ts';
import { ConnectionBody } from './connection.ts';
import { ConnectionTestBody } from './connection-tests.ts';
import { ErrorBody, wordOf } from './errors.ts';
import { EventBody, EventExplanationBody } from './event.ts';
import { ExplanationBody } from './explain.ts';
import { IdentityBody, IdentityWithClaimsBody } from './identity.ts';
import { IdentityProviderBody } from './identity-provider.ts';
import { ImportBody, RefusedLineBody } from './import.ts';
import { OperatorBody } from './operators.ts';
import { PolicyBody } from './policy.ts';
import { type ReferenceDocument, referenceHeaders, renderReference } from './reference/page.tsx';
import { tags } from './routing.ts';
import { SamlKeyBody } from './saml-keys.ts';
import { SessionBody } from './sessions.ts';
import { StrategyBody } from './strategies.ts';
import { SuggestionBody, SweepBody } from './suggestion.ts';
import { TenantBody } from './tenants.ts';
import { UserBody } from './user.ts';

const shared: TSchema[] = [
  ErrorBody,
  UserBody,
  IdentityBody,
  IdentityWithClaimsBody,
  IdentityProviderBody,
  ImportBody,
  RefusedLineBody,
  ConnectionBody,
  ConnectionTestBody,
  StrategyBody,
  SuggestionBody,
  SweepBody,
  SessionBody,
  EventBody,
  ExplanationBody,
  PolicyBody,
  EventExplanationBody,
  ApplicationBody,
  CreatedApplicationBody,
  SigningKeyBody,
  SamlKeyBody,
  ApiKeyBody,
  CreatedApiKeyBody,
  TenantBody,
  OperatorBody,
];

export function addSharedSchemas(app: FastifyInstance): void {
  for (const schema of shared) app.addSchema(schema);
}

/** Collects the routes that are added after it, and serves the document and the page made from it. Both are public. */
export async function addDescription(app: FastifyInstance, { baseUrl }: DialectContext): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Selfsame',
        version: '1',
        description: 'Which external identities are the selfsame person: users, their identities, linking and merging.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      servers: [{ url: '/' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: { securitySchemes },
      // Either way of giving the key, and always the tenant with it.
      security: [
        { apiKey: [], tenant: [] },
        { bearer: [], tenant: [] },
        { console: [], chosenTenant: [] },
      ],
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => ($id as string) ?? `def-${index}` },
    transformObject: (documents) =>
      'openapiObject' in documents ? complete(documents.openapiObject as Document) : documents.swaggerObject,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-cache');
    return app.swagger();
  });
  // Rendered when first asked for: the routes are all there by then.
  let page: string | undefined;
  app.get('/docs', { schema: { hide: true } }, async (_request, reply) => {
    page ??= renderReference(app.swagger() as unknown as ReferenceDocument, baseUrl);
    return reply.headers(referenceHeaders).send(page);
  });
}

const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The whole key, `sk_…`.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key as a bearer token.' },
  tenant: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Tenant-ID',
    description: 'The id of the tenant the key belongs to.',
  },
  console: { type: 'http', scheme: 'bearer', description: "An access token of the console, for the API's audience." },
  chosenTenant: {
    type: 'apiKey',
    in: 'header',
    name: 'Selfsame-Tenant',
    description: "The id of the tenant that the operator works in; absent: the oldest beside the operators' own.",
  },
} as const;

/** The document as far as it is completed here. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, unknown>;
    responses?: Record<string, unknown>;
    parameters?: Record<string, unknown>;
  };
}

interface Operation {
  operationId: string;
  parameters?: { in?: string; $ref?: string }[];
  requestBody?: { required: boolean; content: Record<string, { schema: { type?: string | string[] } }> };
  responses: Record<string, object>;
  'x-errors'?: ErrorCode[];
  'x-reads-only'?: true;
  'x-says-where'?: true;
}

/** What any operation may answer, and what only one with a body or a POST may. */
const everywhere: ErrorCode[] = [
  'invalid_input',
  'unauthenticated',
  'tenant_mismatch',
  'insufficient_scope',
  'not_an_operator',
  'unavailable',
  'internal',
];
const withBody: ErrorCode[] = ['malformed_json', 'body_too_large', 'unsupported_media_type'];
const withKey: ErrorCode[] = ['idempotency_key_reused'];

const responseNames: Record<number, string> = {
  400: 'InvalidInput',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  422: 'IdempotencyKeyReused',
  429: 'TooManyRequests',
  500: 'Internal',
  501: 'NotSupported',
  503: 'Unavailable',
};

function complete(document: Document): Document {
  document.components.responses = errorResponses();
  document.components.parameters = {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'The same key and request give the same answer again for 24 hours; another request is refused.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  };
  for (const methods of Object.values(document.paths))
    for (const [method, operation] of Object.entries(methods)) completeOperation(method, operation);
  return document;
}

function completeOperation(method: string, operation: Operation): void {
  const takesKey = method === 'post' && !operation['x-reads-only'] && !operation['x-says-where'];
  const { requestBody } = operation;
  // A body that may be null may be left out: the server reads both alike.
  if (requestBody) requestBody.required = !requestBody.content['application/json']?.schema.type?.includes('null');
  const codes: ErrorCode[] = [
    ...everywhere,
    ...(requestBody ? withBody : []),
    ...(requestBody?.required ? (['body_required'] as const) : []),
    ...(takesKey ? withKey : []),
    ...(operation['x-errors'] ?? []),
  ];
  if (takesKey)
    operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];
  const statuses = [...new Set(codes.map((code) => wordOf(code).status))].sort((a, b) => a - b);
  for (const status of statuses)
    operation.responses[status] = { $ref: `#/components/responses/${responseNames[status]}` };
  for (const [status, response] of Object.entries(operation.responses))
    if ('description' in response && response.description === 'Default Response')
      Object.assign(response, { description: status === '201' ? 'Created' : 'OK' });
}

/** One response for each status, with every code that may stand in it. */
function errorResponses(): Record<string, unknown> {
  const codes = Object.keys(errorTable) as ErrorCode[];
  return Object.fromEntries(
    Object.entries(responseNames).map(([status, name]) => {
      const words = codes.filter((code) => wordOf(code).status === Number(status));
      const shown = [...new Set(words.map((code) => wordOf(code).code))].map((code) => `\`${code}\``);
      const schema = { $ref: '#/components/schemas/Error' };
      return [name, { description: shown.join(', '), content: { 'application/json': { schema } } }];
    }),
  );
}
