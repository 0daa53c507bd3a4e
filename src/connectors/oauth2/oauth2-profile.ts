/**
 * How a provider's OAuth 2.0 departs from RFC 6749, and how its API says who the person is: what a strategy states as
 * data. Where data does not suffice (a signature, a proof), a hook of this file has a name for it.
 */
import type { Claims } from '../connector.ts';
import type { Options } from '../options.ts';
import type { KnownErrors } from '../provider-failures.ts';

/** The provider's words for the parameters of RFC 6749 and RFC 7636; null for one that it does not know. */
export type Names = Readonly<Record<string, string | null>>;

export type Encoding = 'query' | 'form' | 'json';

/** What is known when a request is made. Every value may be a secret. */
export interface Known {
  clientId: string;
  clientSecret: string;
  options: Readonly<Record<string, string>>;
  now: Date;
  /** The authorization code, while signing in. */
  code: string;
  accessToken: string;
  refreshToken: string | undefined;
  /** What the token endpoint said, whole; empty where there was no sign-in. */
  token: Readonly<Record<string, unknown>>;
  /** What the calls before this one were answered, by their names. */
  answers: Readonly<Record<string, unknown>>;
}

/** A request as it goes out. */
export interface OutgoingRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  fields: Record<string, unknown>;
  encoding: Encoding;
}

/** A hook for providers that have requests signed: adds what shows that it is us. */
export type SignRequest = (request: OutgoingRequest, known: Known) => OutgoingRequest | Promise<OutgoingRequest>;

export interface AuthorizationEndpoint {
  url: string;
  names?: Names;
  /** Added to every request. */
  parameters?: Readonly<Record<string, string>>;
  /** Between scopes; a space by RFC 6749 §3.3. */
  scopeSeparator?: ' ' | ',';
  fragment?: string;
}

export interface TokenEndpoint {
  url: string;
  method?: 'GET' | 'POST';
  encoding?: Encoding;
  /** Where the client's id and secret stand (RFC 6749 §2.3.1). In the body unless it says otherwise. */
  client?: 'body' | 'basic';
  names?: Names;
  parameters?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  sign?: SignRequest;
  /** The answer in RFC 6749's names; what else it holds is kept. */
  readAnswer?: (said: Record<string, unknown>) => Record<string, unknown>;
}

export interface ApiCall {
  url: string;
  method?: 'GET' | 'POST' | 'DELETE';
  encoding?: Encoding;
  /** Where the access token stands: in the `Authorization` header unless it says otherwise. */
  accessToken?: 'bearer' | 'none' | { header: string; prefix?: string } | { field: string };
  /** Where the client has to show who it is. */
  client?: 'basic' | 'body';
  fields?: (known: Known) => Record<string, unknown>;
  headers?: Readonly<Record<string, string>> | ((known: Known) => Readonly<Record<string, string>>);
  sign?: SignRequest;
  /** The person is known without it: a refusal is as good as an empty answer. */
  optional?: true;
}

/** The reason for what a provider lacks as far as anybody can tell. */
export const undocumented = 'nothing of the kind is known of it';

export interface RevokeCall extends ApiCall {
  /** One call ends the whole grant; else it is made for each token (RFC 7009). */
  once?: true;
}

/** RFC 7009: the token in the body, and who asks. */
export function standardRevocation(url: string, client: 'basic' | 'body' = 'body'): RevokeCall {
  return {
    url,
    method: 'POST',
    accessToken: 'none',
    client,
    fields: ({ accessToken, refreshToken }) => ({
      token: refreshToken ?? accessToken,
      token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
    }),
  };
}

export interface OAuth2Profile {
  /** What it calls itself in `iss` of its callbacks (RFC 9207). The authorization endpoint's origin where it never does. */
  issuer?: string;
  options?: Options;
  /** Endpoints that each connection names for itself, where the strategy is any provider: `authorization_endpoint`, … */
  configured?: readonly string[];
  authorization: AuthorizationEndpoint;
  /** The callback's name for the code. */
  codeParameter?: string;
  /** What the callback brings that the exchange of the code must repeat. */
  fromCallback?: readonly string[];
  /** A hook for providers that sign their callbacks: throws `ConnectorError` where the signature is another's. */
  checkCallback?: (callback: URLSearchParams, known: Known) => void;
  token: TokenEndpoint;
  /** Stands before the JSON of its answers. */
  answerPrefix?: string;
  /** What a refresh differs in from the exchange of a code. */
  refresh?: Partial<TokenEndpoint>;
  /** `application`: what it gives out acts for us, not for the person, and so is not kept as theirs. */
  tokensOf?: 'person' | 'application';
  /** Asked one after another, in this order. A development config may point `<name>_endpoint` elsewhere. */
  api: Readonly<Record<string, ApiCall>>;
  scopes: readonly string[];
  /** Error codes of the provider's own, beside those of RFC 6749. */
  errors?: KnownErrors;
  /** The error code of an answer that refuses, whatever its status; undefined for one that does not. */
  refusalOf?: (said: Record<string, unknown>) => string | undefined;
  /** Ends the tokens. */
  revoke?: RevokeCall;
  readClaims(answers: Readonly<Record<string, unknown>>, known: Known): Claims;
}
