/**
 * What the vendor's API has about users, connections, logs, jobs and tickets, and this server does not do: each path is
 * known and says so with 501, so that nobody takes it for a missing user. docs/ledger/auth0.md lists the same.
 */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { DomainError } from '../../domain/errors.ts';

export const reasons = {
  access: 'there are no roles, permissions, groups or organizations here',
  applications: 'connections are not switched on for one application: each is open to all of a tenant',
  blocks: 'nobody is locked out for guessing a password: none is kept here',
  bulk: 'many users at once go through the command line: `selfsame import`, `selfsame export`',
  factors: 'second factors are the identity providers’ own affair',
  keys: 'connections sign with no keys of their own in this version',
  mail: 'no mail is sent from here',
  one_by_one: 'users are deleted one by one, by their id',
  passwords: 'passwords are not kept here: people sign in through their identity providers',
  provisioning: 'directories are not provisioned from in this version',
  refresh_tokens: 'refresh tokens are not listed through this API: end them with revoke-access',
  risk: 'no risk is assessed here',
  sessions: 'sessions are not shown through this API: end them with revoke-access',
  tokens: 'tokens of identity providers are not handed out through this API',
} as const;

export interface Unanswered {
  path: string;
  methods: HTTPMethods[];
  why: keyof typeof reasons;
}

export const unanswered: readonly Unanswered[] = [
  { path: '/connections/:id/clients', methods: ['PATCH'], why: 'applications' },
  { path: '/connections/:id/directory-provisioning', methods: ['GET', 'POST', 'PATCH', 'DELETE'], why: 'provisioning' },
  { path: '/connections/:id/directory-provisioning/default-mapping', methods: ['GET'], why: 'provisioning' },
  { path: '/connections/:id/directory-provisioning/synchronizations', methods: ['POST'], why: 'provisioning' },
  {
    path: '/connections/:id/directory-provisioning/synchronized-groups',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    why: 'provisioning',
  },
  { path: '/connections/:id/keys', methods: ['GET', 'POST'], why: 'keys' },
  { path: '/connections/:id/keys/rotate', methods: ['POST'], why: 'keys' },
  { path: '/connections/:id/scim-configuration', methods: ['GET', 'POST', 'PATCH', 'DELETE'], why: 'provisioning' },
  { path: '/connections/:id/scim-configuration/default-mapping', methods: ['GET'], why: 'provisioning' },
  { path: '/connections/:id/scim-configuration/tokens', methods: ['GET', 'POST'], why: 'provisioning' },
  { path: '/connections/:id/scim-configuration/tokens/:token_id', methods: ['DELETE'], why: 'provisioning' },
  { path: '/connections/:id/users', methods: ['DELETE'], why: 'one_by_one' },
  { path: '/connections-directory-provisionings', methods: ['GET'], why: 'provisioning' },
  { path: '/connections-scim-configurations', methods: ['GET'], why: 'provisioning' },
  { path: '/jobs/users-exports', methods: ['POST'], why: 'bulk' },
  { path: '/jobs/users-imports', methods: ['POST'], why: 'bulk' },
  { path: '/jobs/verification-email', methods: ['POST'], why: 'mail' },
  { path: '/jobs/:id', methods: ['GET'], why: 'bulk' },
  { path: '/jobs/:id/errors', methods: ['GET'], why: 'bulk' },
  { path: '/tickets/email-verification', methods: ['POST'], why: 'mail' },
  { path: '/tickets/password-change', methods: ['POST'], why: 'passwords' },
  { path: '/user-blocks', methods: ['GET', 'DELETE'], why: 'blocks' },
  { path: '/user-blocks/:id', methods: ['GET', 'DELETE'], why: 'blocks' },
  { path: '/users/:id/authentication-methods', methods: ['GET', 'POST', 'PUT', 'DELETE'], why: 'factors' },
  {
    path: '/users/:id/authentication-methods/:authentication_method_id',
    methods: ['GET', 'PATCH', 'DELETE'],
    why: 'factors',
  },
  { path: '/users/:id/authenticators', methods: ['DELETE'], why: 'factors' },
  { path: '/users/:id/connected-accounts', methods: ['GET'], why: 'tokens' },
  { path: '/users/:id/effective-permissions', methods: ['GET'], why: 'access' },
  { path: '/users/:id/effective-permissions/sources/effective-roles', methods: ['GET'], why: 'access' },
  { path: '/users/:id/effective-roles', methods: ['GET'], why: 'access' },
  { path: '/users/:id/effective-roles/sources/groups', methods: ['GET'], why: 'access' },
  { path: '/users/:id/enrollments', methods: ['GET'], why: 'factors' },
  { path: '/users/:id/federated-connections-tokensets', methods: ['GET'], why: 'tokens' },
  { path: '/users/:id/federated-connections-tokensets/:tokenset_id', methods: ['DELETE'], why: 'tokens' },
  { path: '/users/:id/groups', methods: ['GET'], why: 'access' },
  { path: '/users/:id/multifactor/actions/invalidate-remember-browser', methods: ['POST'], why: 'factors' },
  { path: '/users/:id/multifactor/:provider', methods: ['DELETE'], why: 'factors' },
  { path: '/users/:id/organizations', methods: ['GET'], why: 'access' },
  { path: '/users/:id/permissions', methods: ['GET', 'POST', 'DELETE'], why: 'access' },
  { path: '/users/:id/recovery-code-regeneration', methods: ['POST'], why: 'factors' },
  { path: '/users/:id/refresh-tokens', methods: ['GET', 'DELETE'], why: 'refresh_tokens' },
  { path: '/users/:id/risk-assessments/clear', methods: ['POST'], why: 'risk' },
  { path: '/users/:id/roles', methods: ['GET', 'POST', 'DELETE'], why: 'access' },
  { path: '/users/:id/sessions', methods: ['GET', 'DELETE'], why: 'sessions' },
];

export function addUnanswered(app: FastifyInstance): void {
  for (const { path, methods, why } of unanswered) {
    app.route({
      method: methods,
      url: `/api/v2${path}`,
      // Answered as soon as the path is known: a body of any type, such as an import's, is not read.
      onRequest: async () => {
        throw new DomainError('not_supported', reasons[why]);
      },
      handler: () => undefined,
    });
  }
}
