/** An application on the wire. */
import { type Static, Type } from 'typebox';
import { type Application, authMethods, grantTypes, mergedSubjects, subjectFormats } from '../../domain/application.ts';
import type { CreatedApplication, UpdateApplication } from '../../operations/applications.ts';
import { closed, nullable, oneOf, textInput, time, uuid } from './fields.ts';

const about = {
  authMethod:
    'How it proves itself at the token endpoint. `none`: it runs in the open (a browser, a phone) and has no secret. ' +
    'The other two are taken either way.',
  redirectUris: 'Where its users may be sent back to, compared to the letter. `http` on loopback alone.',
  postLogoutRedirectUris: 'Where they may be sent after signing out.',
  webOrigins: 'Where its pages come from, besides the origins of `redirect_uris`, when they call the token endpoint.',
  apis: 'The APIs that it may get access tokens for, by `audience` or `resource`.',
  firstParty: "Of the tenant's own: its users are not asked whether it may know them.",
  pkceRequired: 'Whether a request without PKCE is refused. Always so without a secret.',
  subjectFormat:
    '`sub`: `native` is the id of the user, `auth0` Auth0’s `user_id`, `pairwise` a name of no use to other ' +
    'applications. What was told of a user once stays.',
  mergedSubject:
    'What it is told at a sign-in after a user that it knew was merged into one that it did not: `keep` what it knew, or ' +
    'the `survivor`. Grants under way keep their `sub` in either case.',
  accessTokenSeconds: 'How long an access token is good for.',
  refreshTokenSeconds: 'How long a refresh token waits to be used; each use gives a new one, for a year at most.',
};

const ApiBody = Type.Object({
  audience: Type.String({ description: 'The `aud` of its tokens.' }),
  scopes: Type.Array(Type.String()),
});

export const ApplicationBody = Type.Object(
  {
    id: uuid(),
    client_id: Type.String(),
    name: Type.String(),
    token_endpoint_auth_method: oneOf(authMethods, { description: about.authMethod }),
    redirect_uris: Type.Array(Type.String(), { description: about.redirectUris }),
    post_logout_redirect_uris: Type.Array(Type.String(), { description: about.postLogoutRedirectUris }),
    web_origins: Type.Array(Type.String(), { description: about.webOrigins }),
    grant_types: Type.Array(oneOf(grantTypes)),
    apis: Type.Array(ApiBody, { description: about.apis }),
    first_party: Type.Boolean({ description: about.firstParty }),
    pkce_required: Type.Boolean({ description: about.pkceRequired }),
    subject_format: oneOf(subjectFormats, { description: about.subjectFormat }),
    merged_subject: oneOf(mergedSubjects, { description: about.mergedSubject }),
    access_token_seconds: Type.Integer({ description: about.accessTokenSeconds }),
    refresh_token_seconds: Type.Integer({ description: about.refreshTokenSeconds }),
    created_at: time(),
    updated_at: time(),
  },
  {
    $id: 'Application',
    title: 'Application',
    examples: [
      {
        id: '0199b6a4-9999-7000-a000-0f1e2d3c4b5a',
        client_id: '0C3Bq7e2XkPpZ8vYw5TfRnLmKjHgDsAq1W9xEuVoIcM',
        name: 'Shop',
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: ['https://shop.example.com/callback'],
        post_logout_redirect_uris: ['https://shop.example.com/'],
        web_origins: [],
        grant_types: ['authorization_code', 'refresh_token'],
        apis: [{ audience: 'https://api.example.com', scopes: ['read:orders'] }],
        first_party: true,
        pkce_required: true,
        subject_format: 'native',
        merged_subject: 'keep',
        access_token_seconds: 3600,
        refresh_token_seconds: 2592000,
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

export const CreatedApplicationBody = Type.Object(
  {
    ...ApplicationBody.properties,
    client_secret: nullable(Type.String({ description: 'Shown this once; null where none was made.' })),
  },
  { $id: 'CreatedApplication', title: 'CreatedApplication' },
);

const uris = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), { maxItems: 100, description }));

const fields = {
  token_endpoint_auth_method: Type.Optional(oneOf(authMethods, { description: about.authMethod })),
  redirect_uris: uris(about.redirectUris),
  post_logout_redirect_uris: uris(about.postLogoutRedirectUris),
  web_origins: uris(about.webOrigins),
  grant_types: Type.Optional(Type.Array(oneOf(grantTypes), { maxItems: grantTypes.length })),
  apis: Type.Optional(
    Type.Array(
      closed({
        audience: Type.String({ minLength: 1, maxLength: 600 }),
        scopes: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 200 }),
      }),
      { maxItems: 50, description: about.apis },
    ),
  ),
  first_party: Type.Optional(Type.Boolean({ description: about.firstParty })),
  pkce_required: Type.Optional(Type.Boolean({ description: about.pkceRequired })),
  subject_format: Type.Optional(oneOf(subjectFormats, { description: about.subjectFormat })),
  merged_subject: Type.Optional(oneOf(mergedSubjects, { description: about.mergedSubject })),
  access_token_seconds: Type.Optional(
    Type.Integer({ minimum: 60, maximum: 2_592_000, description: about.accessTokenSeconds }),
  ),
  refresh_token_seconds: Type.Optional(
    Type.Integer({ minimum: 60, maximum: 31_536_000, description: about.refreshTokenSeconds }),
  ),
};

