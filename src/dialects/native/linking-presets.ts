/** `POST /v1/linking/presets/{name}`: a whole set of linking rules at once, for tenants that come from elsewhere. */
import { type Static, Type } from 'typebox';
import { linkingPresets } from '../../domain/linking-preset.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { oneOf } from './fields.ts';
import { type IdentityProviderBody, toProvider } from './identity-provider.ts';
import { describe, type NativeApp } from './routing.ts';

export function addLinkingPresetRoute(app: NativeApp, context: DialectContext): void {
  app.post(
    '/v1/linking/presets/:name',
    {
      schema: {
        ...describe({
          id: 'applyLinkingPreset',
          tag: 'Linking',
          summary: 'Write a preset into the linking rules',
          description:
            'Sets the linking rule of every identity provider of the tenant, all or none, with an event for each that ' +
            'changes. What the preset does not say stays; providers that are made later have their defaults. `workos`: ' +
            'one user for one address, with a code to the mailbox wherever the provider does not prove it.',
          scopes: ['identity_providers:read', 'identity_providers:write'],
        }),
        params: Type.Object({ name: oneOf([...linkingPresets]) }),
        response: {
          200: Type.Object({
            data: Type.Array(Type.Unsafe<Static<typeof IdentityProviderBody>>({ $ref: 'IdentityProvider#' })),
          }),
        },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      return answer(context, actor, request, reply, async (operations) => ({
        data: (await operations.linking.applyPreset(actor, request.params.name)).map(toProvider),
      }));
    },
  );
}
