/**
 * The connectors seam: who vouches. A connector sends a person to a provider and reads what the provider says about
 * them when they come back. It owns the provider's protocol: the request, every check on the response, and the
 * translation into our words. It knows nothing of users, tenants, stored rows or HTTP servers, keeps no state of a
 * sign-in (the caller holds `SignInStart`, and uses it once), and decides nothing about linking.
 *
 * This file is the only door: everything outside `connectors/` imports it and, from `app.ts`, `index.ts`.
 */
import type { Claims } from '../domain/claims.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LinkingRule } from '../domain/linking-rule.ts';
import type { ProviderTokens } from '../domain/provider-tokens.ts';

export type { Claims } from '../domain/claims.ts';
export type { ProviderTokens } from '../domain/provider-tokens.ts';
export { type NotOffered, notOffered } from './not-offered.ts';

/** One configured way in, opened: the caller has decrypted the secret. */
export interface ConnectionSettings {
  strategy: string;
  config: Record<string, unknown>;
  clientId?: string;
  clientSecret?: string;
  /** What we are to the provider, for protocols where that is more than a client id. */
  serviceProvider?: ServiceProvider;
}

/** Ourselves at a SAML provider, through one connection. */
export interface ServiceProvider {
  /** Our name there, unless the connection's `clientId` is another. */
  entityId: string;
  /** Where the provider posts its answers (the "assertion consumer service"). */
  acsUrl: string;
  /** The tenant's own keys: the first one signs, all of them open what is encrypted for us. */
  keys: readonly ServiceProviderKey[];
}

export interface ServiceProviderKey {
  /** PEM. Self-signed: an envelope for the public key. */
  certificate: string;
  /** PEM (PKCS #8). */
  privateKey: string;
}

/** What the caller made for one sign-in, and keeps on the server until the person comes back. Each is used once. */
export interface SignInStart {
  /** Without a query: it is sent again, byte for byte, when the code is exchanged (RFC 6749 §4.1.3). */
  redirectUri: string;
  state: string;
  nonce: string;
  /** 43 to 128 unreserved characters (RFC 7636 §4.1). */
  codeVerifier: string;
  /** Whom the person says they are, passed to the provider so that it need not ask. */
  loginHint?: string;
  /** The provider shall ask who the person is, also when it knows them still. Nothing comes of it where it has no word for that. */
  again?: boolean;
}

/** What came of a sign-in at a provider. */
export interface Vouched {
  claims: Claims;
  /** Absent where the protocol has none, or the provider gave none that outlive the sign-in. */
  tokens?: ProviderTokens;
  /** A statement that must be taken once only until then, by its id there; for protocols whose answers can be sent again. */
  once?: { id: string; expiresAt: Date };
  /** The provider's own name for its session, for a log-out that comes from there. */
  providerSession?: string;
}

