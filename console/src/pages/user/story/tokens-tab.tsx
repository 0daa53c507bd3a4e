/** How the tokens stand that providers gave for a user's identities. Never the tokens themselves. */
import { Badge, Group, Stack, Text } from '@mantine/core';
import type { UserIdentity } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { Answer } from '../../../parts/answer.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { useProviders } from '../../../parts/use-providers.ts';
import { When } from '../../../parts/when.tsx';
import { useIdentities } from '../picture/queries.ts';
import { Ghost, useMergedInto } from './ghost.tsx';
import classes from './story.module.css';

export default function TokensTab({ userId }: { userId: string }) {
  const client = useClient();
  const mergedInto = useMergedInto(userId);
  const identities = useIdentities(userId, null);
  const tokens = useQuery({
    enabled: mergedInto === null,
    queryKey: ['users', userId, 'tokens'],
    queryFn: async ({ signal }) =>
      (await answered(client.GET('/v1/users/{id}/tokens', { params: { path: { id: userId } }, signal }))).data,
  });
  if (mergedInto !== null) return <Ghost what="tokens" mergedInto={mergedInto} />;
  return (
    <Answer of={tokens} what="Loading the state of the tokens">
      {(states) =>
        states.length === 0 ? (
          <EmptyState icon="keys" title="No provider’s tokens are kept">
            With a sign-in, a provider may give tokens to act for the person there. They are kept where the connection
            says so, sealed, for applications that may read them; here only how they stand is shown.
          </EmptyState>
        ) : (
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              What providers gave to act for this person. The tokens themselves are sealed, and shown nowhere in the
              console.
            </Text>
            <ul className={classes.list} aria-label="Tokens of providers">
              {states.map((state) => (
                <One
                  key={`${state.identity_id}:${state.connection_id}`}
                  state={state}
                  identity={identities.data?.identities.find(({ id }) => id === state.identity_id)}
                />
              ))}
            </ul>
          </Stack>
        )
      }
    </Answer>
  );
}

interface TokenState {
  identity_id: string;
  token_type: string;
  status: 'ok' | 'needs_reauthorization';
  scopes: string[];
  has_refresh_token: boolean;
  has_id_token: boolean;
  expires_at: string | null;
  obtained_at: string;
  updated_at: string;
}

function One({ state, identity }: { state: TokenState; identity: UserIdentity | undefined }) {
  const providerOf = useProviders();
  return (
    <li className={classes.item}>
      {identity && <ProviderMark strategy={identity.provider_type} />}
      <div className={classes.grow}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {providerOf(identity?.identity_provider_id)?.display_name ?? identity?.provider_name ?? 'An identity'}{' '}
            {identity?.external_email ?? identity?.external_username ?? identity?.external_id}
          </Text>
          <Standing of={state} />
        </Group>
        <Text size="sm">{sayStanding(state)}</Text>
        <dl className={classes.facts}>
          <div>
            <dt>{isOver(state) ? 'Expired' : 'Expires'}</dt>
            <dd>
              <When at={state.expires_at} never="the provider does not say" />
            </dd>
          </div>
          <div>
            <dt>Kept</dt>
            <dd>
              access token ({state.token_type}){state.has_refresh_token && ', refresh token'}
              {state.has_id_token && ', ID token'}
            </dd>
          </div>
          <div>
            <dt>Obtained</dt>
            <dd>
              <When at={state.obtained_at} />
            </dd>
          </div>
          <div>
            <dt>Last renewed</dt>
            <dd>
              <When at={state.updated_at === state.obtained_at ? null : state.updated_at} />
            </dd>
          </div>
          <div>
            <dt>May</dt>
            <dd>{state.scopes.length === 0 ? 'what the provider gives without asking' : state.scopes.join(', ')}</dd>
          </div>
        </dl>
      </div>
    </li>
  );
}

function isOver({ expires_at: at }: TokenState): boolean {
  return at !== null && new Date(at) < new Date();
}

function Standing({ of: state }: { of: TokenState }) {
  if (state.status === 'needs_reauthorization')
    return (
      <Badge size="xs" variant="light" color="orange">
        needs reauthorization
      </Badge>
    );
  if (isOver(state))
    return (
      <Badge size="xs" variant="light" color="gray">
        expired
      </Badge>
    );
  return (
    <Badge size="xs" variant="light" color="green">
      in order
    </Badge>
  );
}

function sayStanding(state: TokenState): string {
  if (state.status === 'needs_reauthorization')
    return 'The provider renews them no more: access was revoked there, or the refresh token was used up. The person has to sign in there again; until then applications that ask for them are refused.';
  if (!isOver(state)) return 'Applications that may read them get them.';
  return state.has_refresh_token
    ? 'Renewed when an application asks for them next.'
    : 'The provider gave nothing to renew them with: the next sign-in brings new ones.';
}
