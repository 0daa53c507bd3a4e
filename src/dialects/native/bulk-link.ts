/** `POST /v1/identities/bulk-link`: links by the thousand, with a result for each row. */
import { type Static, Type } from 'typebox';
import { type BulkResult, bulkRowsMax } from '../../operations/bulk-link.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { wordOf } from './errors.ts';
import { closed, oneOf, textInput, uuid } from './fields.ts';
import { detailFields, fromDetails } from './identity.ts';
import { describe, type NativeApp } from './routing.ts';

/** Ten thousand rows with all of their details, and a good part of their claims. */
const bodyBytesMax = 32 * 1024 * 1024;

/** What is wrong with an id or a subject is told in the row's own result, so that it does not spoil the others. */
const LinkRow = closed({
  user_id: textInput(1024),
  identity_provider_id: textInput(1024),
  external_id: textInput(1024),
  subject_type: Type.Optional(textInput(64)),
  ...detailFields,
});

const RowResult = Type.Object({
  row: Type.Integer({ description: 'Its place among `links`, from 0.' }),
  outcome: oneOf(['linked', 'already_linked', 'refused']),
  identity_id: Type.Optional(uuid()),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  notices: Type.Optional(Type.Array(Type.String())),
});

export function addBulkLinkRoute(app: NativeApp, context: DialectContext): void {
  app.post(
    '/v1/identities/bulk-link',
    {
      bodyLimit: bodyBytesMax,
      schema: {
        ...describe({
          id: 'bulkLinkIdentities',
          tag: 'Identities',
          summary: 'Link up to 10,000 identities',
          description:
            'One transaction. `row_by_row` links what can be linked and says of each other row why not; ' +
            '`all_or_nothing` links all or answers 409 `bulk_refused` with the refused rows. Repeating it is safe.',
          scopes: ['identities:write'],
          errors: ['bulk_refused'],
        }),
        body: closed(
          {
            links: Type.Array(LinkRow, { minItems: 1, maxItems: bulkRowsMax }),
            mode: Type.Optional(oneOf(['all_or_nothing', 'row_by_row'], { default: 'all_or_nothing' })),
          },
          {
            examples: [
              {
                mode: 'row_by_row',
                links: [
                  {
                    user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90',
                    identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000',
                    external_id: '113274839201928374650',
                  },
                ],
              },
            ],
          },
        ),
        response: {
          200: Type.Object({
            data: Type.Array(RowResult),
            linked: Type.Integer(),
            already_linked: Type.Integer(),
            refused: Type.Integer(),
          }),
        },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { links, mode = 'all_or_nothing' } = request.body;
        const results = await operations.identities.bulkLink(actorOf(request), {
          allOrNothing: mode === 'all_or_nothing',
          rows: links.map(({ user_id, identity_provider_id, external_id, subject_type, ...details }) => ({
            ...fromDetails(details),
            userId: user_id,
            identityProviderId: identity_provider_id,
            subject: external_id,
            ...(subject_type !== undefined && { subjectType: subject_type }),
          })),
        });
        const count = (outcome: BulkResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
        return {
          data: results.map(toRowResult),
          linked: count('linked'),
          already_linked: count('already_linked'),
          refused: count('refused'),
        };
      }),
  );
}

function toRowResult(result: BulkResult): Static<typeof RowResult> {
  const { row, outcome } = result;
  if (result.outcome !== 'refused') return { row, outcome, identity_id: result.identityId };
  const { code, message, notices } = result;
  return { row, outcome, code: String(wordOf(code).code), message, ...(notices && { notices }) };
}
