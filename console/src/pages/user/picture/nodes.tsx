/** What stands in the picture. Every node has a point in its middle that the lines go to. */
import { Anchor, Badge, Text, UnstyledButton } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Icon } from '../../../parts/icon.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { nameOfUser as nameOf } from '../../../parts/user-link.tsx';
import { useActs } from './acts.ts';
import classes from './canvas.module.css';
import { IdentityMenu } from './identity-menu.tsx';
import { LastUsed, Reach } from './identity-words.tsx';
import { sayIdentity, sayLinked } from './said.ts';

export type PersonNode = Node<{ count: number; isTarget: boolean }, 'person'>;
export type IdentityNode = Node<{ identity: UserIdentity; isPrimary: boolean }, 'identity'>;
export type BundleNode = Node<{ identities: UserIdentity[] }, 'bundle'>;
export type GhostNode = Node<{ user: User }, 'ghost'>;
export type MoreNode = Node<{ count: number }, 'more'>;
export type LineNode = Node<{ state: 'idle' | 'shown' | 'crossed' }, 'line'>;
export type PictureNode = PersonNode | IdentityNode | BundleNode | GhostNode | MoreNode | LineNode;

export const nodeTypes = {
  person: Person,
  identity: Identity,
  bundle: Bundle,
  ghost: Ghost,
  more: More,
  line: Line,
};

function Middle() {
  return (
    <>
      <Handle type="source" position={Position.Top} className={classes.middle} isConnectable={false} />
      <Handle type="target" position={Position.Top} className={classes.middle} isConnectable={false} />
    </>
  );
}

function Person({ data: { count, isTarget } }: NodeProps<PersonNode>) {
  const { user } = useActs();
  const name = nameOf(user);
  return (
    <div className={classes.person} data-target={isTarget || undefined} data-standing={user.status}>
      <Middle />
      <span className={classes.face} aria-hidden="true">
        {name.charAt(0).toUpperCase()}
      </span>
      <Text fw={600} truncate maw="100%">
        {isTarget ? `Merge into ${name}` : name}
      </Text>
      {user.email !== null && user.email !== name && (
        <Text size="xs" truncate maw="100%">
          {user.email}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {count === 0 ? 'no identity' : count === 1 ? '1 identity' : `${count} identities`}
        {user.status !== 'active' && `, ${user.status}`}
      </Text>
    </div>
  );
}

function Identity({ data: { identity, isPrimary } }: NodeProps<IdentityNode>) {
  const acts = useActs();
  return (
    <div className={classes.card} data-primary={isPrimary || undefined} data-frozen={acts.asOf !== null || undefined}>
      <Middle />
      <div className={classes.top}>
        <ProviderMark strategy={identity.provider_type} size={18} />
        <UnstyledButton className={classes.name} onClick={() => acts.open(identity)} title="Open">
          {identity.provider_name}
        </UnstyledButton>
        {isPrimary && (
          <Badge size="xs" variant="light" className={classes.badge}>
            primary
          </Badge>
        )}
        <IdentityMenu identity={identity} isPrimary={isPrimary} />
      </div>
      <div className={classes.subject} title={identity.external_id}>
        {identity.external_id}
      </div>
      <div className={classes.words} title={identity.external_email ?? undefined}>
        <Reach of={identity} />
      </div>
      <div className={classes.words} title={`Linked ${sayLinked(identity, acts.links.get(identity.id))}`}>
        <Text span inherit c="dimmed">
          Linked {sayLinked(identity, acts.links.get(identity.id))}
        </Text>
      </div>
      <div className={classes.words}>
        <Text span inherit c="dimmed">
          <LastUsed of={identity} />
        </Text>
      </div>
    </div>
  );
}

function Bundle({ data: { identities } }: NodeProps<BundleNode>) {
  const { showList } = useActs();
  const providers = new Map(identities.map((identity) => [identity.identity_provider_id, identity]));
  const [first] = identities as [UserIdentity];
  const isOne = providers.size === 1;
  const count = identities.length;
  return (
    <div className={classes.card} data-many>
      <Middle />
      <div className={classes.top}>
        {[...providers.values()].slice(0, 5).map(({ identity_provider_id, provider_type }) => (
          <ProviderMark key={identity_provider_id} strategy={provider_type} size={18} />
        ))}
        {isOne && <span className={classes.name}>{first.provider_name}</span>}
      </div>
      <Text fw={600} size="sm">
        {isOne ? `${count} identities` : `${count} more, of ${providers.size} providers`}
      </Text>
      <Anchor
        component="button"
        type="button"
        size="xs"
        className="nodrag nopan"
        ta="start"
        onClick={() => showList(isOne ? first.identity_provider_id : undefined)}
      >
        {isOne ? `List those of ${first.provider_name}` : 'List all'}
      </Anchor>
    </div>
  );
}

function Ghost({ data: { user } }: NodeProps<GhostNode>) {
  return (
    <div className={classes.ghost}>
      <Middle />
      <Text size="xs" fw={600} truncate>
        {nameOf(user)}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        merged;{' '}
        <Anchor
          component={Link}
          to={`/users/${user.id}`}
          search={{ tab: 'timeline' } as never}
          inherit
          underline="always"
          className="nodrag nopan"
        >
          its events
          <span className="visually-hidden"> as {nameOf(user)}</span>
        </Anchor>
      </Text>
    </div>
  );
}

function More({ data: { count } }: NodeProps<MoreNode>) {
  const { showList } = useActs();
  return (
    <div className={classes.ghost}>
      <Middle />
      <Text size="xs" fw={600}>
        {count} more merged users
      </Text>
      <Anchor component="button" type="button" size="xs" className="nodrag nopan" onClick={() => showList()}>
        List all
      </Anchor>
    </div>
  );
}

function Line({ data: { state }, width, height }: NodeProps<LineNode>) {
  return (
    <div className={classes.line} data-state={state} style={{ width, height }}>
      <span className={classes.lineWords}>
        <Icon name="out" size={13} /> {state === 'crossed' ? 'Let go to unlink' : 'Drag past this line to unlink'}
      </span>
    </div>
  );
}

export function sayNode(node: PictureNode): string | undefined {
  if (node.type === 'identity')
    return `${sayIdentity(node.data.identity)}${node.data.isPrimary ? ', primary identity' : ', identity'}`;
  if (node.type === 'ghost') return `${nameOf(node.data.user)}, merged`;
  if (node.type === 'person') return 'The person';
  if (node.type === 'bundle') return `${node.data.identities.length} identities`;
  if (node.type === 'more') return `${node.data.count} merged users`;
  return undefined;
}
