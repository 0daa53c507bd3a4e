/** A policy on the wire: JITSudo's fields first. */
import { type Static, Type } from 'typebox';
import type { Policy } from '../../domain/policy.ts';
import { countStatements, type Mistake, type PolicyName } from '../../operations/policies.ts';
import { nullable, time, uuid } from './fields.ts';

export const PolicyBody = Type.Object(
  {
    id: uuid(),
    name: Type.String(),
    description: nullable(Type.String()),
    enabled: Type.Boolean(),
    priority: Type.Integer({ description: 'Of several that decide, the higher one is told first. Any `forbid` wins.' }),
    rule_count: Type.Integer({ description: 'How many statements the text has.' }),
    created_at: time(),
    updated_at: time(),
    cedar_policy_set: Type.String({ description: 'The Cedar text.' }),
    version: Type.Integer({ description: 'Raised with every change of the text.' }),
  },
  {
    $id: 'Policy',
    title: 'Policy',
    examples: [
      {
        id: '0199b6a4-8888-7000-b000-0f1e2d3c4b5a',
        name: 'administrators link by hand',
        description: null,
        enabled: true,
        priority: 10,
        rule_count: 1,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
        cedar_policy_set:
          '@notice("Ask the service desk to link it.")\nforbid(principal is Arrival, action == Action::"identity:link", resource)\n' +
          'when { context.user.app_metadata.contains("roles=admin") };',
        version: 1,
      },
    ],
  },
);

export const MistakeBody = Type.Object({
  message: Type.String(),
  line: Type.Integer({ description: 'From 1.' }),
  column: Type.Integer({ description: 'In characters, from 1.' }),
  help: nullable(Type.String()),
});

export const PolicyNameBody = Type.Object({ id: uuid(), name: Type.String(), version: Type.Integer() });

export const FailureBody = Type.Object({ policy_id: nullable(uuid()), message: Type.String() });

export function toPolicy(policy: Policy): Static<typeof PolicyBody> {
  return {
    id: policy.id,
    name: policy.name,
    description: policy.description,
    enabled: policy.enabled,
    priority: policy.priority,
    rule_count: countStatements(policy.cedar),
    created_at: policy.createdAt,
    updated_at: policy.updatedAt,
    cedar_policy_set: policy.cedar,
    version: policy.version,
  };
}

export function toWritten({ policy, warnings }: { policy: Policy; warnings: Mistake[] }) {
  return { ...toPolicy(policy), warnings };
}

/** What stopped an evaluation; without a policy it was the request or the engine. */
export function toFailure({ policy, message }: { policy: PolicyName | null; message: string }) {
  return { policy_id: policy?.id ?? null, message };
}
