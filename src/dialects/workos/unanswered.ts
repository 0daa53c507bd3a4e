/**
 * The paths of WorkOS under our prefixes that this server does not answer: each says so in a clear refusal, and stands
 * in docs/ledger/workos.md, which a test compares with this table.
 */
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../domain/errors.ts';

export interface Unanswered {
  methods: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[];
  path: string;
  why: keyof typeof reasons;
}

export const reasons = {
  sign_in: 'it is another way to sign in than `/user_management/authorize`, which is answered',
  password: 'passwords are not kept here: people sign in through their identity providers',
  email_proof: 'a code is told once, to the person: an address is proved while signing in',
  organization: 'there are no organizations here: a tenant is the whole of its users',
  invitation: 'people are not invited here: they arrive through an identity provider, or are created',
  second_factor: 'second factors are the identity providers’ own affair',
  provider_token: 'tokens of identity providers are not handed out through this API',
  sign_in_setting: 'it is set on the application: `/v1/applications`',
  feature_flag: 'this server knows identities, not features',
  user_api_key: 'API keys belong to a tenant here, not to a user',
} as const;

const users = '/user_management/users/:id';
const memberships = '/user_management/organization_memberships';
const invitations = '/user_management/invitations';
const waitlists = '/user_management/waitlists';

export const unanswered: readonly Unanswered[] = [
  { methods: ['POST'], path: '/user_management/authorize/device', why: 'sign_in' },
  { methods: ['GET'], path: '/sso/authorize', why: 'sign_in' },
  { methods: ['GET'], path: '/sso/logout', why: 'sign_in' },
  { methods: ['POST'], path: '/sso/logout/authorize', why: 'sign_in' },
  { methods: ['GET'], path: '/sso/profile', why: 'sign_in' },
  { methods: ['POST'], path: '/sso/token', why: 'sign_in' },
  { methods: ['GET'], path: `${users}/authorized_applications`, why: 'sign_in' },
  { methods: ['DELETE'], path: `${users}/authorized_applications/:applicationId`, why: 'sign_in' },
  { methods: ['GET'], path: '/user_management/magic_auth/:magicAuthId', why: 'email_proof' },
  { methods: ['GET'], path: '/user_management/email_verification/:emailVerificationId', why: 'email_proof' },
  { methods: ['POST'], path: `${users}/email_verification/send`, why: 'email_proof' },
  { methods: ['POST'], path: `${users}/email_verification/confirm`, why: 'email_proof' },
  { methods: ['POST'], path: `${users}/email_change/send`, why: 'email_proof' },
  { methods: ['POST'], path: `${users}/email_change/confirm`, why: 'email_proof' },
  { methods: ['POST'], path: '/user_management/password_reset', why: 'password' },
  { methods: ['GET'], path: '/user_management/password_reset/:passwordResetId', why: 'password' },
  { methods: ['POST'], path: '/user_management/password_reset/confirm', why: 'password' },
  { methods: ['GET', 'POST'], path: `${users}/auth_factors`, why: 'second_factor' },
  { methods: ['POST'], path: '/user_management/radar_challenges', why: 'second_factor' },
  { methods: ['GET', 'POST'], path: `${users}/api_keys`, why: 'user_api_key' },
  { methods: ['GET'], path: `${users}/data_providers`, why: 'provider_token' },
  { methods: ['GET', 'POST', 'PUT', 'DELETE'], path: `${users}/connected_accounts/:slug`, why: 'provider_token' },
  { methods: ['GET'], path: `${users}/feature-flags`, why: 'feature_flag' },
  { methods: ['GET', 'POST'], path: memberships, why: 'organization' },
  { methods: ['GET', 'PUT', 'DELETE'], path: `${memberships}/:membershipId`, why: 'organization' },
  { methods: ['PUT'], path: `${memberships}/:membershipId/deactivate`, why: 'organization' },
  { methods: ['PUT'], path: `${memberships}/:membershipId/reactivate`, why: 'organization' },
  { methods: ['GET'], path: `${memberships}/:membershipId/groups`, why: 'organization' },
  { methods: ['GET', 'POST'], path: invitations, why: 'invitation' },
  { methods: ['GET'], path: `${invitations}/:invitationId`, why: 'invitation' },
  { methods: ['GET'], path: `${invitations}/by_token/:token`, why: 'invitation' },
  { methods: ['POST'], path: `${invitations}/:invitationId/accept`, why: 'invitation' },
  { methods: ['POST'], path: `${invitations}/:invitationId/revoke`, why: 'invitation' },
  { methods: ['POST'], path: `${invitations}/:invitationId/resend`, why: 'invitation' },
  { methods: ['GET'], path: waitlists, why: 'invitation' },
  { methods: ['GET'], path: `${waitlists}/:waitlistId`, why: 'invitation' },
  { methods: ['GET', 'POST'], path: `${waitlists}/:waitlistId/entries`, why: 'invitation' },
  { methods: ['DELETE'], path: '/user_management/waitlist_entries/:entryId', why: 'invitation' },
  { methods: ['POST'], path: '/user_management/waitlist_entries/:entryId/approve', why: 'invitation' },
  { methods: ['POST'], path: '/user_management/waitlist_entries/:entryId/deny', why: 'invitation' },
  { methods: ['GET', 'POST'], path: '/user_management/redirect_uris', why: 'sign_in_setting' },
  { methods: ['DELETE'], path: '/user_management/redirect_uris/:redirectUriId', why: 'sign_in_setting' },
  { methods: ['GET', 'POST'], path: '/user_management/cors_origins', why: 'sign_in_setting' },
  { methods: ['GET', 'PUT'], path: '/user_management/jwt_template', why: 'sign_in_setting' },
];

export function refuseUnanswered(app: FastifyInstance): void {
  for (const { methods, path, why } of unanswered) {
    app.route({
      url: path,
      method: [...methods],
      schema: { hide: true },
      handler: () => {
        throw new DomainError('not_supported', reasons[why]);
      },
    });
  }
}
