/**
 * What the vendor's API has about users, connections, logs, jobs and tickets, and this server does not do: each path is
 * known and says so with 501, so that nobody takes it for a missing user. docs/ledger/auth0.md lists the same.
 */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { DomainError } from '../../domain/errors.ts';

export const unanswered: readonly [path: string, ...methods: HTTPMethods[]][] = [
  ['/connections/:id/directory-provisioning', 'GET', 'POST', 'PATCH', 'DELETE'],
  ['/connections/:id/directory-provisioning/default-mapping', 'GET'],
  ['/connections/:id/directory-provisioning/synchronizations', 'POST'],
  ['/connections/:id/directory-provisioning/synchronized-groups', 'GET', 'POST', 'PUT', 'DELETE'],
  ['/connections/:id/keys', 'GET', 'POST'],
  ['/connections/:id/keys/rotate', 'POST'],
  ['/connections/:id/scim-configuration', 'GET', 'POST', 'PATCH', 'DELETE'],
  ['/connections/:id/scim-configuration/default-mapping', 'GET'],
  ['/connections/:id/scim-configuration/tokens', 'GET', 'POST'],
  ['/connections/:id/scim-configuration/tokens/:token_id', 'DELETE'],
  ['/connections/:id/users', 'DELETE'],
  ['/connections-directory-provisionings', 'GET'],
  ['/connections-scim-configurations', 'GET'],
  ['/jobs/users-exports', 'POST'],
  ['/jobs/users-imports', 'POST'],
  ['/jobs/verification-email', 'POST'],
  ['/jobs/:id', 'GET'],
  ['/jobs/:id/errors', 'GET'],
  ['/tickets/email-verification', 'POST'],
  ['/tickets/password-change', 'POST'],
  ['/user-blocks', 'GET', 'DELETE'],
  ['/user-blocks/:id', 'GET', 'DELETE'],
  ['/users/:id/authentication-methods', 'GET', 'POST', 'PUT', 'DELETE'],
  ['/users/:id/authentication-methods/:method_id', 'GET', 'PATCH', 'DELETE'],
  ['/users/:id/authenticators', 'DELETE'],
  ['/users/:id/connected-accounts', 'GET'],
  ['/users/:id/effective-permissions', 'GET'],
  ['/users/:id/effective-permissions/sources/effective-roles', 'GET'],
  ['/users/:id/effective-roles', 'GET'],
  ['/users/:id/effective-roles/sources/groups', 'GET'],
  ['/users/:id/enrollments', 'GET'],
  ['/users/:id/federated-connections-tokensets', 'GET'],
  ['/users/:id/federated-connections-tokensets/:tokenset_id', 'DELETE'],
  ['/users/:id/groups', 'GET'],
  ['/users/:id/multifactor/actions/invalidate-remember-browser', 'POST'],
  ['/users/:id/multifactor/:provider', 'DELETE'],
  ['/users/:id/organizations', 'GET'],
  ['/users/:id/permissions', 'GET', 'POST', 'DELETE'],
  ['/users/:id/recovery-code-regeneration', 'POST'],
  ['/users/:id/refresh-tokens', 'GET', 'DELETE'],
  ['/users/:id/risk-assessments/clear', 'POST'],
  ['/users/:id/roles', 'GET', 'POST', 'DELETE'],
  ['/users/:id/sessions', 'GET', 'DELETE'],
];

export function addUnanswered(app: FastifyInstance): void {
  for (const [path, ...method] of unanswered) {
    app.route({
      method,
      url: `/api/v2${path}`,
      // Answered as soon as the path is known: a body of any type, such as an import's, is not read.
      onRequest: async (request) => {
        throw new DomainError('not_supported', `this server does not answer ${request.method} ${path}`);
      },
      handler: () => undefined,
    });
  }
}
