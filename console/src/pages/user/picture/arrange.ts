/**
 * Where things stand in the picture. Pure: the person in the middle at (0, 0), the identities around, the primary one first
 * and on clockwise; the ghosts below the line that one drags an identity across to unlink it. What would be too many to be
 * read becomes groups.
 */
import type { User, UserIdentity } from '@selfsame/client';

export const person = { width: 232, height: 112 };
export const card = { width: 212, height: 104 };
export const ghost = { width: 184, height: 58 };

/** As many as can be read at once. */
const itemsMax = 14;
const ghostsMax = 5;
const gap = 22;
const margin = 40;

export interface Point {
  x: number;
  y: number;
}

export type Item =
  | { kind: 'identity'; key: string; identity: UserIdentity }
  | { kind: 'group'; key: string; identities: UserIdentity[] };

export type GhostItem = { kind: 'ghost'; key: string; user: User } | { kind: 'more'; key: string; count: number };

export interface Arrangement {
  items: (Item & { at: Point })[];
  ghosts: (GhostItem & { at: Point })[];
  /** Half of the width and height of the line around the identities. */
  line: { x: number; y: number };
}

export function arrange(identities: UserIdentity[], ghosts: User[]): Arrangement {
  const items = groupIdentities(identities);
  const places = around(items.length);
  const line = {
    x: Math.max(person.width / 2, ...places.map(({ x }) => Math.abs(x) + card.width / 2)) + margin,
    y: Math.max(person.height / 2, ...places.map(({ y }) => Math.abs(y) + card.height / 2)) + margin,
  };
  const shown = groupGhosts(ghosts);
  const y = line.y + gap + ghost.height / 2;
  return {
    items: items.map((item, index) => ({ ...item, at: places[index]! })),
    ghosts: shown.map((item, index) => ({
      ...item,
      at: { x: (index - (shown.length - 1) / 2) * (ghost.width + gap), y },
    })),
    line,
  };
}

/** All where they can be read; else those of one provider together, but for the primary one. */
export function groupIdentities(identities: UserIdentity[]): Item[] {
  const one = (identity: UserIdentity): Item => ({ kind: 'identity', key: identity.id, identity });
  if (identities.length <= itemsMax) return identities.map(one);
  const [primary, ...others] = identities as [UserIdentity, ...UserIdentity[]];
  const byProvider = new Map<string, UserIdentity[]>();
  for (const identity of others) {
    const { identity_provider_id: id } = identity;
    byProvider.set(id, [...(byProvider.get(id) ?? []), identity]);
  }
  const items = [
    one(primary),
    ...[...byProvider].map(
      ([id, theirs]): Item =>
        theirs.length === 1 ? one(theirs[0]!) : { kind: 'group', key: `group:${id}`, identities: theirs },
    ),
  ];
  if (items.length <= itemsMax) return items;
  const rest = items.slice(itemsMax - 1).flatMap((item) => (item.kind === 'group' ? item.identities : [item.identity]));
  return [...items.slice(0, itemsMax - 1), { kind: 'group', key: 'group:rest', identities: rest }];
}

function groupGhosts(ghosts: User[]): GhostItem[] {
  const one = (user: User): GhostItem => ({ kind: 'ghost', key: user.id, user });
  if (ghosts.length <= ghostsMax) return ghosts.map(one);
  return [
    ...ghosts.slice(0, ghostsMax - 1).map(one),
    { kind: 'more', key: 'ghosts:more', count: ghosts.length - ghostsMax + 1 },
  ];
}

function around(count: number): Point[] {
  return count <= 6 ? onEllipse(count) : onSides(count);
}

function onEllipse(count: number): Point[] {
  // Two stand at the sides, where there is more room than above and below.
  const first = count === 2 ? Math.PI : -Math.PI / 2;
  return Array.from({ length: count }, (_, index) => {
    const angle = first + (index / count) * 2 * Math.PI;
    return { x: Math.round(Math.cos(angle) * 312), y: Math.round(Math.sin(angle) * 184) };
  });
}

/** More fit into rows above and below and columns at the sides than onto a circle. */
function onSides(count: number): Point[] {
  const columns = count <= 8 ? 3 : count <= 12 ? 4 : 5;
  const below = Math.min(columns, Math.floor((count - columns) / 2));
  const beside = count - columns - below;
  const right = Math.ceil(beside / 2);
  const left = beside - right;
  const step = { x: card.width + gap, y: card.height + gap };
  const x = Math.max(((columns - 1) / 2) * step.x, (card.width + person.width) / 2 + margin);
  const y = Math.max(((Math.max(right, 1) - 1) / 2) * step.y + step.y, (card.height + person.height) / 2 + margin);
  // A little bent, so that it still is a ring around somebody.
  const row = (many: number, side: 1 | -1): Point[] =>
    Array.from({ length: many }, (_, index) => {
      const away = many === 1 ? 0 : (index / (many - 1)) * 2 - 1;
      return { x: (index - (many - 1) / 2) * step.x, y: side * (y + (1 - away * away) * 18) };
    });
  const column = (many: number, side: 1 | -1): Point[] =>
    Array.from({ length: many }, (_, index) => ({
      x: side * (x + (many === 1 ? 18 : 10)),
      y: (index - (many - 1) / 2) * step.y,
    }));
  return [...row(columns, -1), ...column(right, 1), ...row(below, 1).reverse(), ...column(left, -1).reverse()];
}

/** Whether a card with its middle there has left the line. */
export function isOut({ x, y }: Point, line: Arrangement['line']): boolean {
  return Math.abs(x) > line.x || Math.abs(y) > line.y;
}
