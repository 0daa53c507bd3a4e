/** One identity, whole: what the provider said, how it came to the person, and how it was used since. */
import { Anchor, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import type { UserIdentity } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Answer } from '../../../parts/answer.tsx';
import { CopyId } from '../../../parts/copy-id.tsx';
import { JsonView } from '../../../parts/json-view.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { When } from '../../../parts/when.tsx';
import { LinkedBy, Reach } from './identity-words.tsx';
import { useIdentity } from './queries.ts';

export function IdentityDrawer({ identity, onClose }: { identity: UserIdentity; onClose: () => void }) {
  const whole = useIdentity(identity.id);
  return (
    <Drawer
      opened
      onClose={onClose}
      size="lg"
      title={
        <Group gap="xs" wrap="nowrap">
          <ProviderMark strategy={identity.provider_type} />
          <span>Identity of {identity.provider_name}</span>
        </Group>
      }
    >
      <Stack gap="md">
        <Table variant="vertical" layout="fixed" withRowBorders={false} verticalSpacing={4}>
          <Table.Tbody>
            <Row name="Subject">
              <CopyId id={identity.external_id} of="subject" />
            </Row>
            {identity.subject_type !== '' && <Row name="Kind of subject">{identity.subject_type}</Row>}
            <Row name="Id">
              <CopyId id={identity.id} of="identity id" />
            </Row>
            <Row name="Name there">{identity.external_display_name ?? identity.external_username ?? 'none'}</Row>
            <Row name="E-mail">
              <Reach of={identity} />
            </Row>
            {identity.external_phone !== null && (
              <Row name="Phone">
                {identity.external_phone}, {identity.external_phone_verified ? 'verified' : 'not verified'}
              </Row>
            )}
            <Row name="How it came">
              <LinkedBy of={identity} />
            </Row>
            <Row name="First used">
              <When at={identity.first_login_at} />
            </Row>
            <Row name="Last used">
              <When at={identity.last_login_at} />
              {identity.logins_count > 1 && `, ${identity.logins_count.toLocaleString('en')} times in all`}
            </Row>
            <Row name="Provider">
              <Anchor component={Link} to={`/providers/${identity.identity_provider_id}`} inherit underline="always">
                {identity.provider_name}
              </Anchor>
            </Row>
            <Row name="Events">
              <Anchor
                component={Link}
                to="/events"
                search={{ identity_id: identity.id } as never}
                inherit
                underline="always"
              >
                All of this identity
              </Anchor>
            </Row>
          </Table.Tbody>
        </Table>
        <div>
          <Text fw={600} size="sm" mb={4}>
            Claims
          </Text>
          <Answer of={whole} what="Loading the claims">
            {({ claims }) =>
              Object.keys(claims).length === 0 ? (
                <Text size="sm" c="dimmed">
                  The provider has said nothing more: nobody has signed in with it since it was linked by hand.
                </Text>
              ) : (
                <JsonView value={claims} label="Claims" />
              )
            }
          </Answer>
        </div>
      </Stack>
    </Drawer>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w="9rem">{name}</Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{children}</Table.Td>
    </Table.Tr>
  );
}
