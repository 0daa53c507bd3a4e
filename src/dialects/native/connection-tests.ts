/** `/v1/connections/{id}/tests`: trying a connection before people depend on it. */
import { type Static, Type } from 'typebox';
import { testStatuses, testSteps } from '../../domain/connection-test.ts';
import type { SeenTest } from '../../operations/connection-tests.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { MappingProblemBody, mappedWords, NullableClaims, toClaims, wordOfClaim } from './claim-mapping.ts';
import { DecisionBody, ReasonBody, toDecision, toReason } from './explain.ts';
import { IdParams, jsonObject, nullable, oneOf, refTo, time, uuid, uuidInput } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const StartedBody = Type.Object({
  id: uuid(),
  connection_id: uuid(),
  url: Type.String({ format: 'uri', description: 'To be opened in a browser, once. It is told this one time.' }),
  expires_at: time({ description: 'Until then the test must have been gone through.' }),
});

const LinkingBody = Type.Object({
  decision: DecisionBody,
  reasons: Type.Array(ReasonBody, { description: 'Every rule that was looked at, in order.' }),
  policies: Type.Array(Type.Object({ id: uuid(), name: Type.String() })),
  notices: Type.Array(Type.String()),
  user_id: nullable(uuid({ description: 'Who would be signed in; null: nobody, or nobody yet.' })),
  identity_id: nullable(uuid({ description: 'The identity of this external id, where it has been seen before.' })),
});

export const ConnectionTestBody = Type.Object(
  {
    id: uuid(),
    connection_id: uuid(),
    status: oneOf(testStatuses),
    steps: Type.Array(
      Type.Object({
        step: oneOf(testSteps),
        outcome: oneOf(['passed', 'failed', 'not_reached']),
        message: Type.String({ description: 'What happened, in plain words.' }),
        reason: Type.Optional(Type.String({ description: "A failure's code." })),
      }),
      { description: 'In the order in which a sign-in takes them.' },
    ),
    raw: nullable(jsonObject({ description: 'What the provider said, secrets left out.' })),
    claims: NullableClaims,
    mapped: NullableClaims,
    changed: Type.Array(oneOf(mappedWords), { description: 'The claims that the mapping changed.' }),
    mapping_problems: Type.Array(MappingProblemBody),
    linking: nullable(LinkingBody),
    created_at: time(),
    expires_at: time(),
    finished_at: nullable(time()),
  },
  { $id: 'ConnectionTest', title: 'Connection test' },
);

const TestParams = Type.Object({ id: uuidInput(), testId: uuidInput() });

export function addConnectionTestRoutes(app: NativeApp, context: DialectContext): void {
  const tag = 'Connections';

  app.post(
    '/v1/connections/:id/tests',
    {
      schema: {
        ...describe({
          id: 'testConnection',
          tag,
          summary: 'Test a connection',
          description:
            'Answers an address to open in a browser: a sign-in that goes every step of a real one, also through a ' +
            'connection that is switched off, and leaves nothing behind but its report.',
          scopes: ['identity_providers:write'],
          errors: ['connection_not_found', 'identity_provider_mismatch', 'rate_limited'],
        }),
        params: IdParams,
        response: { 201: StartedBody },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { test, token } = await operations.connectionTests.create(actorOf(request), request.params.id);
        reply.code(201);
        return {
          id: test.id,
          connection_id: test.connectionId,
          url: `${context.baseUrl}/sign-in/test?${new URLSearchParams({ token })}`,
          expires_at: test.expiresAt,
        };
      }),
  );

  app.get(
    '/v1/connections/:id/tests/:testId',
    {
      schema: {
        ...describe({
          id: 'getConnectionTest',
          tag,
          summary: 'Get the report of a test',
          description: 'Kept for a day. It names people, so it needs the scopes of what it shows.',
          scopes: ['identity_providers:read', 'identities:read', 'users:read'],
          errors: ['connection_not_found', 'connection_test_not_found', 'identity_provider_mismatch'],
        }),
        params: TestParams,
        response: { 200: refTo(ConnectionTestBody) },
      },
    },
    async (request) => {
      const { id, testId } = request.params;
      return toTest(await context.operations.connectionTests.read(actorOf(request), id, testId));
    },
  );
}

function toTest({ report, ...test }: SeenTest): Static<typeof ConnectionTestBody> {
  const { linking, claims, mapped } = report;
  return {
    id: test.id,
    connection_id: test.connectionId,
    status: test.status,
    steps: report.steps.map(({ step, outcome, said, reason }) => ({
      step,
      outcome,
      message: said,
      ...(reason !== undefined && { reason }),
    })),
    raw: report.said,
    claims: claims && toClaims(claims),
    mapped: mapped && toClaims(mapped),
    changed: report.changed.map(wordOfClaim),
    mapping_problems: report.mappingProblems.map(({ claim, said }) => ({ claim: wordOfClaim(claim), message: said })),
    linking: linking && {
      decision: toDecision(linking.decision),
      reasons: linking.decision.reasons.map(toReason),
      policies: linking.policies,
      notices: linking.notices,
      user_id: linking.userId,
      identity_id: linking.identityId,
    },
    created_at: test.createdAt,
    expires_at: test.expiresAt,
    finished_at: test.finishedAt,
  };
}
