/** When a person must be seen again before a request goes on. */
import type { interactionPolicy } from 'oidc-provider';
import type { Person } from './person.ts';

type Oidc = typeof import('oidc-provider');

/** The library's own checks (session, `prompt`, `max_age`, `id_token_hint`, scopes), and Auth0's `connection`. */
export function createPolicy(
  { interactionPolicy: policies }: Oidc,
  personNow: () => Person | undefined,
): interactionPolicy.DefaultPolicy {
  const policy = policies.base();
  // Everybody has been asked already, or is the tenant's own.
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new policies.Check('connection', 'the person is to come in by another way', 'login_required', (ctx) => {
      const { connection } = ctx.oidc.params ?? {};
      const person = personNow();
      const satisfied =
        typeof connection !== 'string' || connection === '' || ctx.oidc.result?.login || person?.cameBy.has(connection);
      return satisfied ? policies.Check.NO_NEED_TO_PROMPT : policies.Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}
