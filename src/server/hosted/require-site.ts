import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { findSite, type Site } from '../site.ts';
import type { HostedContext } from './hosted-context.ts';

/** The place that a request came to: whose people sign in there, and the address that their browsers know it by. */
export async function requireSite(context: HostedContext, request: FastifyRequest): Promise<Site> {
  const site = await findSite(context, request);
  if (!site) throw new DomainError('tenant_not_found', 'there is nothing to sign in to yet');
  return site;
}
