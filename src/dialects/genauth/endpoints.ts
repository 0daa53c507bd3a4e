/**
 * How an endpoint of this API works: the credential is checked over the raw body, then the input is read and checked,
 * then one operation or a few run, and the result is wrapped. Only GET and POST exist; every POST can be repeated safely
 * under an `Idempotency-Key`.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TObject } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseJson } from '../../domain/parse-json.ts';
import type { Operations } from '../../operations/index.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { wrap } from './envelope.ts';
import { type InputOf, normaliseBody, normaliseQuery } from './input.ts';

export interface Call<S extends TObject> {
  operations: Operations;
  actor: Actor;
  input: InputOf<S>;
}

export interface Endpoints {
  get<S extends TObject>(verb: string, input: S, work: (call: Call<S>) => Promise<unknown>): void;
  post<S extends TObject>(verb: string, input: S, work: (call: Call<S>) => Promise<unknown>): void;
  /** Without a credential: where one is asked for. */
  openPost<S extends TObject>(verb: string, input: S, work: (call: Omit<Call<S>, 'actor'>) => Promise<unknown>): void;
}

const prefix = '/api/v3';

/** `authenticate`: the credential of the management API unless told. */
export function createEndpoints(
  app: FastifyInstance,
  context: DialectContext,
  authenticate: Authenticate = createAuthenticate(context),
): Endpoints {
  const actors = new WeakMap<FastifyRequest, Actor>();
  keepRawBodies(app);

  return {
    get(verb, input, work) {
      app.route({
        method: 'GET',
        url: `${prefix}/${verb}`,
        schema: { hide: true, querystring: input },
        preValidation: (request, _reply, done) => {
          const admit = (actor: Actor): void => {
            actors.set(request, actor);
            request.query = normaliseQuery(request.query as Record<string, unknown>, input);
          };
          const actor = authenticate(request, '');
          if (actor instanceof Promise) {
            actor.then(admit).then(() => done(), done);
            return;
          }
          admit(actor);
          done();
        },
        handler: async (request) =>
          wrap(
            request,
            await work({ operations: context.operations, actor: actors.get(request)!, input: request.query as never }),
          ),
      });
    },

    post(verb, input, work) {
      app.route({
        method: 'POST',
        url: `${prefix}/${verb}`,
        schema: { hide: true, body: input },
        preValidation: async (request) => {
          await readBody(request, input, authenticate, actors);
        },
        handler: async (request, reply) => {
          const actor = actors.get(request)!;
          const run = (operations: Operations) => work({ operations, actor, input: request.body as never });
          // An Idempotency-Key belongs to an API key: a person has none.
          const once = actor.kind === 'api_key';
          return wrap(request, await (once ? answer(context, actor, request, reply, run) : run(context.operations)));
        },
      });
    },

    openPost(verb, input, work) {
      app.route({
        method: 'POST',
        url: `${prefix}/${verb}`,
        schema: { hide: true, body: input },
        preValidation: async (request) => {
          await readBody(request, input, null, actors);
        },
        handler: async (request) =>
          wrap(request, await work({ operations: context.operations, input: request.body as never })),
      });
    },
  };
}

/** Bodies stay bytes until the credential was checked: a signature is over what was sent, not over what it means. */
function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

async function readBody(
  request: FastifyRequest,
  schema: TObject,
  authenticate: Authenticate | null,
  actors: WeakMap<FastifyRequest, Actor>,
): Promise<void> {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  request.body = undefined;
  if (authenticate) actors.set(request, await authenticate(request, raw));
  if (raw !== '') requireJson(request);
  const body = parseJson(raw) ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new DomainError('invalid_input', 'the body must be a JSON object');
  request.body = normaliseBody(body as Record<string, unknown>, schema);
}

function requireJson({ headers }: FastifyRequest): void {
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (/^application\/(?:[a-z.-]+\+)?json$/.test(type)) return;
  throw new DomainError('unsupported_media_type', 'send the body as `application/json`');
}
