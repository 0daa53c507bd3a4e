/** The picture as a list: the same identities and ghosts, the same that can be done. For screen readers, and for phones. */
import { Anchor, Badge, Group, Text, UnstyledButton } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { CopyId } from '../../../parts/copy-id.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { useActs } from './acts.ts';
import { IdentityMenu } from './identity-menu.tsx';
import { LastUsed, LinkedBy, Reach } from './identity-words.tsx';
import classes from './list.module.css';

export interface IdentityListProps {
  identities: UserIdentity[];
  ghosts: User[];
  /** Those of one provider alone. */
  providerId: string | undefined;
}

export function IdentityList({ identities, ghosts, providerId }: IdentityListProps) {
  const { asOf, open, showList } = useActs();
  const shown = identities.filter(({ identity_provider_id: id }) => providerId === undefined || id === providerId);
  return (
    <>
      {providerId !== undefined && (
        <Text size="sm" mb="xs">
          {shown.length} of {identities.length} identities: those of {shown[0]?.provider_name ?? 'one provider'}.{' '}
          <Anchor component="button" type="button" inherit underline="always" onClick={() => showList()}>
            Show all
          </Anchor>
        </Text>
      )}
      {identities.length === 0 ? (
        <EmptyState icon="providers" title={asOf === null ? 'No identity is linked' : 'No identity was linked then'}>
          Nobody can sign in as this person by a provider. One is linked when they sign in and prove that the account is
          theirs, or by hand.
        </EmptyState>
      ) : (
        <ul className={classes.list} aria-label="Identities">
          {shown.map((identity) => (
            <li key={identity.id} className={classes.row}>
              <ProviderMark strategy={identity.provider_type} size={24} />
              <div className={classes.who}>
                <Group gap={6}>
                  <UnstyledButton className={classes.name} onClick={() => open(identity)}>
                    {identity.provider_name}
                  </UnstyledButton>
                  {identity.id === identities[0]?.id && (
                    <Badge size="xs" variant="light">
                      primary
                    </Badge>
                  )}
                </Group>
                <CopyId id={identity.external_id} of="subject" />
              </div>
              <div className={classes.reach}>
                <Reach of={identity} />
              </div>
              <div className={classes.use}>
                <div>
                  <LinkedBy of={identity} />
                </div>
                <div>
                  <LastUsed of={identity} />
                </div>
              </div>
              <IdentityMenu identity={identity} isPrimary={identity.id === identities[0]?.id} />
            </li>
          ))}
        </ul>
      )}
      {ghosts.length > 0 && (
        <>
          <Text fw={600} size="sm" mt="md" mb="xs" component="h2">
            Merged into this person
          </Text>
          <ul className={classes.list} aria-label="Merged users">
            {ghosts.map((ghost) => (
              <li key={ghost.id} className={classes.row} data-ghost>
                <div className={classes.who}>
                  <Text size="sm" fw={600}>
                    {nameOfUser(ghost)}
                  </Text>
                  <CopyId id={ghost.id} of="user id" short />
                </div>
                <Anchor
                  component={Link}
                  to={`/users/${ghost.id}`}
                  search={{ tab: 'timeline' } as never}
                  size="sm"
                  underline="always"
                >
                  Its events
                  <span className="visually-hidden"> as {nameOfUser(ghost)}</span>
                </Anchor>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
