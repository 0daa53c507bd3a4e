import type { Claims } from '../../connector.ts';
import type { SignRequest } from '../../oauth2/oauth2-profile.ts';
import { type OAuth2Description, oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { basicCredentials } from '../../oauth2/outgoing-request.ts';
import { readNumberOrText, readObject, readSaid } from '../../read-claims.ts';

/** Names joined by dots: `data.user.id`. */
const path = '[A-Za-z_][\\w-]*(?:\\.[A-Za-z_][\\w-]*){0,7}';

/**
 * Any OAuth 2.0 provider with an API that says who the person is: https://www.rfc-editor.org/rfc/rfc6749
 * The connection names its endpoints, and where in the API's answer each claim stands. What its verified bit means is between
 * the provider and those who trust it: as with any OpenID provider, it is believed within the domains that the tenant has
 * shown to be its own, and about any other address the person is asked.
 */
export const oauth2 = anyOAuth2Strategy({
  name: 'oauth2',
  displayName: 'OAuth 2.0',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6749',
  mark: { letters: 'O2' },
});

/** The same under another name, for a provider that has published no addresses. */
export function anyOAuth2Strategy(called: Pick<OAuth2Description, 'name' | 'displayName' | 'documentation' | 'mark'>) {
  return oauth2Strategy({
    ...called,
    configured: ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'],
    options: {
      client_authentication: {
        description: 'Whether client id and secret stand in the `body` of token requests or in the `basic` header.',
        pattern: 'body|basic',
        example: 'basic',
        default: 'body',
      },
      subject_claim: {
        description: "Where the person's stable id stands.",
        pattern: path,
        example: 'data.id',
        default: 'id',
      },
      email_claim: { description: 'Where the address stands.', pattern: path, example: 'data.email', default: 'email' },
      email_verified_claim: {
        description: 'Where it says, as a boolean, that the address is verified.',
        pattern: path,
        example: 'data.confirmed',
        default: 'email_verified',
      },
      username_claim: {
        description: 'Where the username stands.',
        pattern: path,
        example: 'login',
        default: 'username',
      },
      name_claim: {
        description: 'Where the name to show stands.',
        pattern: path,
        example: 'full_name',
        default: 'name',
      },
      picture_claim: {
        description: 'Where the address of a picture stands.',
        pattern: path,
        example: 'avatar',
        default: 'picture',
      },
    },
    authorization: { url: '' },
    token: { url: '', sign: placeCredentials },
    api: { userinfo: { url: '' } },
    scopes: [],
    readClaims: ({ userinfo }, { options }) => readConfiguredClaims(userinfo, options),
    lacks: { revoke: 'where a provider ends tokens is not among the options' },
    defaultLinkingRule: { mode: 'verified_match', emailProof: 'tenant_verified_domains' },
  });
}

/** The header where the connection says so: how a provider wants its clients to show themselves differs. */
function placeCredentials(...[request, known]: Parameters<SignRequest>): ReturnType<SignRequest> {
  if (known.options.client_authentication !== 'basic') return request;
  const { client_id: _id, client_secret: _secret, ...fields } = request.fields;
  const authorization = basicCredentials(known.clientId, known.clientSecret);
  return { ...request, fields, headers: { ...request.headers, authorization } };
}

export function readConfiguredClaims(userinfo: unknown, options: Readonly<Record<string, string>>): Claims {
  const at = (name: string) => lookUp(userinfo, options[`${name}_claim`] ?? '');
  const said = {
    subject: at('subject'),
    email: at('email'),
    emailVerified: at('email_verified'),
    username: at('username'),
    displayName: at('name'),
    picture: at('picture'),
    raw: readObject(userinfo),
  };
  return readSaid(said, readNumberOrText);
}

function lookUp(value: unknown, dotted: string): unknown {
  return dotted.split('.').reduce<unknown>((at, name) => {
    const object = readObject(at);
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }, value);
}
