import { ActionIcon, Menu } from '@mantine/core';
import type { UserIdentity } from '@selfsame/client';
import { useMay, useWhyNot } from '../../../api/operator.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { useActs } from './acts.ts';
import { sayIdentity } from './said.ts';

/** Every gesture of the picture, for who does not drag. */
export function IdentityMenu({ identity, isPrimary }: { identity: UserIdentity; isPrimary: boolean }) {
  const acts = useActs();
  const may = useMay('identities:write');
  const whyNot = useWhyNot('identities:write');
  const blocked = acts.asOf !== null || acts.user.status === 'merged' || !may;
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <ActionIcon
          className="nodrag nopan"
          variant="subtle"
          color="gray"
          size={26}
          aria-label={`Actions for ${sayIdentity(identity)}`}
        >
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="search" size={14} />} onClick={() => acts.open(identity)}>
          Open
        </Menu.Item>
        <Menu.Divider />
        {!may && <Menu.Label>{whyNot}</Menu.Label>}
        {may && acts.asOf !== null && <Menu.Label>As it was then: nothing can be changed.</Menu.Label>}
        <Menu.Item
          leftSection={<Icon name="upload" size={14} />}
          disabled={blocked || isPrimary}
          onClick={() => acts.makePrimary(identity)}
        >
          {isPrimary ? 'Is the primary one' : 'Make primary'}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="transfer" size={14} />}
          disabled={blocked}
          onClick={() => acts.move(identity)}
        >
          Move to another user …
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="out" size={14} />} disabled={blocked} onClick={() => acts.unlink(identity)}>
          Unlink …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
