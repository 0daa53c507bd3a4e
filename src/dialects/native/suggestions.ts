/** `/v1/linking/suggestions`: users that look the same, for somebody to decide, one by one or many at once. */
import { type Static, Type } from 'typebox';
import { metadataPolicies } from '../../domain/merge.ts';
import { suggestionKinds, suggestionStatuses } from '../../domain/suggestion.ts';
import { type Approved, type DecisionResult, decisionsMax } from '../../operations/suggestions.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { wordOf } from './errors.ts';
import { closed, IdParams, nullable, oneOf, refTo, textInput, uuid, uuidInput } from './fields.ts';
import { IdentityBody, toIdentity } from './identity.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';
import { SuggestionBody, toSuggestion } from './suggestion.ts';
import { toUser, UserBody } from './user.ts';

const tag = 'Suggestions';

const approvalFields = {
  primary_user_id: Type.Optional(
    uuidInput({ description: 'Which of the two users stays; the one that was made first unless told.' }),
  ),
  metadata: Type.Optional(
    oneOf(metadataPolicies, {
      default: 'keep_primary',
      description: 'Whose user and app metadata the result of a merge has.',
    }),
  ),
};

const ApprovedBody = Type.Object({
  suggestion: refTo(SuggestionBody),
  user: refTo(UserBody),
  /** The tombstone of the other user; not there for an arrival. */
  secondary_user: Type.Optional(refTo(UserBody)),
  identities: Type.Array(refTo(IdentityBody)),
});

const DecisionRow = closed({
  /** What is wrong with an id is told in the row's own result, so that it does not spoil the others. */
  id: textInput(1024),
  decision: oneOf(['approve', 'dismiss']),
  ...approvalFields,
});

const RowResult = Type.Object({
  row: Type.Integer({ description: 'Its place among `decisions`, from 0.' }),
  outcome: oneOf(['approved', 'dismissed', 'refused']),
  suggestion_id: Type.Optional(uuid()),
  user_id: Type.Optional(uuid({ description: 'The user that stands for both, or that has the identity.' })),
  secondary_user_id: Type.Optional(uuid({ description: 'The user that was merged into it.' })),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});

const refusals = [
  'suggestion_not_found',
  'suggestion_decided',
  'suggestion_outdated',
  'user_merged',
  'user_suspended',
  'identity_linked_elsewhere',
  'linking_domain_mismatch',
  'too_many_identities',
  'last_owner',
] as const;

