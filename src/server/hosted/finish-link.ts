/** What a browser is answered when a person came back from the provider that they wanted to link. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { sendMessagePage } from './refusal-page.ts';

export async function finishLink(
  { operations }: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  callback: URL,
  browserSecret: string | null,
): Promise<FastifyReply> {
  try {
    const { identity, returnTo } = await operations.signIn.finishLink(callback, browserSecret, originOf(request));
    // An address of the application's own: it was checked when the link was started.
    if (returnTo !== null) return reply.redirect(returnTo, 303);
    return await sendMessagePage(reply, 200, {
      title: 'It is linked',
      message: `From now on ${identity.provider.displayName} leads to your account too.`,
      advice: 'You can close this window.',
    });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'identity_linked_elsewhere') throw error;
    return sendMessagePage(reply, 409, {
      title: 'Nothing was linked',
      message: 'What you signed in with there leads to another account already.',
      advice: 'Sign in to that account to take it away from there first.',
      reference: request.id,
    });
  }
}
