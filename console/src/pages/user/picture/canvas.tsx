/**
 * The picture: the person in the middle, identities around, ghosts below. Dragged across the line an identity asks to be
 * unlinked; a user dropped in from beside it asks to be merged. Nothing is moved for good: where things stand is `arrange`'s.
 */
import '@xyflow/react/dist/base.css';
import { ActionIcon, Group, Tooltip, useComputedColorScheme } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { type Edge, type OnNodeDrag, Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react';
import { type DragEvent, useEffect, useMemo, useState } from 'react';
import { useMay } from '../../../api/operator.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { draggedUser, useActs } from './acts.ts';
import { type Arrangement, arrange, card, ghost, isOut, type Point, person } from './arrange.ts';
import classes from './canvas.module.css';
import { nodeTypes, type PictureNode, sayNode } from './nodes.tsx';

export interface CanvasProps {
  identities: UserIdentity[];
  ghosts: User[];
}

const personKey = 'person';

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ identities, ghosts }: CanvasProps) {
  const acts = useActs();
  const scheme = useComputedColorScheme('light');
  const may = useMay('identities:write');
  const mayMerge = useMay('users:write') && may;
  const isFixed = !may || acts.asOf !== null || acts.user.status === 'merged';
  const arrangement = useMemo(() => arrange(identities, ghosts), [identities, ghosts]);
  const [dragged, setDragged] = useState<{ key: string; at: Point; isOut: boolean } | null>(null);
  const [isTarget, setTarget] = useState(false);
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const primaryId = identities[0]?.id;

  const nodes = useMemo(
    () => place(arrangement, { primaryId, count: identities.length, isFixed, isTarget, dragged }),
    [arrangement, primaryId, identities.length, isFixed, isTarget, dragged],
  );
  const edges = useMemo(() => connect(arrangement, primaryId), [arrangement, primaryId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is there has changed, so all of it comes into sight again
  useEffect(() => {
    // Once its new nodes have been measured.
    const frame = requestAnimationFrame(() => void flow.fitView(fit));
    return () => cancelAnimationFrame(frame);
  }, [arrangement, flow, width]);

  const middleOf = ({ position }: PictureNode): Point => ({
    x: position.x + card.width / 2,
    y: position.y + card.height / 2,
  });
  const follow: OnNodeDrag<PictureNode> = (_, node) => {
    if (node.type !== 'identity') return;
    const at = middleOf(node);
    setDragged({ key: node.id, at, isOut: isOut(at, arrangement.line) });
  };
  const letGo: OnNodeDrag<PictureNode> = (_, node) => {
    setDragged(null);
    if (node.type === 'identity' && isOut(middleOf(node), arrangement.line)) acts.unlink(node.data.identity);
  };

  const isUser = (event: DragEvent) => mayMerge && !isFixed && event.dataTransfer.types.includes(draggedUser);
  const over = (event: DragEvent) => {
    if (!isUser(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'link';
    setTarget(true);
  };
  const drop = (event: DragEvent) => {
    setTarget(false);
    if (!isUser(event)) return;
    event.preventDefault();
    acts.merge(event.dataTransfer.getData(draggedUser));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here has a button of its own, beside the picture
    <div
      className={classes.canvas}
      data-frozen={acts.asOf !== null || undefined}
      onDragOver={over}
      onDragLeave={() => setTarget(false)}
      onDrop={drop}
    >
      <ReactFlow<PictureNode>
        aria-label="Picture of the person"
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={scheme}
        onNodeDragStart={follow}
        onNodeDrag={follow}
        onNodeDragStop={letGo}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        // The wheel moves the page; with Ctrl, or two fingers, it makes the picture larger and smaller.
        zoomOnScroll={false}
        preventScrolling={false}
        zoomOnDoubleClick={false}
        nodeDragThreshold={4}
        // The line has to stay where it is while something is dragged across it.
        autoPanOnNodeDrag={false}
        minZoom={0.2}
        maxZoom={1.6}
        fitView
        fitViewOptions={fit}
        deleteKeyCode={null}
      >
        <Panel position="bottom-left">
          <Group gap={4}>
            <Tool label="Larger" icon="plus" onClick={() => void flow.zoomIn()} />
            <Tool label="Smaller" icon="minus" onClick={() => void flow.zoomOut()} />
            <Tool label="All of it" icon="fit" onClick={() => void flow.fitView(fit)} />
          </Group>
        </Panel>
      </ReactFlow>
    </div>
  );
}

const fit = { padding: 0.09, maxZoom: 1 };

function Tool({ label, icon, onClick }: { label: string; icon: 'plus' | 'minus' | 'fit'; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={28} aria-label={label} onClick={onClick}>
        <Icon name={icon} size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

interface Shown {
  primaryId: string | undefined;
  count: number;
  isFixed: boolean;
  isTarget: boolean;
  dragged: { key: string; at: Point; isOut: boolean } | null;
}

function place({ items, ghosts, line }: Arrangement, shown: Shown): PictureNode[] {
  const { primaryId, count, isFixed, isTarget, dragged } = shown;
  const still = { draggable: false, selectable: false } as const;
  const nodes: PictureNode[] = [
    {
      id: 'line',
      type: 'line',
      ...box({ x: 0, y: 0 }, { width: line.x * 2, height: line.y * 2 }),
      ...still,
      zIndex: -1,
      data: { state: dragged === null ? 'idle' : dragged.isOut ? 'crossed' : 'shown' },
    },
    { id: personKey, type: 'person', ...box({ x: 0, y: 0 }, person), ...still, data: { count, isTarget } },
    ...items.map((item): PictureNode => {
      const at = dragged?.key === item.key ? dragged.at : item.at;
      if (item.kind === 'group')
        return { id: item.key, type: 'bundle', ...box(at, card), ...still, data: { identities: item.identities } };
      const { identity } = item;
      const data = { identity, isPrimary: identity.id === primaryId };
      return {
        id: item.key,
        type: 'identity',
        ...box(at, card),
        draggable: !isFixed,
        selectable: false,
        zIndex: dragged?.key === item.key ? 10 : 1,
        data,
      };
    }),
    ...ghosts.map(
      (item): PictureNode =>
        item.kind === 'ghost'
          ? { id: item.key, type: 'ghost', ...box(item.at, ghost), ...still, data: { user: item.user } }
          : { id: item.key, type: 'more', ...box(item.at, ghost), ...still, data: { count: item.count } },
    ),
  ];
  return nodes.map((node) => {
    const label = sayNode(node);
    return label === undefined
      ? {
          ...node,
          style: { pointerEvents: 'none' },
          domAttributes: { 'aria-hidden': true, 'aria-roledescription': undefined },
        }
      : {
          ...node,
          style: { pointerEvents: 'all' },
          ariaLabel: label,
          ariaRole: 'group',
          domAttributes: { 'aria-roledescription': undefined },
        };
  });
}

function box({ x, y }: Point, { width, height }: { width: number; height: number }) {
  return { position: { x: x - width / 2, y: y - height / 2 }, width, height };
}

function connect({ items, ghosts }: Arrangement, primaryId: string | undefined): Edge[] {
  const shown = new Set(ghosts.map(({ key }) => key));
  const plain = { type: 'straight', ariaRole: 'presentation', focusable: false, selectable: false } as const;
  return [
    ...items.map(
      ({ key }): Edge => ({
        ...plain,
        id: `to ${key}`,
        source: personKey,
        target: key,
        style:
          key === primaryId
            ? { stroke: 'var(--mantine-color-accent-7)', strokeWidth: 2 }
            : { stroke: 'light-dark(var(--mantine-color-gray-5), var(--mantine-color-dark-3))', strokeWidth: 1.25 },
        domAttributes: { 'aria-hidden': true },
      }),
    ),
    ...ghosts.map((item): Edge => {
      const into = item.kind === 'ghost' ? item.user.merged_into : null;
      return {
        ...plain,
        id: `to ${item.key}`,
        // By way of another ghost, where it was merged into that one.
        source: into !== null && shown.has(into) ? into : personKey,
        target: item.key,
        style: {
          stroke: 'light-dark(var(--mantine-color-gray-5), var(--mantine-color-dark-3))',
          strokeWidth: 1.25,
          strokeDasharray: '3 4',
        },
        domAttributes: { 'aria-hidden': true },
      };
    }),
  ];
}