/** Sends the browser to the provider, and reads what it brings back. */
export interface Connector {
  /** Where to send the browser. Throws `ConnectorError`. */
  start(connection: ConnectionSettings, start: SignInStart): Promise<URL>;
  /**
   * Reads the callback: checks everything, or throws `ConnectorError`. Only the query of `callback` is read; what a
   * provider posted (`response_mode=form_post`, SAML's POST binding) stands in it as well.
   */
  finish(connection: ConnectionSettings, start: SignInStart, callback: URL): Promise<Vouched>;
  /**
   * Reads an answer that nobody asked for (SAML: "IdP-initiated"). Absent where the protocol has none; refused unless the
   * connection's config allows it.
   */
  receive?(connection: ConnectionSettings, receivedAt: string, form: URLSearchParams): Promise<Vouched>;
  /** New tokens for a refresh token (RFC 6749 §6). Throws `ConnectorError`: `code_refused` when it is good no more. */
  refresh?(connection: ConnectionSettings, tokens: ProviderTokens): Promise<ProviderTokens>;
  /** Ends the tokens at the provider (RFC 7009); false where it offers no such thing. Throws `ConnectorError`. */
  revoke?(connection: ConnectionSettings, tokens: ProviderTokens): Promise<boolean>;
  /**
   * Where to send a browser that signs out, so that the provider's session ends too (OpenID Connect RP-Initiated Logout);
   * null where the provider has no such place. Asked only where the connection's config says `logout_at_provider`.
   */
  logOut?(connection: ConnectionSettings, returnTo: string): Promise<URL | null>;
  /** What is to be given to the provider: addresses and metadata that its form asks for. */
  describe?(connection: ConnectionSettings, addresses: { callback: string }): Promise<Record<string, string>>;
  /**
   * The config with what can be looked up filled in (SAML: `metadata_xml`, `metadata_url`), before it is checked and stored;
   * what the config says itself stays. Throws `ConnectorError`.
   */
  complete?(config: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Everything wrong with a stored config, in plain words; empty when it is usable. */
  checkConfig(config: Record<string, unknown>): string[];
}

/** Asks the provider about a name and password that the person typed at our own page. */
export interface PasswordConnector {
  /** Throws `ConnectorError`: `access_denied` for a wrong name or password, which are not told apart. */
  verify(connection: ConnectionSettings, typed: { username: string; password: string }): Promise<Vouched>;
  checkConfig(config: Record<string, unknown>): string[];
}

/**
 * A `fetch` as the platform's. It fails with a `TypeError`; one that refuses on purpose (a guarded fetch) names its
 * error `GuardedFetchError`, and its message is then fit to show.
 */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** What every connector is built from. */
export interface ConnectorDependencies {
  fetch: Fetch;
  /**
   * An address of this host that may be called, for protocols other than HTTP; fails as `fetch` does. Absent where nothing
   * else may go out.
   */
  findAddress?: (hostname: string) => Promise<string>;
  now: () => Date;
  /**
   * For development only: a connection's config may point a strategy's endpoints elsewhere, and any endpoint may be
   * plain http. Whoever can write a connection's config could then send codes and secrets to a server of theirs.
   */
  insecureDevelopmentEndpoints: boolean;
}

/**
 * When an arrival from a provider may join a known user, unless the tenant says otherwise; the rest is the strictest. Its
 * source stands in the strategy's own comment. What a provider says in forms of its own is said here: `verifiedForms` for
 * one that spells its bit as a text, `emailProof: 'xms_edov'` for Microsoft.
 */
export type DefaultLinkingRule = Partial<LinkingRule> & Pick<LinkingRule, 'mode' | 'emailProof'>;

export type Protocol = 'oidc' | 'oauth2' | 'saml' | 'ldap' | 'cas' | 'database' | 'code';

/**
 * What a provider cannot do that the others can, each with its reason. The engines leave out what is lacking, and the
 * conformance suite expects it to be left out.
 */
export interface Lacks {
  /** It does not take part in PKCE (RFC 7636): the code is bound to the sign-in by `state`, and `nonce` where there is one. */
  pkce?: string;
  /** Its clients have no secret: PKCE alone shows that it is us. */
  client_secret?: string;
  /** Its authorization endpoint has no word for who the person says they are. */
  login_hint?: string;
  /** It never names an e-mail address. */
  email?: string;
  /** It names an address without saying whether the person has shown it to be theirs. */
  email_verified?: string;
  /** Its tokens cannot be renewed. */
  refresh?: string;
  /** Its tokens cannot be ended from here. */
  revoke?: string;
}

/** A JSON Schema of the settings that a connection's config takes, for whoever fills in a form. */
export interface OptionsSchema {
  type: 'object';
  properties: Readonly<Record<string, OptionSchema>>;
  required: readonly string[];
  /** Where there are several sets of settings, each of which will do. */
  anyOf?: readonly { required: readonly string[] }[];
}

export type OptionSchema = {
  type: 'string' | 'array' | 'boolean' | 'integer' | 'object';
  description: string;
} & JsonObject;

/**
 * What a strategy's facts were compared with: the provider's own pages or metadata, the code of others that signs people in
 * there, or neither. No strategy that is one provider was tried with an account there.
 */
export type CheckedAgainst = 'documentation' | 'implementations' | 'nothing';

/** A kind of provider known to the code. */
export interface Strategy {
  name: string;
  displayName: string;
  protocol: Protocol;
  /** Absent where people do not go to the provider. */
  connector?: Connector;
  /** Where the person types a password at our page instead. */
  passwordConnector?: PasswordConnector;
  /** Where the person types an address, and we mail a code there: nobody else is asked. */
  mailsCodes?: true;
  defaultLinkingRule: DefaultLinkingRule;
  /** An SVG of our own drawing. The registry draws one from the name where it is absent. */
  logo?: string;
  /** Where the provider says how an application is registered with it. */
  documentation?: string;
  options?: OptionsSchema;
  /** Options that stand in an address that we call: with another value, somebody else is asked and sent our secret. */
  addressOptions?: readonly string[];
  /** What is asked for unless the connection says otherwise. */
  scopes?: readonly string[];
  /** The kinds of subject that it may name people by, the one used by default first. `''` where there is only one. */
  subjectTypes?: readonly string[];
  lacks?: Lacks;
  /** Absent where the strategy is a protocol, of any provider. */
  checkedAgainst?: CheckedAgainst;
}

/** Every way a sign-in at a provider fails, and what each means. */
export const connectorErrorMeanings = {
  access_denied: 'the person or the provider said no',
  callback_invalid: 'the callback does not belong to the sign-in that was started',
  code_refused: 'the provider refused the authorization code: used before, expired or made for another client',
  client_refused: 'the provider does not accept our client id or secret',
  token_invalid: 'the tokens that came back failed a check',
  claims_invalid: 'the provider named no usable subject, or said more than we keep',
  provider_error: 'the provider answered with an error of its own',
  provider_unreachable: 'the provider could not be reached, or answered something that is not its protocol',
  configuration_invalid: 'the connection is not configured in a way that can work',
} as const;

export type ConnectorErrorCode = keyof typeof connectorErrorMeanings;

/**
 * A refusal of a connector.
 *
 * INVARIANT: neither the message nor any property carries a secret, a token, a code or a provider's own text. That is
 * why there is no `cause`: the protocol libraries hang whole responses and token claims on theirs.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;

  constructor(code: ConnectorErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
