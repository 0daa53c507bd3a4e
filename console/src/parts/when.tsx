/** A time as people say it, with the exact one where one looks for it. */
import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

export function sayWhen(at: Date, now: number): string {
  const seconds = (at.getTime() - now) / 1000;
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? [];
  if (unit === undefined || length === undefined) return seconds > 5 ? 'in a moment' : 'just now';
  return relative.format(Math.trunc(seconds / length), unit);
}

/** `never` where there is none. */
export function When({ at, never = 'never' }: { at: string | null | undefined; never?: string }) {
  const now = useNow();
  if (at === null || at === undefined) return <span>{never}</span>;
  const date = new Date(at);
  return (
    <Tooltip label={absolute.format(date)}>
      <time dateTime={at}>{sayWhen(date, now)}</time>
    </Tooltip>
  );
}

/** By the half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
