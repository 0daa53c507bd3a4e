/**
 * What is asked of the server while it waits to be killed: stories of two people whose identities are linked, moved,
 * unlinked and merged over the native API, several stories at once. Every request has an id of its own that is its
 * Idempotency-Key, too, and that its event carries; so what came of it can be looked up afterwards.
 */

export interface Target {
  baseUrl: string;
  headers: Record<string, string>;
  /** Ids of identity providers. */
  providers: readonly string[];
}

export interface Asked {
  /** X-Request-Id and Idempotency-Key. */
  id: string;
  method: 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** The event that tells of it. */
  event: string;
  /** What the server said; absent while nobody knows. */
  answer?: Answer;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came back, for the test to look at
  body: any;
  replayed: boolean;
}

/** A number from 0 up to 1. */
export type Random = () => number;

/** Sends it as it is, again where it was sent before. Rejects when the connection breaks before the whole answer came. */
export async function send({ baseUrl, headers }: Target, asked: Asked): Promise<Answer> {
  const response = await fetch(`${baseUrl}${asked.path}`, {
    method: asked.method,
    headers: {
      ...headers,
      'x-request-id': asked.id,
      ...(asked.method === 'POST' && { 'idempotency-key': asked.id, 'content-type': 'application/json' }),
    },
    ...(asked.body && { body: JSON.stringify(asked.body) }),
  });
  const body = await response.json();
  return { status: response.status, body, replayed: response.headers.get('idempotency-replayed') === 'true' };
}

/** Tells stories, `lanes` at once, until the server is gone. `onAnswer` hears of every acknowledged change. */
export async function tellStories(options: {
  target: Target;
  lanes: number;
  random: Random;
  /** Everything that was asked, in order; added to. */
  log: Asked[];
  /** Whether a connection that breaks is no surprise. */
  isKilled: () => boolean;
  onAnswer: () => void;
}): Promise<void> {
  const { target, log, random, isKilled, onAnswer } = options;
  const ask = async (change: Omit<Asked, 'id'>): Promise<Answer['body']> => {
    const asked: Asked = { id: `change-${log.length + 1}`, ...change };
    log.push(asked);
    const answer = await send(target, asked).catch((error: unknown) => {
      if (isKilled()) throw new ServerGone();
      throw error;
    });
    if (answer.status >= 300) throw new Error(`${asked.path} was refused: ${JSON.stringify(answer)}`);
    asked.answer = answer;
    onAnswer();
    return answer.body;
  };
  const lane = async (): Promise<void> => {
    try {
      while (!isKilled()) await tellStory(ask, target, random, () => `subject-${log.length + 1}`);
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error;
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
}

class ServerGone extends Error {}

type Ask = (change: Omit<Asked, 'id'>) => Promise<Answer['body']>;

async function tellStory(ask: Ask, target: Target, random: Random, newSubject: () => string): Promise<void> {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const createUser = async (): Promise<string> => {
    const body = { name: 'Ada', user_metadata: { plan: pick(['free', 'paid']) } };
    return (await ask({ method: 'POST', path: '/v1/users', body, event: 'user.created' })).id;
  };
  const link = async (userId: string): Promise<string> => {
    const body = { identity_provider_id: pick(target.providers), external_id: newSubject() };
    return (await ask({ method: 'POST', path: `/v1/users/${userId}/identities`, body, event: 'identity.linked' })).id;
  };
  const unlink = (userId: string, identityId: string) =>
    ask({
      method: 'DELETE',
      path: `/v1/users/${userId}/identities/${identityId}?outcome=${pick(['detach', 'split', 'delete'])}`,
      event: 'identity.unlinked',
    });

  const [ada, other] = [await createUser(), await createUser()];
  const [adas] = [await link(ada), await link(ada)];
  const [others] = [await link(other), await link(other)];
  if (random() < 0.3) {
    const path = `/v1/identities/${others}/move`;
    await ask({ method: 'POST', path, body: { user_id: ada }, event: 'identity.moved' });
  }
  if (random() < 0.5) await unlink(ada, adas);
  await ask({
    method: 'POST',
    path: `/v1/users/${ada}/merge`,
    body: { secondary_user_id: other, metadata: 'deep_merge' },
    event: 'user.merged',
  });
  await unlink(ada, others);
}
