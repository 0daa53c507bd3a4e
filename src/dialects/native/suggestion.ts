/** Suggestions and sweeps as the native dialect writes them. */
import { type Static, Type } from 'typebox';
import { matchKeys } from '../../domain/linking-rule.ts';
import { type Suggestion, type Sweep, suggestionKinds, suggestionStatuses } from '../../domain/suggestion.ts';
import { jsonObject, nullable, oneOf, time, uuid } from './fields.ts';

export const SuggestionBody = Type.Object(
  {
    id: uuid(),
    kind: oneOf(suggestionKinds, {
      description:
        '`users`: two users that look the same. `arrival`: an identity of nobody, and a user that it may belong to.',
    }),
    status: oneOf(suggestionStatuses),
    user_id: uuid(),
    other_user_id: nullable(uuid({ description: 'The other one of two users.' })),
    identity_id: nullable(uuid({ description: 'The identity of an arrival.' })),
    evidence: Type.Array(
      Type.Object({
        key: oneOf(matchKeys),
        value: Type.String({ description: 'As it is compared.' }),
        said: Type.String({ description: 'What proves it on each side, in words.' }),
      }),
      { description: 'What both sides had proved when it was suggested.' },
    ),
    created_at: time(),
    decided_at: nullable(time()),
    decided_by: nullable(jsonObject({ description: 'Who approved or dismissed it, as an event tells its actor.' })),
  },
  {
    $id: 'Suggestion',
    title: 'Suggestion',
    examples: [
      {
        id: '0199b6a4-9a10-7c00-8d11-102132435465',
        kind: 'users',
        status: 'open',
        user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
        other_user_id: '0199b6a4-7777-7000-a000-5c6d7e8f9012',
        identity_id: null,
        evidence: [
          {
            key: 'email',
            value: 'ada@example.com',
            said: 'of the user: its e-mail address is verified; of the other user: its e-mail address is verified',
          },
        ],
        created_at: '2026-01-15T12:00:00.000Z',
        decided_at: null,
        decided_by: null,
      },
    ],
  },
);

export function toSuggestion(suggestion: Suggestion): Static<typeof SuggestionBody> {
  return {
    id: suggestion.id,
    kind: suggestion.kind,
    status: suggestion.status,
    user_id: suggestion.userId,
    other_user_id: suggestion.otherUserId,
    identity_id: suggestion.identityId,
    evidence: suggestion.evidence,
    created_at: suggestion.createdAt,
    decided_at: suggestion.decidedAt,
    decided_by: suggestion.decidedBy,
  };
}

export const SweepBody = Type.Object(
  {
    id: uuid(),
    finished: Type.Boolean(),
    users_seen: Type.Integer(),
    users_total: Type.Integer({ description: 'How many there were when it began.' }),
    suggestions_made: Type.Integer(),
    started_at: time(),
    updated_at: time(),
    finished_at: nullable(time()),
  },
  {
    $id: 'Sweep',
    title: 'Sweep',
    examples: [
      {
        id: '0199b6a4-9b20-7d00-8e22-203142536475',
        finished: false,
        users_seen: 5000,
        users_total: 20000,
        suggestions_made: 12,
        started_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:01.000Z',
        finished_at: null,
      },
    ],
  },
);

export function toSweep(sweep: Sweep): Static<typeof SweepBody> {
  return {
    id: sweep.id,
    finished: sweep.finishedAt !== null,
    users_seen: sweep.usersSeen,
    users_total: sweep.usersTotal,
    suggestions_made: sweep.suggestionsMade,
    started_at: sweep.startedAt,
    updated_at: sweep.updatedAt,
    finished_at: sweep.finishedAt,
  };
}