const nameField = textInput(128, { description: 'Shown to people.' });

export const CreateBody = closed(
  {
    name: Type.String({ ...nameField, minLength: 1 }),
    client_id: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x39\\x3b-\\x7e]{1,128}$',
        description: 'Kept from elsewhere; made when absent.',
      }),
    ),
    client_secret: Type.Optional(
      Type.String({ pattern: '^[\\x20-\\x7e]{16,256}$', description: 'Kept from elsewhere; made when absent.' }),
    ),
    ...fields,
  },
  { examples: [{ name: 'Shop', redirect_uris: ['https://shop.example.com/callback'] }] },
);

export const UpdateBody = closed(
  { name: Type.Optional(Type.String({ ...nameField, minLength: 1 })), ...fields },
  { examples: [{ redirect_uris: ['https://shop.example.com/callback', 'https://shop.example.com/cb2'] }] },
);

export function toApplication(application: Application): Static<typeof ApplicationBody> {
  return {
    id: application.id,
    client_id: application.clientId,
    name: application.name,
    token_endpoint_auth_method: application.authMethod,
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    web_origins: application.webOrigins,
    grant_types: application.grantTypes,
    apis: application.apis,
    first_party: application.firstParty,
    pkce_required: application.pkceRequired,
    subject_format: application.subjectFormat,
    merged_subject: application.mergedSubject,
    access_token_seconds: application.accessTokenSeconds,
    refresh_token_seconds: application.refreshTokenSeconds,
    created_at: application.createdAt,
    updated_at: application.updatedAt,
  };
}

export function toCreated({ application, clientSecret }: CreatedApplication): Static<typeof CreatedApplicationBody> {
  return { ...toApplication(application), client_secret: clientSecret };
}

export function fromBody(body: Static<typeof UpdateBody>): UpdateApplication {
  const all = {
    name: body.name,
    authMethod: body.token_endpoint_auth_method,
    redirectUris: body.redirect_uris,
    postLogoutRedirectUris: body.post_logout_redirect_uris,
    webOrigins: body.web_origins,
    grantTypes: body.grant_types,
    apis: body.apis,
    firstParty: body.first_party,
    pkceRequired: body.pkce_required,
    subjectFormat: body.subject_format,
    mergedSubject: body.merged_subject,
    accessTokenSeconds: body.access_token_seconds,
    refreshTokenSeconds: body.refresh_token_seconds,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as UpdateApplication;
}
