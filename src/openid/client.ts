/** An application as the library knows a client. */
import type { ClientMetadata } from 'oidc-provider';
import type { Application } from '../domain/application.ts';
import { isCustomScheme, isLoopback } from '../domain/redirect-uri.ts';

/** What we put beside the standard's own metadata, to be read back from a client. */
export interface OwnMetadata {
  selfsame_application: Application;
}

export const ownProperties: (keyof OwnMetadata)[] = ['selfsame_application'];

export function toClientMetadata(application: Application, secret: string | null): ClientMetadata {
  const { grantTypes, redirectUris, postLogoutRedirectUris } = application;
  const mayCode = grantTypes.includes('authorization_code');
  const mayImplicit = grantTypes.includes('implicit');
  const uris = [...redirectUris, ...postLogoutRedirectUris];
  return {
    client_id: application.clientId,
    client_name: application.name,
    ...(secret !== null && { client_secret: secret }),
    // Either way of sending a secret is brought to this one (see form-request.ts).
    token_endpoint_auth_method: secret === null ? 'none' : 'client_secret_post',
    redirect_uris: redirectUris,
    grant_types: grantTypes.filter((grant) => grant !== 'implicit' || mayImplicit),
    response_types: [
      ...(mayCode ? (['code'] as const) : []),
      ...(mayImplicit ? (['id_token'] as const) : []),
      ...(mayCode && mayImplicit ? (['code id_token'] as const) : []),
    ],
    // The library's word for what may have a scheme of its own, or loopback where an ID token comes to the front.
    application_type: uris.some(isCustomScheme) || (mayImplicit && redirectUris.some(isLoopback)) ? 'native' : 'web',
    // Every subject is asked of us, one for each application. The URI is not looked at: we decide who shares a name.
    subject_type: 'pairwise',
    sector_identifier_uri: 'https://sector.invalid/',
    id_token_signed_response_alg: 'RS256',
    selfsame_application: { ...application, sealedSecret: null },
  };
}

/** The application of a client that `toClientMetadata` made. */
export function applicationOf(client: object): Application {
  return (client as OwnMetadata).selfsame_application;
}
