/**
 * From the first event to now: the picture as of any time between. Keys go from change to change, the pointer to any time.
 */
import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { Event } from '@selfsame/client';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { EventLine } from '../../../parts/event-line.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { sayHappened, sayTime } from './said.ts';
import classes from './time-slider.module.css';

export interface TimeSliderProps {
  userId: string;
  /** From the first one on. */
  events: Event[];
  isCut: boolean;
  /** Null is now. */
  asOf: string | null;
  onChange: (asOf: string | null) => void;
}

interface Stop {
  at: number;
  events: Event[];
}

export function TimeSlider({ userId, events, isCut, asOf, onChange }: TimeSliderProps) {
  const stops = useMemo(() => stopsOf(events), [events]);
  // Fixed while it is looked at: a scale that moves under one's finger helps nobody.
  const [now] = useState(() => Date.now());
  const [drawn, setDrawn] = useState<number | null>(null);
  const settle = useDebouncedCallback((time: string | null) => onChange(time), 200);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for has arrived
  useEffect(() => setDrawn(null), [asOf]);
  const first = stops[0]?.at;
  if (first === undefined) return null;

  const last = Math.max(now, stops.at(-1)!.at + 1);
  const value = drawn ?? (asOf === null ? last : Math.min(Math.max(Date.parse(asOf), first), last));
  const isNow = value >= last;
  const before = stops.findLast(({ at }) => at < value);
  const after = stops.find(({ at }) => at > value);
  const here = stops.find(({ at }) => at === value);
  const go = (at: number) => {
    settle.cancel();
    const time = at >= last ? null : new Date(at).toISOString();
    setDrawn(null);
    onChange(time);
  };
  const back = () => go(before?.at ?? first);
  const forth = () => go(after?.at ?? last);
  const pull = (at: number) => {
    const near = stops.find((stop) => Math.abs(stop.at - at) < (last - first) / 120);
    const wanted = at >= last ? last : (near?.at ?? at);
    setDrawn(wanted);
    settle(wanted >= last ? null : new Date(wanted).toISOString());
  };
  const answerKey = (event: KeyboardEvent) => {
    const act = {
      ArrowLeft: back,
      ArrowDown: back,
      ArrowRight: forth,
      ArrowUp: forth,
      Home: () => go(first),
      End: () => go(last),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const said = isNow ? 'Now' : here ? `${sayTime(value)}: ${sayHappened(here.events)}` : sayTime(value);
  return (
    <section className={classes.frame} aria-label="The picture in time">
      <Group gap="xs" wrap="nowrap">
        <Step label="Earlier change" way="back" isOff={before === undefined} onClick={back} />
        <div className={classes.scale}>
          <input
            type="range"
            className={classes.range}
            aria-label="See the picture as of"
            aria-valuetext={said}
            min={first}
            max={last}
            step={1}
            value={value}
            onChange={(event) => pull(Number(event.currentTarget.value))}
            onKeyDown={answerKey}
          />
          <div className={classes.marks} aria-hidden="true">
            {stops.map(({ at }) => (
              <span
                key={at}
                className={classes.mark}
                data-here={at === value || undefined}
                style={{ insetInlineStart: `${((at - first) / (last - first)) * 100}%` }}
              />
            ))}
          </div>
        </div>
        <Step label="Later change" way="forth" isOff={isNow} onClick={forth} />
        <Button size="compact-sm" variant="default" disabled={isNow} onClick={() => go(last)}>
          Now
        </Button>
      </Group>
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="xs" c="dimmed">
          {sayTime(first)}
        </Text>
        <Text size="xs" fw={600}>
          {said}
        </Text>
        <Text size="xs" c="dimmed">
          {stops.length === 1 ? 'one change' : `${stops.length} changes`}
          {isCut && ', the first ones marked'}
        </Text>
      </Group>
      {here && !isNow && (
        <div className={classes.events}>
          {here.events.slice(0, 5).map((event) => (
            <EventLine key={event.id} event={event} about={userId} />
          ))}
          {here.events.length > 5 && (
            <Text size="xs" c="dimmed">
              and {here.events.length - 5} more at the same time
            </Text>
          )}
        </div>
      )}
    </section>
  );
}

interface StepProps {
  label: string;
  way: 'back' | 'forth';
  isOff: boolean;
  onClick: () => void;
}

function Step({ label, way, isOff, onClick }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={28}
        aria-label={label}
        data-disabled={isOff || undefined}
        aria-disabled={isOff}
        onClick={isOff ? undefined : onClick}
      >
        <span className={way === 'forth' ? classes.forth : classes.back}>
          <Icon name="chevronRight" size={14} />
        </span>
      </ActionIcon>
    </Tooltip>
  );
}

/** What happened in one moment is one stop: between there is no other picture. */
function stopsOf(events: Event[]): Stop[] {
  const stops = new Map<number, Event[]>();
  for (const event of events) {
    const at = Date.parse(event.created_at);
    stops.set(at, [...(stops.get(at) ?? []), event]);
  }
  return [...stops].map(([at, each]) => ({ at, events: each })).sort((a, b) => a.at - b.at);
}
