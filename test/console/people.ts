// Users to look at in the console, made by the API: each call throws what the server refuses.
import type { components, User, UserIdentity } from '../../client/src/index.ts';
import type { OpenedConsole } from './harness.ts';

type NewUser = components['schemas']['User'] extends infer Whole ? Partial<Whole> : never;

interface Answer<T> {
  data?: T;
  error?: { message: string };
}

export async function taken<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error } = await answer;
  if (error) throw new Error(error.message);
  return data as T;
}

export function createUser({ api }: OpenedConsole, body: NewUser): Promise<User> {
  return taken(api.POST('/v1/users', { body: body as never }));
}

export function linkIdentity(it: OpenedConsole, user: User, strategy: string, subject: string): Promise<UserIdentity> {
  const provider = it.firstRun.identity_providers[strategy];
  if (provider === undefined) throw new Error(`the demo has no provider of the strategy ${strategy}`);
  const body = {
    identity_provider_id: provider,
    external_id: subject,
    external_email: `${subject}@example.com`,
    external_email_verified: strategy !== 'oidc',
  };
  return taken(it.api.POST('/v1/users/{id}/identities', { params: { path: { id: user.id } }, body }));
}

export async function identitiesOf({ api }: OpenedConsole, { id }: Pick<User, 'id'>): Promise<UserIdentity[]> {
  return (await taken(api.GET('/v1/users/{id}/identities', { params: { path: { id } } }))).data;
}

export function userOf({ api }: OpenedConsole, { id }: Pick<User, 'id'>): Promise<User> {
  return taken(api.GET('/v1/users/{id}', { params: { path: { id } } }));
}
