/** `/v1/identities`: look-up from the provider's side, and what is done to one identity whoever's it is. */
import { Type } from 'typebox';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, oneOf, refTo, textInput, uuidInput } from './fields.ts';
import { IdentityBody, IdentityWithClaimsBody, toIdentity } from './identity.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const SearchQuery = closed({
  ...pageQuery,
  identity_provider_id: Type.Optional(uuidInput()),
  external_id: Type.Optional(textInput(255, { description: 'The subject, byte for byte.' })),
  email: Type.Optional(textInput(320, { description: 'As the provider said it; compared without case.' })),
  linked_by: Type.Optional(oneOf(['auto', 'manual', 'scim'])),
  unlinked: Type.Optional(Type.Boolean({ description: 'True: only those of nobody. False: only those of a user.' })),
});

export function addIdentityRoutes(app: NativeApp, context: DialectContext): void {
  const { identities } = context.operations;
  const Identity = refTo(IdentityBody);

  app.get(
    '/v1/identities',
    {
      schema: {
        ...describe({
          id: 'searchIdentities',
          tag: 'Identities',
          summary: 'Search identities',
          description: 'With `identity_provider_id` and `external_id` it answers whose a subject is.',
          scopes: ['identities:read'],
          errors: ['identity_provider_mismatch'],
        }),
        querystring: SearchQuery,
        response: { 200: pageOf(Identity) },
      },
    },
    async (request) => {
      const { identity_provider_id, external_id, email, linked_by, unlinked } = request.query;
      const found = await identities.search(actorOf(request), readPage(request.query), {
        identityProviderId: identity_provider_id,
        subject: external_id,
        email,
        linkedBy: linked_by,
        unlinked,
      });
      return toPage(found, toIdentity);
    },
  );

  app.get(
    '/v1/identities/:id',
    {
      schema: {
        ...describe({
          id: 'getIdentity',
          tag: 'Identities',
          summary: 'Get an identity with its claims',
          scopes: ['identities:read'],
          errors: ['identity_not_found'],
        }),
        params: IdParams,
        response: { 200: refTo(IdentityWithClaimsBody) },
      },
    },
    async (request) => {
      const identity = await identities.read(actorOf(request), request.params.id);
      return { ...toIdentity(identity), claims: identity.claims };
    },
  );

  app.post(
    '/v1/identities/:id/move',
    {
      schema: {
        ...describe({
          id: 'moveIdentity',
          tag: 'Identities',
          summary: 'Move an identity to another user',
          description: 'An identity of nobody is linked. Sessions that were signed in with it end.',
          scopes: ['identities:write'],
          errors: ['identity_not_found', 'user_not_found', 'last_identity', 'policy_forbids'],
        }),
        params: IdParams,
        body: closed(
          {
            user_id: uuidInput(),
            allow_last: Type.Optional(
              Type.Boolean({ default: false, description: 'The user that loses it may be left without any.' }),
            ),
          },
          { examples: [{ user_id: '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90' }] },
        ),
        response: { 200: Identity },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { user_id, allow_last = false } = request.body;
        const options = { allowLast: allow_last };
        return toIdentity(await operations.identities.move(actorOf(request), request.params.id, user_id, options));
      }),
  );

  app.post(
    '/v1/identities/:id/primary',
    {
      schema: {
        ...describe({
          id: 'makeIdentityPrimary',
          tag: 'Identities',
          summary: 'Make an identity the primary one of its user',
          description: 'It goes to the front; the others keep their order behind it.',
          scopes: ['identities:write'],
          errors: ['identity_not_found', 'identity_not_linked'],
        }),
        params: IdParams,
        response: { 200: Identity },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toIdentity(await operations.identities.setPrimary(actorOf(request), request.params.id)),
      ),
  );
}
