/** `/v1/applications`: the programs that sign their users in here; and the keys that their tokens are signed with. */
import { Type } from 'typebox';
import type { SigningKey } from '../../operations/tokens.ts';
import { keyName } from '../../operations/tokens.ts';
import { answer, type DialectContext } from '../dialect.ts';
import {
  ApplicationBody,
  CreateBody,
  CreatedApplicationBody,
  fromBody,
  toApplication,
  toCreated,
  UpdateBody,
} from './application.ts';
import { actorOf } from './authenticate.ts';
import { closed, dataOf, IdParams, refTo, time, uuid } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

export const SigningKeyBody = Type.Object(
  {
    id: uuid(),
    kid: Type.String({ description: 'Its name in tokens and at `/.well-known/jwks.json`.' }),
    algorithm: Type.String(),
    created_at: time(),
  },
  { $id: 'SigningKey', title: 'SigningKey' },
);

export function addApplicationRoutes(app: NativeApp, context: DialectContext): void {
  const { applications, tokens } = context.operations;
  const ApplicationRef = refTo(ApplicationBody);
  const CreatedRef = refTo(CreatedApplicationBody);
  const tag = 'Applications';

  app.get(
    '/v1/applications',
    {
      schema: {
        ...describe({ id: 'listApplications', tag, summary: 'List applications', scopes: ['applications:read'] }),
        querystring: closed(pageQuery),
        response: { 200: pageOf(ApplicationRef) },
      },
    },
    async (request) => toPage(await applications.list(actorOf(request), readPage(request.query)), toApplication),
  );

  app.post(
    '/v1/applications',
    {
      schema: {
        ...describe({
          id: 'createApplication',
          tag,
          summary: 'Register an application',
          description:
            'Its secret is in this answer alone. A `client_id` and `client_secret` that its users’ software has already ' +
            'may be kept.',
          scopes: ['applications:write'],
          errors: ['client_id_taken', 'identity_provider_mismatch'],
        }),
        body: CreateBody,
        response: { 201: CreatedRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { client_id: clientId, client_secret: clientSecret, name } = request.body;
        const created = await operations.applications.create(actorOf(request), {
          ...fromBody(request.body),
          name,
          ...(clientId !== undefined && { clientId }),
          ...(clientSecret !== undefined && { clientSecret }),
        });
        reply.code(201);
        return toCreated(created);
      }),
  );

  app.get(
    '/v1/applications/:id',
    {
      schema: {
        ...describe({
          id: 'getApplication',
          tag,
          summary: 'Get an application',
          scopes: ['applications:read'],
          errors: ['application_not_found'],
        }),
        params: IdParams,
        response: { 200: ApplicationRef },
      },
    },
    async (request) => toApplication(await applications.read(actorOf(request), request.params.id)),
  );

  app.patch(
    '/v1/applications/:id',
    {
      schema: {
        ...describe({
          id: 'updateApplication',
          tag,
          summary: 'Update an application',
          description:
            'What is absent stays. One that had no secret and is to have one gets it in this answer; else it is null.',
          scopes: ['applications:write'],
          errors: ['application_not_found', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        body: UpdateBody,
        response: { 200: CreatedRef },
      },
    },
    async (request) =>
      toCreated(await applications.update(actorOf(request), request.params.id, fromBody(request.body))),
  );

  app.post(
    '/v1/applications/:id/secret',
    {
      schema: {
        ...describe({
          id: 'changeApplicationSecret',
          tag,
          summary: 'Give an application a new secret',
          description: 'The old one is good for nothing from now on.',
          scopes: ['applications:write'],
          errors: ['application_not_found', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        response: { 200: CreatedRef },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) =>
        toCreated(await operations.applications.changeSecret(actorOf(request), request.params.id)),
      ),
  );

  app.delete(
    '/v1/applications/:id',
    {
      schema: {
        ...describe({
          id: 'deleteApplication',
          tag,
          summary: 'Remove an application',
          description: 'With its codes and tokens. Access tokens that are JWTs are good until they expire.',
          scopes: ['applications:write'],
          errors: ['application_not_found', 'identity_provider_mismatch'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Removed' }) },
      },
    },
    async (request, reply) => {
      await applications.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/signing-keys',
    {
      schema: {
        ...describe({
          id: 'listSigningKeys',
          tag,
          summary: 'List the keys that tokens are signed with',
          description: 'The first one signs. The others are believed until nothing that they signed is in force.',
          scopes: ['applications:read'],
        }),
        response: { 200: dataOf(refTo(SigningKeyBody)) },
      },
    },
    async (request) => ({ data: (await tokens.listKeys(actorOf(request))).map(toSigningKey) }),
  );

  app.post(
    '/v1/signing-keys',
    {
      schema: {
        ...describe({
          id: 'rotateSigningKey',
          tag,
          summary: 'Make a new signing key',
          description: 'It signs from now on; every process follows within a minute.',
          scopes: ['applications:write'],
        }),
        response: { 201: refTo(SigningKeyBody) },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const key = await operations.tokens.rotate(actorOf(request));
        reply.code(201);
        return toSigningKey(key);
      }),
  );
}

function toSigningKey(key: SigningKey) {
  return { id: key.id, kid: keyName(key), algorithm: key.algorithm, created_at: key.createdAt };
}
