/**
 * One event as lists show it: `EventLine` whole, or its parts for a table: `EventMark`, `EventWords`, `EventActor`. All that it
 * says is in the event itself; only names are asked for.
 */
import { Anchor, Group, Text, ThemeIcon, Tooltip } from '@mantine/core';
import type { Event } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './event-line.module.css';
import { settledBy, sortOf, type Tone, tellActor, tellEvent, type Word } from './event-words.ts';
import { Icon } from './icon.tsx';
import { ProviderMark } from './provider-mark.tsx';
import { Said } from './said.tsx';
import { useProviders } from './use-providers.ts';
import { UserLink } from './user-link.tsx';
import { When } from './when.tsx';

export interface EventLineProps {
  event: Event;
  /** The user whose page it is on: called `this user`. */
  about?: string;
  /** Names of other users are not asked for: in lists of hundreds. */
  unnamed?: boolean;
  /** At its end: a button that opens it, say. */
  action?: ReactNode;
}

export function EventLine({ event, about, unnamed, action }: EventLineProps) {
  const why = settledBy(event);
  return (
    <div className={classes.line}>
      <EventMark event={event} />
      <div className={classes.words}>
        <Text size="sm" component="div">
          <EventWords event={event} about={about} unnamed={unnamed} />
        </Text>
        {why !== null && (
          <Text size="xs" c="dimmed" component="div">
            Because: <Said text={why} about={about} unnamed={unnamed} />
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          <When at={event.created_at} />, by <EventActor event={event} />
        </Text>
      </div>
      {action}
    </div>
  );
}

const colours: Record<Tone, string> = { good: 'accent', plain: 'gray', attention: 'orange', bad: 'red', undo: 'blue' };

/** Its drawing: the words beside it say the same. */
export function EventMark({ event, size = 26 }: { event: Event; size?: number }) {
  const { icon, tone } = sortOf(event.type);
  return (
    <ThemeIcon variant="light" color={colours[tone]} radius="xl" size={size} aria-hidden>
      <Icon name={icon} size={Math.round(size * 0.55)} />
    </ThemeIcon>
  );
}

/** A sentence on what happened, with links to everybody in it. */
export function EventWords({ event, about, unnamed }: Pick<EventLineProps, 'event' | 'about' | 'unnamed'>) {
  return tellEvent(event).map((word, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a sentence stay where they are
    <WordOf key={place} word={word} first={place === 0} about={about} unnamed={unnamed} />
  ));
}

interface WordProps {
  word: Word;
  first: boolean;
  about?: string;
  unnamed?: boolean;
}

function WordOf({ word, first, about, unnamed = false }: WordProps) {
  const providerOf = useProviders();
  if (typeof word === 'string') return word;
  if ('event' in word)
    return (
      <Anchor
        component={Link}
        to="."
        search={((before: object) => ({ ...before, event: word.event })) as never}
        inherit
        underline="always"
      >
        {first ? 'An earlier event' : 'an earlier event'}
      </Anchor>
    );
  if ('user' in word) {
    if (word.user === null) return first ? 'Somebody' : 'somebody';
    if (word.user === about) return <b>{first ? 'This user' : 'this user'}</b>;
    return <UserLink id={word.user} unnamed={unnamed} />;
  }
  const provider = providerOf(word.provider);
  const called = provider?.display_name ?? provider?.name;
  const mark = provider && <ProviderMark strategy={provider.provider_type} size={14} />;
  if (!('identity' in word)) {
    return (
      <span className={classes.thing}>
        {mark} {called ?? (first ? 'A provider that is gone' : 'a provider that is gone')}
      </span>
    );
  }
  const kind = called === undefined ? 'identity' : `${called} identity`;
  return (
    <span className={classes.thing}>
      {mark} {first && called === undefined ? 'An identity' : called === undefined ? `an ${kind}` : kind}
      {word.named !== null && (
        <>
          {' '}
          <b>{word.named}</b>
        </>
      )}
    </span>
  );
}

/** Who did it. */
export function EventActor({ event }: { event: Event }) {
  const { said, how } = tellActor(event);
  return how === null ? (
    <span>{said}</span>
  ) : (
    <Tooltip label={how}>
      <span>{said}</span>
    </Tooltip>
  );
}

export function EventTitle({ event }: { event: Event }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <EventMark event={event} size={20} />
      <span>{sortOf(event.type).title}</span>
    </Group>
  );
}
