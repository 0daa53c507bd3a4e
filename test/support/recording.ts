/**
 * A recording: what goes back and forth between us and a provider, in the shape that its documentation shows, with made-up
 * people. It is written from the documentation, never from our own code, and stands in the strategy's folder as
 * `recording.json`.
 *
 * In requests `$name` stands for a value that the provider checks, in answers for one that it makes or that the test says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface RecordedExchange {
  /** Method and address, without what stands in `query`. */
  request: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  form?: Record<string, string>;
  json?: Record<string, unknown>;
  status?: number;
  answer: unknown;
}

export interface Recording {
  connection: { clientId: string; clientSecret?: string; config?: Record<string, unknown> };
  /** The authorization request: its address and every parameter. */
  authorization: { url: string; query: Record<string, string>; fragment?: string };
  /** The callback's name for the code. */
  codeParameter?: string;
  /** What the callback carries beside code and state. */
  callback?: Record<string, string>;
  person: { subject: unknown; email?: unknown; emailVerified?: unknown };
  /** Other values that answers give and requests must repeat, by their names. */
  values?: Record<string, string>;
  exchanges: Record<string, RecordedExchange>;
  /** How it refuses a code or refresh token, a client, and an access token. */
  refusals: Record<
    'code' | 'client' | 'token',
    { status?: number; body: unknown; headers?: Record<string, string> } | undefined
  >;
  /** Codes of its own, in a body as `refusals` has it, and what they must be read as. */
  lies?: Record<string, { status?: number; body: unknown; refusal: string }>;
  /** What is said in its ID tokens beside `iss`, `aud`, `exp`, `iat`, `nonce`. */
  idToken?: Record<string, unknown>;
  idTokenAlgorithm?: string;
  /** What is read of the recorded person; `raw` apart. */
  claims: Record<string, unknown>;
  impliedVerified?: boolean;
  /** How it says that an address is verified, and that it is not, where that is no boolean. */
  verifiedWords?: [verified: string, not: string];
  /** Stands before the JSON of its answers. */
  answerPrefix?: string;
}

const strategies = new URL('../../src/connectors/strategies/', import.meta.url);

const placeOf = (strategy: string) => new URL(`${strategy}/recording.json`, strategies);

export function readRecording(strategy: string): Recording {
  return JSON.parse(readFileSync(placeOf(strategy), 'utf8')) as Recording;
}

export function recordedStrategies(): string[] {
  return readdirSync(strategies).filter((name) => existsSync(placeOf(name)));
}
