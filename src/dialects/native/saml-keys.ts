/** `/v1/saml-keys`: what the tenant signs requests to SAML providers with, and what they encrypt for it by. */
import { Type } from 'typebox';
import type { SamlKey } from '../../operations/saml-keys.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, dataOf, IdParams, nullable, oneOf, refTo, time, uuid } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

export const SamlKeyBody = Type.Object(
  {
    id: uuid(),
    state: oneOf(['next', 'signing', 'former'], {
      description: 'All stand in the metadata to verify with, and open what is encrypted for us; one signs.',
    }),
    certificate: Type.String({ description: 'PEM, self-signed.' }),
    fingerprint_sha256: Type.String({ description: 'Of the certificate, as providers show it: `AB:CD:…`.' }),
    expires_at: time({ description: 'Of the certificate. Providers seldom ask.' }),
    signs_since: nullable(time()),
    created_at: time(),
  },
  { $id: 'SamlKey', title: 'SamlKey' },
);

const CreateBody = closed(
  {
    signs: Type.Optional(
      Type.Boolean({ description: 'Sign with it at once, without waiting for the providers to learn of it.' }),
    ),
  },
  { examples: [{}, { signs: true }] },
);

export function addSamlKeyRoutes(app: NativeApp, context: DialectContext): void {
  const { samlKeys } = context.operations;
  const SamlKeyRef = refTo(SamlKeyBody);
  const tag = 'Connections';

  app.get(
    '/v1/saml-keys',
    {
      schema: {
        ...describe({
          id: 'listSamlKeys',
          tag,
          summary: "List the tenant's keys towards SAML providers",
          description: 'The first one signs. All of them stand in the metadata of every SAML connection.',
          scopes: ['identity_providers:read'],
        }),
        response: { 200: dataOf(SamlKeyRef) },
      },
    },
    async (request) => ({ data: (await samlKeys.list(actorOf(request))).map(toSamlKey) }),
  );

  app.post(
    '/v1/saml-keys',
    {
      schema: {
        ...describe({
          id: 'createSamlKey',
          tag,
          summary: 'Make a new key towards SAML providers',
          description:
            'It stands in the metadata from now on, and signs when it is activated: give the providers time to read it. ' +
            'There may be four.',
          scopes: ['identity_providers:write'],
          errors: ['too_many_saml_keys', 'identity_provider_mismatch'],
        }),
        body: CreateBody,
        response: { 201: SamlKeyRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const key = await operations.samlKeys.create(actorOf(request), { signs: request.body.signs === true });
        reply.code(201);
        return toSamlKey(key);
      }),
  );

  app.post(
    '/v1/saml-keys/:id/activate',
    {
      schema: {
        ...describe({
          id: 'activateSamlKey',
          tag,
          summary: 'Sign with this key from now on',
          description: 'The one that signed until now stays in the metadata, and opens what is encrypted for it.',
          scopes: ['identity_providers:write'],
          errors: ['saml_key_not_found', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        response: { 200: SamlKeyRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toSamlKey(await operations.samlKeys.activate(actorOf(request), request.params.id)),
      ),
  );

  app.delete(
    '/v1/saml-keys/:id',
    {
      schema: {
        ...describe({
          id: 'deleteSamlKey',
          tag,
          summary: 'Remove a key towards SAML providers',
          description:
            'A provider that still encrypts for it is not understood any more. The one that signs cannot go.',
          scopes: ['identity_providers:write'],
          errors: ['saml_key_not_found', 'saml_key_in_use', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed' }) },
      },
    },
    async (request, reply) => {
      await samlKeys.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function toSamlKey({ id, state, certificate, fingerprint, expiresAt, signsSince, createdAt }: SamlKey) {
  return {
    id,
    state,
    certificate,
    fingerprint_sha256: fingerprint,
    expires_at: expiresAt,
    signs_since: signsSince,
    created_at: createdAt,
  };
}
