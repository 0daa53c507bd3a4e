/** `/v1/policies/evaluate` and `/v1/policies/dry-run`: what policies would say, without anything happening. */
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { governedActions, policyTextMax } from '../../operations/policies.ts';
import { dryRunEventsMax } from '../../operations/policy-dry-run.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { EventBody, toEvent } from './events.ts';
import { closed, jsonObject, oneOf, refTo, textInput, uuidInput } from './fields.ts';
import { FailureBody, PolicyNameBody, toFailure } from './policy.ts';
import { describe, type NativeApp } from './routing.ts';

const entityTypes = ['Actor', 'Arrival', 'Identity', 'IdentityProvider', 'User'] as const;
const outcomes = ['permitted', 'refused'] as const;

const Told = {
  policies: Type.Array(PolicyNameBody, { description: 'The policies that determined it.' }),
  notices: Type.Array(Type.String(), { description: 'What they have to say to people.' }),
  errors: Type.Array(FailureBody, { description: 'What could not be evaluated; with any of it the answer is no.' }),
};

const EvaluateBody = closed(
  {
    action: oneOf(governedActions),
    principal: Type.Optional(textInput(1024, { description: '`type:id`; the calling key when absent.' })),
    resource: Type.Optional(
      textInput(1024, { description: '`type:id`; the identity or user named below when absent.' }),
    ),
    user_id: Type.Optional(uuidInput({ description: 'Fills `context.user`.' })),
    other_user_id: Type.Optional(uuidInput({ description: 'Fills `context.other`, or `context.from` of a move.' })),
    identity_id: Type.Optional(uuidInput({ description: 'Fills `context.identity`.' })),
    context: Type.Optional(
      jsonObject({ description: 'Laid over those facts, part by part. Times and addresses as text.' }),
    ),
  },
  {
    examples: [
      {
        action: 'identity:link',
        principal: 'Arrival:example',
        resource: 'Identity:new',
        user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
        context: {
          identity: {
            provider: { id: '0199b6a4-01aa-7000-8000-000038000000', name: 'contractors', strategy: 'oidc' },
            subject: '42',
            email_proved: true,
            phone_proved: false,
          },
        },
      },
    ],
  },
);

const DryRunBody = closed(
  {
    policy_id: Type.Optional(uuidInput({ description: 'The policy that would change; absent for a new one.' })),
    cedar_policy_set: Type.Optional(textInput(policyTextMax, { description: 'Its new text.' })),
    enabled: Type.Optional(Type.Boolean({ description: 'Whether it would be in force; as it is when absent.' })),
    delete: Type.Optional(Type.Boolean({ description: 'It would be gone.' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: dryRunEventsMax,
        default: 200,
        description: 'How many of the newest events.',
      }),
    ),
  },
  { examples: [{ policy_id: '0199b6a4-8888-7000-b000-0f1e2d3c4b5a', enabled: true, limit: 1000 }] },
);

export function addPolicyTrialRoutes(app: NativeApp, context: DialectContext): void {
  const tag = 'Policies';

  app.post(
    '/v1/policies/evaluate',
    {
      schema: {
        ...describe({
          id: 'evaluatePolicies',
          tag,
          summary: 'Ask what the policies in force say to a request',
          description: 'Nothing happens. The context must fit the schema in the end; the answer shows it whole.',
          scopes: ['policies:read'],
          errors: ['user_not_found', 'identity_not_found'],
        }),
        body: EvaluateBody,
        response: {
          200: Type.Object({
            permitted: Type.Boolean(),
            matching_policy_ids: Type.Array(Type.String()),
            reason: Type.String(),
            ...Told,
            context: jsonObject(),
          }),
        },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { action, principal, resource, user_id, other_user_id, identity_id, context: given } = request.body;
        const told = await operations.policies.evaluate(actorOf(request), {
          action,
          ...(principal !== undefined && { principal: readEntity(principal, 'principal') }),
          ...(resource !== undefined && { resource: readEntity(resource, 'resource') }),
          ...(user_id !== undefined && { userId: user_id }),
          ...(other_user_id !== undefined && { otherUserId: other_user_id }),
          ...(identity_id !== undefined && { identityId: identity_id }),
          ...(given && { context: given }),
        });
        const { permitted, policies, reason, notices, errors, context: asked } = told;
        const matching_policy_ids = policies.map(({ id }) => id);
        const failures = errors.map(toFailure);
        return {
          permitted,
          matching_policy_ids,
          reason,
          policies: policies.map(({ id, name, version }) => ({ id, name, version })),
          notices,
          errors: failures,
          context: asked,
        };
      }),
  );

  app.post(
    '/v1/policies/dry-run',
    {
      schema: {
        ...describe({
          id: 'dryRunPolicyChange',
          tag,
          summary: 'See which past decisions a change of policies would have made otherwise',
          description:
            'Asks the newest changes and sign-ins again, under the policies as they are and as they would be. Nothing is ' +
            'written. `facts` is `recorded` where the event keeps what the policies were asked, and `reconstructed` where ' +
            'there were none then: from the event, and from users as they are today.',
          scopes: ['policies:read', 'events:read'],
          errors: ['policy_not_found', 'policy_invalid'],
        }),
        body: DryRunBody,
        response: {
          200: Type.Object({
            examined: Type.Integer(),
            skipped: Type.Integer({ description: 'Events whose users or providers are gone.' }),
            data: Type.Array(
              Type.Object({
                event: refTo(EventBody),
                was: oneOf(outcomes),
                under_current: oneOf(outcomes),
                would_be: oneOf(outcomes),
                facts: oneOf(['recorded', 'reconstructed']),
                ...Told,
              }),
            ),
          }),
        },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { policy_id, cedar_policy_set, enabled, delete: deleted, limit } = request.body;
        const { examined, skipped, differences } = await operations.policies.dryRun(actorOf(request), {
          ...(policy_id !== undefined && { policyId: policy_id }),
          ...(cedar_policy_set !== undefined && { cedar: cedar_policy_set }),
          ...(enabled !== undefined && { enabled }),
          ...(deleted !== undefined && { deleted }),
          ...(limit !== undefined && { limit }),
        });
        const data = differences.map(({ event, was, underCurrent, wouldBe, facts, policies, notices, errors }) => ({
          event: toEvent(event),
          was,
          under_current: underCurrent,
          would_be: wouldBe,
          facts,
          policies: policies.map(({ id, name, version }) => ({ id, name, version })),
          notices,
          errors: errors.map(toFailure),
        }));
        return { examined, skipped, data };
      }),
  );
}

/** `User:0199…`: JITSudo's way to name a thing. */
function readEntity(text: string, field: string) {
  const colon = text.indexOf(':');
  const [type, id] = [text.slice(0, colon), text.slice(colon + 1)];
  const known = entityTypes.find((each) => each === type);
  if (known && colon > 0 && id !== '') return { type: known, id };
  throw new DomainError('invalid_input', `\`${field}\` must be \`type:id\`, with a type of ${entityTypes.join(', ')}`, {
    field,
  });
}
