import type { FastifyRequest } from 'fastify';

/** The query as it stands in the address: a name given twice must not become an array. */
export function readQuery(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://own.invalid').searchParams;
}
