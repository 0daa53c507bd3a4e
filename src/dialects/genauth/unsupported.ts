/** Paths of this API that the server does not serve: told apart from paths that nobody ever had. */
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { routeNotFound } from '../dialect.ts';
import { unsupportedVerbs } from './unsupported-verbs.ts';

export function addUnsupportedPaths(app: FastifyInstance): void {
  const known = new Set(unsupportedVerbs);
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'POST'],
    url: '/api/v3/*',
    schema: { hide: true },
    handler: async (request) => {
      const verb = request.params['*'];
      if (!known.has(verb)) throw routeNotFound(request);
      throw new DomainError('not_supported', `\`${verb}\` is not supported by this server`);
    },
  });
}
