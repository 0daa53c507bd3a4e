/** From where a person signs in, for the event and the session. */
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../../operations/sign-in-actor.ts';

export function originOf(request: FastifyRequest): Origin {
  const userAgent = request.headers['user-agent'];
  return { ip: request.ip, requestId: request.id, ...(userAgent !== undefined && { userAgent }) };
}
