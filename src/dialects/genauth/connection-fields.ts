/**
 * The `fields` of a connection: an open object whose names differ by kind of source. The client id and secret are taken
 * out of it, a few names are put into ours, and the rest is kept as configuration.
 */
import type { JsonObject } from '../../domain/json.ts';
import { malformed } from './input.ts';

const clientIdNames = ['clientId', 'client_id', 'clientID', 'appId', 'appID', 'app_id'];
const clientSecretNames = ['clientSecret', 'client_secret', 'appSecret', 'app_secret'];

const configNames: Record<string, string> = {
  issuerUrl: 'issuer',
  issuerURL: 'issuer',
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  userinfoEndpoint: 'userinfo_endpoint',
};

/** What a secret may be called: kept as configuration it would be shown again. */
const secretLike = /secret|password|private_?key|token$/i;

const configBytesMax = 64 * 1024;

export interface ConnectionFields {
  clientId?: string;
  clientSecret?: string;
  config: JsonObject;
}

export function readFields(fields: Record<string, unknown>): ConnectionFields {
  const read: ConnectionFields = { config: {} };
  for (const [name, value] of Object.entries(fields)) {
    if (clientIdNames.includes(name)) read.clientId = requireText(name, value);
    else if (clientSecretNames.includes(name)) read.clientSecret = requireText(name, value);
    else if (secretLike.test(name) && value !== null && value !== '' && typeof value !== 'boolean')
      throw malformed('fields', `\`${name.slice(0, 80)}\` looks like a secret that this kind of source does not have`);
    else read.config[configNames[name] ?? name] = value as JsonObject[string];
  }
  if (JSON.stringify(read.config).length > configBytesMax) throw malformed('fields', 'they are over 64 KiB');
  return read;
}

function requireText(name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= 4096) return value;
  throw malformed('fields', `\`${name}\` must be a text of at most 4096 characters`);
}
