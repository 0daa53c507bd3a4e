/** Events by day, as the clock of whoever looks says it. */
import type { Event } from '@selfsame/client';

export interface Day {
  /** As `2026-01-15`. */
  day: string;
  said: string;
  events: Event[];
}

const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** In the order in which they come. */
export function groupByDay(events: Event[], now = new Date()): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const at = new Date(event.created_at);
    const day = nameDay(at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, said: sayDay(at, now), events: [event] });
  }
  return days;
}

function sayDay(at: Date, now: Date): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (nameDay(at) === nameDay(now)) return 'Today';
  return nameDay(at) === nameDay(yesterday) ? 'Yesterday' : long.format(at);
}

function nameDay(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
