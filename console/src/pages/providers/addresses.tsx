/** What the provider's own form asks for: our addresses, to be copied. */
import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { Answer } from '../../parts/answer.tsx';
import { CopyLine } from './copy-line.tsx';
import { type Strategy, useAddresses } from './provider-queries.ts';

/** Whether the provider must know our addresses. */
export function isTold({ protocol }: Strategy): boolean {
  return ['oidc', 'oauth2', 'saml', 'cas'].includes(protocol);
}

export interface AddressesProps {
  strategy: Strategy;
  /** Of the connection: it stands in the addresses of SAML. */
  identifier: string;
  /** Our entity id, where the connection has one of its own. */
  clientId?: string | null;
  /** There is a connection, so that its metadata can be had. */
  made?: boolean;
}

export function Addresses({ strategy, identifier, clientId, made = false }: AddressesProps) {
  const addresses = useAddresses();
  if (!isTold(strategy)) return null;
  return (
    <Answer of={addresses} what="Loading our addresses">
      {({ callback, saml_acs, saml_metadata, test_callback }) => {
        if (callback === null || saml_acs === null || saml_metadata === null)
          return (
            <Alert role="note" color="orange" title="No address leads to this tenant">
              <Text size="sm">
                Providers cannot send anybody back yet. Give the tenant a host name in its settings; for tests alone,
                the address is <code>{test_callback}</code>.
              </Text>
            </Alert>
          );
        const named = (address: string) => address.replace('{identifier}', identifier === '' ? '…' : identifier);
        if (strategy.protocol === 'saml')
          return (
            <Stack gap={6}>
              <CopyLine label="Entity id (audience, identifier)" value={clientId || named(saml_metadata)} />
              <CopyLine label="Assertion consumer service (ACS, reply URL)" value={named(saml_acs)} />
              <CopyLine label="Our metadata" value={named(saml_metadata)}>
                {made && (
                  <Anchor href={named(saml_metadata)} download="metadata.xml" size="sm" underline="always">
                    Download
                  </Anchor>
                )}
              </CopyLine>
            </Stack>
          );
        if (strategy.protocol === 'cas')
          return <CopyLine label="Service address to allow (everything that begins so)" value={callback} />;
        return (
          <Stack gap={6}>
            <CopyLine label="Callback address (redirect URI)" value={callback} />
            {test_callback !== callback && <CopyLine label="And for tests of the connection" value={test_callback} />}
          </Stack>
        );
      }}
    </Answer>
  );
}
