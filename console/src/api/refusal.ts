/** What the API says when it does not do what it was asked. */
import type { SelfsameError } from '@selfsame/client';

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly notices: string[];

  constructor(status: number, body: SelfsameError | undefined) {
    super(body?.message ?? `the server answered ${status}`);
    this.status = status;
    this.code = body?.code ?? 'unknown';
    this.details = body?.details ?? {};
    this.notices = body?.notices ?? [];
  }
}

/** No answer came, or one of something before the server. */
export class ServerGone extends Error {
  constructor() {
    super('the server does not answer');
  }
}

export function isStatus(error: unknown, ...statuses: number[]): error is Refusal {
  return error instanceof Refusal && statuses.includes(error.status);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer of the typed client; throws a `Refusal` for anything else. */
export async function answered<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new Refusal(response.status, isErrorBody(error) ? error : undefined);
  return data as T;
}

function isErrorBody(value: unknown): value is SelfsameError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
