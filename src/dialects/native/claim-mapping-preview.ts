/** `POST /v1/connections/{id}/mapping/preview`: what a claim mapping makes of claims, before it is kept. */
import { Type } from 'typebox';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import {
  ClaimMappingInput,
  fromMapping,
  MappingProblemBody,
  mappedWords,
  NullableClaims,
  toClaims,
  wordOfClaim,
} from './claim-mapping.ts';
import { ClaimsInput, readClaims } from './explain.ts';
import { closed, IdParams, nullable, oneOf, textInput } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const PreviewBody = closed(
  {
    external_id: Type.Optional(textInput(255, { description: "The provider's name for the person." })),
    claims: ClaimsInput,
    claim_mapping: Type.Optional(
      nullable(closed(ClaimMappingInput.properties, { description: "Tried in place of the connection's own." })),
    ),
  },
  {
    examples: [
      {
        claims: { email: 'ada@example.com', email_verified: true, raw: { upn: 'ada@corp.example', first: 'Ada' } },
        claim_mapping: { username: '$substringBefore(upn, "@")', given_name: 'first' },
      },
    ],
  },
);

const PreviewAnswer = Type.Object(
  {
    claims: NullableClaims,
    changed: Type.Array(oneOf(mappedWords), { description: 'The claims that are not what the connector read.' }),
    problems: Type.Array(MappingProblemBody, { description: 'With any of them a sign-in is refused.' }),
  },
  { description: '`claims` is null where there are problems.' },
);

export function addClaimMappingRoute(app: NativeApp, { operations }: DialectContext): void {
  app.post(
    '/v1/connections/:id/mapping/preview',
    {
      schema: {
        ...describe({
          id: 'previewClaimMapping',
          tag: 'Connections',
          summary: 'Preview a claim mapping',
          description: 'Evaluates the expressions as a sign-in would, on claims that you make up. Writes nothing.',
          scopes: ['identity_providers:read'],
          errors: ['connection_not_found', 'identity_provider_mismatch'],
          readsOnly: true,
        }),
        params: IdParams,
        body: PreviewBody,
        response: { 200: PreviewAnswer },
      },
    },
    async (request) => {
      const { external_id = 'somebody', claims, claim_mapping } = request.body;
      const outcome = await operations.connections.previewMapping(actorOf(request), request.params.id, {
        claims: readClaims({ external_id, claims }),
        ...(claim_mapping !== undefined && { mapping: claim_mapping && fromMapping(claim_mapping) }),
      });
      return outcome.mapped
        ? { claims: toClaims(outcome.claims), changed: outcome.changed.map(wordOfClaim), problems: [] }
        : {
            claims: null,
            changed: [],
            problems: outcome.problems.map(({ claim, said }) => ({ claim: wordOfClaim(claim), message: said })),
          };
    },
  );
}
