/** What its library asks for, ready to be copied. */
import { Alert, Anchor, SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import type { Application } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { Answer } from '../../parts/answer.tsx';
import { Section } from '../../parts/section.tsx';
import { Snippet } from '../../parts/snippet.tsx';
import { useAddresses } from '../../parts/use-addresses.ts';

export function Connect({ application }: { application: Application }) {
  const addresses = useAddresses();
  return (
    <Section title="Connect it">
      <Answer of={addresses} what="Loading addresses">
        {({ issuer, discovery }) =>
          issuer === null || discovery === null ? (
            <Alert color="orange" title="No address leads to this tenant">
              Nobody can sign in to it, and no application can ask it. Give it a host name in{' '}
              <Anchor component={Link} to="/settings" inherit underline="always">
                Settings
              </Anchor>
              .
            </Alert>
          ) : (
            <Known application={application} issuer={issuer} discovery={discovery} />
          )
        }
      </Answer>
    </Section>
  );
}

interface KnownProps {
  application: Application;
  issuer: string;
  discovery: string;
}

function Known({ application, issuer, discovery }: KnownProps) {
  const signsIn = application.grant_types.includes('authorization_code');
  const codes = signsIn ? snippets(application, issuer) : [machine(application, issuer)];
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <Named name="Client id" value={application.client_id} />
        <Named name="Issuer" value={issuer} />
        <Named name="Discovery" value={discovery} />
      </SimpleGrid>
      <Tabs defaultValue={codes[0]!.name} keepMounted={false}>
        <Tabs.List>
          {codes.map(({ name }) => (
            <Tabs.Tab key={name} value={name}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {codes.map(({ name, code }) => (
          <Tabs.Panel key={name} value={name} pt="xs">
            <Snippet label={name} code={code} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

function Named({ name, value }: { name: string; value: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="xs" c="dimmed" mb={2}>
        {name}
      </Text>
      <Snippet label={name} code={value} />
    </div>
  );
}

interface Code {
  name: string;
  code: string;
}

function snippets(application: Application, issuer: string): Code[] {
  const { client_id: id, redirect_uris, token_endpoint_auth_method: method } = application;
  const back = redirect_uris[0] ?? 'https://app.example.com/callback';
  const isOpen = method === 'none';
  const openid = {
    name: 'openid-client',
    code: `import * as openid from 'openid-client';

const config = await openid.discovery(
  new URL('${issuer}'),
  '${id}',${isOpen ? '\n  undefined,\n  openid.None(),' : '\n  process.env.CLIENT_SECRET,'}
);
const verifier = openid.randomPKCECodeVerifier();
const target = openid.buildAuthorizationUrl(config, {
  redirect_uri: '${back}',
  scope: 'openid profile email',
  code_challenge: await openid.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
// send the browser to target; at the redirect URI:
const tokens = await openid.authorizationCodeGrant(config, currentUrl, { pkceCodeVerifier: verifier });`,
  };
  const browser = {
    name: 'oidc-client-ts',
    code: `import { UserManager } from 'oidc-client-ts';

const users = new UserManager({
  authority: '${issuer}',
  client_id: '${id}',
  redirect_uri: '${back}',
  scope: 'openid profile email',
});
await users.signinRedirect();
// at the redirect URI:
const user = await users.signinRedirectCallback();`,
  };
  const environment = {
    name: 'Settings',
    code: [
      `OIDC_ISSUER=${issuer}`,
      `OIDC_CLIENT_ID=${id}`,
      ...(isOpen ? [] : ['OIDC_CLIENT_SECRET=']),
      `OIDC_REDIRECT_URI=${back}`,
      'OIDC_SCOPE="openid profile email"',
    ].join('\n'),
  };
  return isOpen ? [browser, openid, environment] : [openid, environment];
}

function machine({ client_id, apis }: Application, issuer: string): Code {
  return {
    name: 'curl',
    code: `curl -s ${issuer}oauth/token -u '${client_id}:'"$CLIENT_SECRET" \\
  -d grant_type=client_credentials -d audience=${apis[0]?.audience ?? 'https://api.example.com'}`,
  };
}
