/**
 * What a connection may ask of an OpenID provider beyond the usual, in its config: OpenID Connect Core §3.1.2.1, and how the
 * client shows who it is (§9).
 */
import { importJWK, type JWK } from 'jose';
import * as client from 'openid-client';
import { ConnectorError, type OptionSchema } from '../connector.ts';

const prompts = ['login', 'consent', 'select_account'];
const responseModes = ['query', 'form_post'];
const clientAuthentications = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
const maxAgeSecondsMax = 366 * 24 * 60 * 60;

/** The same, described for whoever fills in a form. */
export const requestSettings: Readonly<Record<string, OptionSchema>> = {
  prompt: {
    type: 'string',
    description: `What the provider is to ask the person, as OpenID Connect has it: of ${quote(prompts)}, with spaces between.`,
  },
  max_age: {
    type: 'integer',
    description: 'How many seconds ago the person may have signed in at the provider; longer, and it must ask again.',
    minimum: 0,
    maximum: maxAgeSecondsMax,
  },
  acr_values: {
    type: 'string',
    description: 'How strongly the person is to be known, in names of the provider, with spaces between.',
  },
  response_mode: {
    type: 'string',
    description: 'How the provider answers: in the address, or by a form that the browser posts.',
    enum: responseModes,
  },
  client_authentication: {
    type: 'string',
    description:
      'How we show who we are. The provider says what it takes; for `private_key_jwt` the client secret is a private key, as a JWK.',
    enum: [...clientAuthentications],
  },
  logout_at_provider: {
    type: 'boolean',
    description: 'Whether whoever signs out here is sent to sign out at the provider too, where it has a place for it.',
    default: false,
  },
};

/** Everything wrong with the requests that the config asks for. */
export function checkRequestOptions(config: Record<string, unknown>): string[] {
  const { scopes, prompt, max_age, acr_values, response_mode, client_authentication, logout_at_provider } = config;
  const words = (value: unknown): string[] | null =>
    typeof value === 'string' && value.length <= 500 && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)
      ? value.split(' ')
      : null;
  // RFC 6749 §3.3: scope-token
  const isScope = (scope: unknown) => typeof scope === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(scope);
  const problems: [wrong: boolean, said: string][] = [
    [
      scopes !== undefined && !(Array.isArray(scopes) && scopes.every(isScope) && scopes.includes('openid')),
      '`scopes` must be a list of scopes, with `openid` among them',
    ],
    [
      // `none` forbids the provider to ask anything, which is for sign-ins that nobody sees.
      prompt !== undefined && !words(prompt)?.every((word) => prompts.includes(word)),
      `\`prompt\` must be of ${quote(prompts)}, with spaces between`,
    ],
    [
      max_age !== undefined &&
        !(Number.isInteger(max_age) && (max_age as number) >= 0 && (max_age as number) <= maxAgeSecondsMax),
      '`max_age` must be a number of seconds, of a year at most',
    ],
    [acr_values !== undefined && words(acr_values) === null, '`acr_values` must be names with spaces between'],
    [
      response_mode !== undefined && !responseModes.includes(response_mode as string),
      `\`response_mode\` must be one of ${quote(responseModes)}`,
    ],
    [
      client_authentication !== undefined && !isClientAuthentication(client_authentication),
      `\`client_authentication\` must be one of ${quote(clientAuthentications)}`,
    ],
    [
      logout_at_provider !== undefined && typeof logout_at_provider !== 'boolean',
      '`logout_at_provider` must be true or false',
    ],
  ];
  return problems.filter(([wrong]) => wrong).map(([, said]) => said);
}

/** Adds to an authorization request what the config asks for. */
export function addRequestOptions(parameters: URLSearchParams, config: Record<string, unknown>): void {
  for (const name of ['prompt', 'max_age', 'acr_values'])
    if (config[name] !== undefined) parameters.set(name, String(config[name]));
  if (config.response_mode === 'form_post') parameters.set('response_mode', 'form_post');
}

/** Asks for one more prompt than the config does. */
export function addPrompt(parameters: URLSearchParams, prompt: string): void {
  const asked = new Set(parameters.get('prompt')?.split(' ') ?? []);
  parameters.set('prompt', [...asked.add(prompt)].join(' '));
}

/** How long ago the person may have signed in at the provider, for the check of `auth_time` (Core §3.1.3.7). */
export function maxAgeOf(config: Record<string, unknown>): number | undefined {
  return typeof config.max_age === 'number' ? config.max_age : undefined;
}

/** How the client shows who it is; undefined where the provider's metadata says. `secret` is the connection's. */
export async function chosenClientAuthentication(
  config: Record<string, unknown>,
  secret: string | undefined,
): Promise<client.ClientAuth | undefined> {
  switch (config.client_authentication) {
    case 'client_secret_basic':
      return client.ClientSecretBasic(secret ?? '');
    case 'client_secret_post':
      return client.ClientSecretPost(secret ?? '');
    case 'private_key_jwt':
      return client.PrivateKeyJwt(await readPrivateKey(secret));
    default:
      return undefined;
  }
}

/** RFC 7523: the connection keeps a private key in place of a secret, as a JWK that names its algorithm. */
async function readPrivateKey(secret = ''): Promise<client.PrivateKey> {
  try {
    const jwk = JSON.parse(secret) as JWK;
    if (jwk.d === undefined || jwk.alg === undefined) throw new TypeError('not a private key with its algorithm');
    const key = (await importJWK(jwk)) as client.CryptoKey;
    return { key, ...(jwk.kid !== undefined && { kid: jwk.kid }) };
  } catch {
    // INVARIANT: nothing of the key is in the message, nor what a parser made of it.
    throw new ConnectorError(
      'configuration_invalid',
      'with `private_key_jwt`, the client secret must be a private key as a JWK with its `alg`',
    );
  }
}

function isClientAuthentication(value: unknown): boolean {
  return (clientAuthentications as readonly unknown[]).includes(value);
}

function quote(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
