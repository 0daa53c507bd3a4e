/** What applications are, as people choose: each is some settings of the API. */
import type { Application } from '@selfsame/client';

type Settings = Pick<Application, 'token_endpoint_auth_method' | 'grant_types'>;

export interface Kind extends Settings {
  value: string;
  label: string;
  said: string;
  /** What to type as its address. */
  example: string | null;
}

export const kinds: [Kind, ...Kind[]] = [
  {
    value: 'web',
    label: 'With a server of its own',
    said: 'Its server keeps a secret.',
    example: 'https://shop.example.com/callback',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
  },
  {
    value: 'browser',
    label: 'All in the browser',
    said: 'It can keep no secret; PKCE is a must.',
    example: 'https://app.example.com/callback',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
  },
  {
    value: 'native',
    label: 'On a phone or a computer',
    said: 'As in the browser, with an address of its own scheme or of loopback.',
    example: 'com.example.shop:/callback',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
  },
  {
    value: 'machine',
    label: 'A program without people',
    said: 'It signs nobody in, and asks for tokens of its own.',
    example: null,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
  },
];

export const authMethods = [
  { value: 'client_secret_basic', label: 'A secret, in the header (client_secret_basic)' },
  { value: 'client_secret_post', label: 'A secret, in the body (client_secret_post)' },
  { value: 'none', label: 'Nothing: it runs in the open (none)' },
];

export const grants = [
  { value: 'authorization_code', label: 'Authorization code', said: 'People sign in.' },
  { value: 'refresh_token', label: 'Refresh token', said: 'It stays signed in without asking them again.' },
  { value: 'implicit', label: 'Implicit', said: 'An ID token at once, in the address: for old libraries.' },
  { value: 'client_credentials', label: 'Client credentials', said: 'Tokens for itself, without people.' },
  {
    value: 'urn:ietf:params:oauth:grant-type:token-exchange',
    label: 'Token exchange',
    said: 'Another provider’s token for one of ours.',
  },
];

export function tellKind({ token_endpoint_auth_method: method, grant_types: types }: Settings): string {
  if (types.length === 1 && types[0] === 'client_credentials') return 'Program';
  return method === 'none' ? 'Without a secret' : 'With a secret';
}

/** One a line. */
export function toLines(list: readonly string[]): string {
  return list.join('\n');
}

export function fromLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
