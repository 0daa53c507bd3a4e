/** The six things that can be decided of an arrival, with the colour that each has in the chart. */
import type { operations } from '@selfsame/client';

export type Day = operations['countEventsByDay']['responses'][200]['content']['application/json']['days'][number];

export const sorts = [
  { name: 'sign_in', label: 'Signed in', color: 'accent.4' },
  { name: 'link', label: 'Linked', color: 'accent.8' },
  { name: 'create_user', label: 'New user', color: 'blue.4' },
  { name: 'challenge', label: 'Asked', color: 'yellow.5' },
  { name: 'hold', label: 'Held', color: 'orange.6' },
  { name: 'refuse', label: 'Refused', color: 'red.7' },
] as const;