export function addSuggestionRoutes(app: NativeApp, context: DialectContext): void {
  const { suggestions } = context.operations;

  app.get(
    '/v1/linking/suggestions',
    {
      schema: {
        ...describe({
          id: 'listSuggestions',
          tag,
          summary: 'List suggestions',
          description:
            'The oldest first. Open ones that nobody could approve any more, because a user was merged or the identity ' +
            'linked meanwhile, are left out.',
          scopes: ['users:read'],
        }),
        querystring: closed({
          ...pageQuery,
          status: Type.Optional(oneOf(suggestionStatuses)),
          kind: Type.Optional(oneOf(suggestionKinds)),
          user_id: Type.Optional(uuidInput({ description: 'On either side.' })),
        }),
        response: { 200: pageOf(refTo(SuggestionBody)) },
      },
    },
    async (request) => {
      const { status, kind, user_id } = request.query;
      const page = readPage(request.query);
      return toPage(await suggestions.list(actorOf(request), page, { status, kind, userId: user_id }), toSuggestion);
    },
  );

  app.get(
    '/v1/linking/suggestions/:id',
    {
      schema: {
        ...describe({
          id: 'getSuggestion',
          tag,
          summary: 'Get a suggestion',
          scopes: ['users:read'],
          errors: ['suggestion_not_found'],
        }),
        params: IdParams,
        response: { 200: refTo(SuggestionBody) },
      },
    },
    async (request) => toSuggestion(await suggestions.read(actorOf(request), request.params.id)),
  );

  app.post(
    '/v1/linking/suggestions/:id/approve',
    {
      schema: {
        ...describe({
          id: 'approveSuggestion',
          tag,
          summary: 'Approve a suggestion',
          description:
            'Merges the two users, or links the identity of an arrival to the user. Refused when they have no proved key ' +
            'in common any more. Approving again answers what it came to.',
          scopes: ['users:write', 'identities:write'],
          errors: [...refusals],
        }),
        params: IdParams,
        body: nullable(closed(approvalFields, { examples: [{ metadata: 'deep_merge' }] })),
        response: { 200: ApprovedBody },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { primary_user_id, metadata } = request.body ?? {};
        const approval = { primaryUserId: primary_user_id, metadata };
        return toApproved(await operations.suggestions.approve(actorOf(request), request.params.id, approval));
      }),
  );

  app.post(
    '/v1/linking/suggestions/:id/dismiss',
    {
      schema: {
        ...describe({
          id: 'dismissSuggestion',
          tag,
          summary: 'Dismiss a suggestion',
          description: 'They are two people. Remembered: the same two are never suggested again.',
          scopes: ['users:write'],
          errors: ['suggestion_not_found', 'suggestion_decided'],
        }),
        params: IdParams,
        response: { 200: refTo(SuggestionBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toSuggestion(await operations.suggestions.dismiss(actorOf(request), request.params.id)),
      ),
  );

  app.post(
    '/v1/linking/suggestions/decide',
    {
      schema: {
        ...describe({
          id: 'decideSuggestions',
          tag,
          summary: `Approve or dismiss up to ${decisionsMax} suggestions`,
          description:
            'In order, each by itself: one that is refused leaves the others as they are. Repeating it is safe.',
          scopes: ['users:write', 'identities:write'],
        }),
        body: closed(
          { decisions: Type.Array(DecisionRow, { minItems: 1, maxItems: decisionsMax }) },
          {
            examples: [
              {
                decisions: [
                  { id: '0199b6a4-9a10-7c00-8d11-102132435465', decision: 'approve' },
                  { id: '0199b6a4-9a11-7c00-8d11-102132435466', decision: 'dismiss' },
                ],
              },
            ],
          },
        ),
        response: {
          200: Type.Object({
            data: Type.Array(RowResult),
            approved: Type.Integer(),
            dismissed: Type.Integer(),
            refused: Type.Integer(),
          }),
        },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const results = await operations.suggestions.decide(
          actorOf(request),
          request.body.decisions.map(({ id, decision, primary_user_id, metadata }) => ({
            id,
            decision,
            primaryUserId: primary_user_id,
            metadata,
          })),
        );
        const count = (outcome: DecisionResult['outcome']) =>
          results.filter((result) => result.outcome === outcome).length;
        return {
          data: results.map(toRowResult),
          approved: count('approved'),
          dismissed: count('dismissed'),
          refused: count('refused'),
        };
      }),
  );
}

function toApproved({ suggestion, user, secondary, identities }: Approved): Static<typeof ApprovedBody> {
  return {
    suggestion: toSuggestion(suggestion),
    user: toUser(user),
    ...(secondary && { secondary_user: toUser(secondary) }),
    identities: identities.map(toIdentity),
  };
}

function toRowResult(result: DecisionResult): Static<typeof RowResult> {
  const { row, outcome } = result;
  if (result.outcome === 'refused') {
    return { row, outcome, code: String(wordOf(result.code).code), message: result.message };
  }
  if (result.outcome === 'dismissed') return { row, outcome, suggestion_id: result.suggestion.id };
  const { suggestion, user, secondary } = result.approved;
  return {
    row,
    outcome,
    suggestion_id: suggestion.id,
    user_id: user.id,
    ...(secondary && { secondary_user_id: secondary.id }),
  };
}
