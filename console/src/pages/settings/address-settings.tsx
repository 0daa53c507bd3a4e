/** Where the tenant is reached. */
import { Alert, Stack, TagsInput } from '@mantine/core';
import { Answer } from '../../parts/answer.tsx';
import { Snippet } from '../../parts/snippet.tsx';
import { useAddresses } from '../../parts/use-addresses.ts';
import type { PartProps } from './look-settings.tsx';

export function AddressSettings({ draft, onChange, may }: PartProps) {
  const addresses = useAddresses();
  return (
    <Stack gap="lg" maw="44rem">
      <TagsInput
        label="Host names"
        description="In lower case, with the port where it is not the usual one, at most 20. Each must lead to this server, with a certificate. The first is the tenant’s own address."
        placeholder={draft.hosts.length === 0 ? 'id.example.com' : undefined}
        splitChars={[',', ' ']}
        maxTags={20}
        value={draft.hosts}
        disabled={!may}
        onChange={(hosts) => onChange({ hosts })}
      />
      <Answer of={addresses} what="Loading addresses">
        {({ sign_in, account, issuer, discovery }) =>
          sign_in === null || account === null || issuer === null || discovery === null ? (
            <Alert color="orange" title="No address leads to this tenant">
              Nobody can sign in to it. Give it a host name, or make it the tenant of the installation’s own address
              (the setting <code>SELFSAME_DEFAULT_TENANT</code> of the server).
            </Alert>
          ) : (
            <Stack gap="xs">
              <Snippet label="Sign-in page" code={sign_in} />
              <Snippet label="Account page" code={account} />
              <Snippet label="Issuer" code={issuer} />
              <Snippet label="Discovery" code={discovery} />
            </Stack>
          )
        }
      </Answer>
    </Stack>
  );
}
