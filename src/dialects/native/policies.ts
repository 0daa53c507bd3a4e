/** `/v1/policies`: Cedar text that stands over the linking rules. Trying them out has a file of its own. */
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { governedActions, policySchema, policyTextMax } from '../../operations/policies.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, ifUpdatedAtField, nullable, oneOf, refTo, textInput } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { MistakeBody, PolicyBody, toPolicy, toWritten } from './policy.ts';
import { describe, type NativeApp } from './routing.ts';

const cedarField = textInput(policyTextMax, { description: 'One or more Cedar statements.' });

const fields = {
  description: Type.Optional(nullable(textInput(1024))),
  enabled: Type.Optional(Type.Boolean({ description: 'True when it is made, unless told.' })),
  priority: Type.Optional(Type.Integer({ minimum: -1_000_000, maximum: 1_000_000, description: '0 unless told.' })),
};

/** JITSudo's words for granting access for a time: nothing is granted here, so a limit on it would hold nobody. */
const ofGrants = {
  max_duration_seconds: Type.Optional(nullable(Type.Integer({ description: 'Refused: nothing is granted here.' }))),
  default_duration_seconds: Type.Optional(nullable(Type.Integer({ description: 'Refused, too.' }))),
  notification_channel: Type.Optional(nullable(textInput(255, { description: 'Refused, too.' }))),
};

const nameField = textInput(128, { description: 'Unique in the tenant.' });
const example =
  '@notice("Contractors keep their own account.")\nforbid(principal, action == Action::"identity:link", resource)\n' +
  'when { context.identity.provider.name == "contractors" };';

const CreateBody = closed(
  { name: nameField, cedar_policy_set: cedarField, ...fields, ...ofGrants },
  { examples: [{ name: 'contractors stay apart', cedar_policy_set: example }] },
);

const UpdateBody = closed(
  {
    name: Type.Optional(nameField),
    cedar_policy_set: Type.Optional(cedarField),
    ...fields,
    ...ofGrants,
    if_updated_at: ifUpdatedAtField(),
  },
  { examples: [{ priority: 10, enabled: false }] },
);

const Written = Type.Object({
  ...PolicyBody.properties,
  warnings: Type.Array(MistakeBody, { description: 'What is allowed and most likely not meant.' }),
});

export function addPolicyRoutes(app: NativeApp, context: DialectContext): void {
  const { policies } = context.operations;
  const Policy = refTo(PolicyBody);
  const tag = 'Policies';

  app.get(
    '/v1/policies',
    {
      schema: {
        ...describe({ id: 'listPolicies', tag, summary: 'List policies', scopes: ['policies:read'] }),
        querystring: closed({ ...pageQuery, enabled: Type.Optional(Type.Boolean()) }),
        response: { 200: pageOf(Policy) },
      },
    },
    async (request) => {
      const { query } = request;
      return toPage(await policies.list(actorOf(request), readPage(query), { enabled: query.enabled }), toPolicy);
    },
  );

  app.get(
    '/v1/policies/schema',
    {
      schema: {
        ...describe({
          id: 'getPolicySchema',
          tag,
          summary: 'Get what policies may speak of',
          description: 'The Cedar schema: the actions, who asks, and the facts in `context`.',
          scopes: [],
        }),
        response: { 200: Type.Object({ schema: Type.String(), actions: Type.Array(oneOf(governedActions)) }) },
      },
    },
    async () => ({ schema: policySchema, actions: [...governedActions] }),
  );

  app.post(
    '/v1/policies',
    {
      schema: {
        ...describe({
          id: 'createPolicy',
          tag,
          summary: 'Create a policy',
          description:
            'The text must parse and fit the schema; 400 `policy_invalid` lists every mistake with its line and column. It is ' +
            'in force at once unless `enabled` is false.',
          scopes: ['policies:write'],
          errors: ['policy_invalid', 'policy_name_taken', 'not_supported'],
        }),
        body: CreateBody,
        response: { 201: Written },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { cedar_policy_set: cedar, ...rest } = withoutGrants(request.body);
        const written = await operations.policies.create(actorOf(request), { ...rest, cedar });
        reply.code(201);
        return toWritten(written);
      }),
  );

  app.get(
    '/v1/policies/:id',
    {
      schema: {
        ...describe({
          id: 'getPolicy',
          tag,
          summary: 'Get a policy',
          scopes: ['policies:read'],
          errors: ['policy_not_found'],
        }),
        params: IdParams,
        response: { 200: Policy },
      },
    },
    async (request) => toPolicy(await policies.read(actorOf(request), request.params.id)),
  );

  app.patch(
    '/v1/policies/:id',
    {
      schema: {
        ...describe({
          id: 'updatePolicy',
          tag,
          summary: 'Update a policy',
          description: 'What is absent stays. A changed text is a new version.',
          scopes: ['policies:write'],
          errors: ['policy_not_found', 'policy_invalid', 'policy_name_taken', 'changed_meanwhile', 'not_supported'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: Written },
      },
    },
    async (request) => {
      const { cedar_policy_set: cedar, if_updated_at: ifUpdatedAt, ...rest } = withoutGrants(request.body);
      const input = {
        ...rest,
        ...(cedar !== undefined && { cedar }),
        ...(ifUpdatedAt !== undefined && { ifUpdatedAt }),
      };
      return toWritten(await policies.update(actorOf(request), request.params.id, input));
    },
  );

  for (const [word, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(
      `/v1/policies/:id/${word}`,
      {
        schema: {
          ...describe({
            id: `${word}Policy`,
            tag,
            summary: `${enabled ? 'Enable' : 'Disable'} a policy`,
            description: enabled ? 'Its text is checked again.' : 'It is kept, and asked about nothing.',
            scopes: ['policies:write'],
            errors: enabled ? ['policy_not_found', 'policy_invalid'] : ['policy_not_found'],
          }),
          params: IdParams,
          response: { 200: Policy },
        },
      },
      (request, reply) =>
        answer(context, actorOf(request), request, reply, async (operations) =>
          toPolicy(await operations.policies.setEnabled(actorOf(request), request.params.id, enabled)),
        ),
    );
  }

  app.delete(
    '/v1/policies/:id',
    {
      schema: {
        ...describe({
          id: 'deletePolicy',
          tag,
          summary: 'Delete a policy',
          scopes: ['policies:write'],
          errors: ['policy_not_found'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Deleted' }) },
      },
    },
    async (request, reply) => {
      await policies.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function withoutGrants<T extends Partial<Record<keyof typeof ofGrants, unknown>>>(
  body: T,
): Omit<T, keyof typeof ofGrants> {
  const { max_duration_seconds, default_duration_seconds, notification_channel, ...rest } = body;
  const given = Object.entries({ max_duration_seconds, default_duration_seconds, notification_channel });
  for (const [field, value] of given)
    if (value !== undefined && value !== null)
      throw new DomainError('not_supported', `nothing is granted here for a time: leave out \`${field}\``, { field });
  return rest;
}
