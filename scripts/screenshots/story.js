// A small story for the pictures: a shop whose people sign in in several ways. Told by the API and the hosted pages alone.
import { createSelfsameClient } from '../../client/src/index.ts';
import { Browser } from '../../test/support/browser.ts';

const customers = [
  ['Zoe Bergström', 'zoe.bergstrom@example.com', ['google-oauth2', 'github']],
  ['Hiro Tanaka', 'hiro@example.net', ['google-oauth2']],
  ['Amara Nwosu', 'amara.nwosu@example.com', ['google-oauth2', 'oidc']],
  ['Lucía Fernández', 'lucia@example.org', ['github']],
  ['Priya Raman', 'priya.raman@example.net', ['google-oauth2']],
  ['Tom Whitfield', 'tom.whitfield@example.com', []],
  ['Ingrid Solberg', 'ingrid@example.org', ['oidc']],
  ['Mateo Rossi', 'mateo.rossi@example.net', ['google-oauth2', 'github', 'oidc']],
  ['Grace Mbeki', 'grace.mbeki@example.com', ['google-oauth2']],
  ['Jan Kowalski', 'jan@example.org', ['github']],
  ['Yasmin Haddad', 'yasmin@example.net', []],
];

/** Gives the ids that addresses of pages have in them. */
export async function tellStory({ baseUrl, firstRun }) {
  const api = createSelfsameClient({ baseUrl, apiKey: firstRun.api_key, tenantId: firstRun.tenant_id });
  const providers = firstRun.identity_providers;

  const createUser = (body) => taken(api.POST('/v1/users', { body }));
  const link = (id, strategy, subject, email, proved) =>
    taken(
      api.POST('/v1/users/{id}/identities', {
        params: { path: { id } },
        body: {
          identity_provider_id: providers[strategy],
          external_id: subject,
          external_email: email,
          external_email_verified: proved,
        },
      }),
    );

  for (const [name, email, strategies] of customers) {
    const { id } = await createUser({ name, email, email_verified: strategies.length > 0 });
    for (const strategy of strategies) await link(id, strategy, `${email.split('@')[0]}-${strategy}`, email, true);
  }

  // Two accounts of one person, who has proved the same address at both: for review.
  await createUser({
    name: 'Noor Haddad',
    email: 'noor@example.net',
    email_verified: true,
    user_metadata: { plan: 'gold' },
  });
  const other = await createUser({ name: 'N. Haddad', email: 'n.haddad@example.com', user_metadata: { plan: 'free' } });
  await link(other.id, 'github', 'noor-haddad', 'noor@example.net', true);

  for (const [connection, person] of [
    ['google-oauth2', 'bjorn'],
    ['google-oauth2', 'eleni'],
    ['oidc', 'carol'],
    ['google-oauth2', 'ada'],
    ['github', 'ada'],
    ['oidc', 'ada'],
    // Known by the same address at work and at home: asked whether they are one, and left there.
    ['google-oauth2', 'erin'],
    ['github', 'erin-at-home'],
    ['github', 'mallory'],
    ['oidc', 'mallory'],
  ])
    await new Browser(baseUrl).signIn(connection, person);

  const { data: found } = await taken(api.GET('/v1/users', { params: { query: { email: 'ada@example.com' } } }));
  const ada = found[0];
  const { data: identities } = await taken(api.GET('/v1/users/{id}/identities', { params: { path: { id: ada.id } } }));

  const { data: events } = await taken(
    api.GET('/v1/events', { params: { query: { user_id: ada.id, type: ['identity.linked'] } } }),
  );

  const policy = await taken(
    api.POST('/v1/policies', {
      body: {
        name: 'Administrators are linked by hand',
        description: 'Whoever may change the shop gains no identity by an arrival.',
        cedar_policy_set: [
          '@notice("Ask the service desk to link it.")',
          'forbid(principal is Arrival, action == Action::"identity:link", resource)',
          'when { context.user.app_metadata.contains("roles=admin") };',
        ].join('\n'),
      },
    }),
  );
  return {
    ada: ada.id,
    adaLinked: events[0].id,
    adaAtGithub: identities.find(({ identity_provider_id }) => identity_provider_id === providers.github)?.id,
    google: providers['google-oauth2'],
    policy: policy.id,
  };
}

async function taken(answer) {
  const { data, error } = await answer;
  if (error) throw new Error(error.message);
  return data;
}
