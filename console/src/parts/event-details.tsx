/**
 * All that is known of one event: why it was decided so, what it was decided on, what changed, who did it, and whether it can
 * be taken back. Asked for when it is opened, as whether it can be taken back changes.
 */
import { Badge, Code, List, Text } from '@mantine/core';
import type { components } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/api.tsx';
import { answered } from '../api/refusal.ts';
import { Answer } from './answer.tsx';
import { CopyId } from './copy-id.tsx';
import classes from './event-details.module.css';
import { EventEvidence } from './event-evidence.tsx';
import { Part } from './event-part.tsx';
import { apiNames, tellActor } from './event-words.ts';
import { FieldChanges } from './field-changes.tsx';
import { asSentence, Said } from './said.tsx';
import { UndoEvent } from './undo-event.tsx';

export type Explanation = components['schemas']['EventExplanation'];

export interface EventDetailsProps {
  eventId: string;
  /** The user whose page it is on: called `this user`. */
  about?: string;
  /** Opens another event: of what stands in the way, or of what took this one back. */
  onOpen: (eventId: string) => void;
}

export function EventDetails({ eventId, about, onOpen }: EventDetailsProps) {
  const client = useClient();
  const explanation = useQuery({
    queryKey: ['events', eventId, 'explanation'],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/events/{id}/explanation', { params: { path: { id: eventId } }, signal })),
  });
  return (
    <Answer of={explanation} what="Loading the explanation">
      {(told) => (
        <div className={classes.details}>
          <Part title="What happened">
            <Text size="sm" component="div">
              <Said text={asSentence(told.said)} about={about} />
            </Text>
          </Part>
          <Part title="Why">
            <Reasons told={told} about={about} />
          </Part>
          <EventEvidence event={told.event} about={about} />
          {told.decision !== null && told.decision.policies.length > 0 && (
            <Part title="Policies">
              <Policies of={told.decision} />
            </Part>
          )}
          <Part title="What changed">
            {told.changes.length === 0 ? (
              <Text size="sm">Nothing of any user or identity.</Text>
            ) : (
              <FieldChanges changes={told.changes} about={about} />
            )}
          </Part>
          <Part title="Who and when">
            <Who event={told.event} />
          </Part>
          <Part title="Taking it back">
            <UndoEvent told={told} about={about} onOpen={onOpen} />
          </Part>
        </div>
      )}
    </Answer>
  );
}

/** The rules in the order in which they were looked at; the one that settled it stands out. */
function Reasons({ told: { decision, by }, about }: { told: Explanation; about?: string }) {
  if (decision === null || decision.reasons.length === 0)
    return (
      <Text size="sm" component="div">
        Because <Said text={by} about={about} /> did it: no rule was looked at.
      </Text>
    );
  return (
    <ol className={classes.reasons}>
      {decision.reasons.map(({ rule, settled, said }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule may be looked at twice, and their order is fixed
        <li key={place} data-settled={settled || undefined}>
          <span>
            <Said text={asSentence(said)} about={about} />
          </span>{' '}
          <Code>{rule}</Code>
          {settled && (
            <>
              {' '}
              <Badge size="xs" variant="light">
                settled it
              </Badge>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function Policies({ of: { policies, notices } }: { of: NonNullable<Explanation['decision']> }) {
  return (
    <List size="sm" spacing={2}>
      {policies.map((policy) => (
        <List.Item key={String(policy.id)}>
          {String(policy.name ?? policy.id)}
          {policy.version !== undefined && `, version ${policy.version}`}
          {typeof policy.effect === 'string' && ` (${policy.effect})`}
        </List.Item>
      ))}
      {notices.map((notice) => (
        <List.Item key={notice}>It said: “{notice}”</List.Item>
      ))}
    </List>
  );
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

function Who({ event }: { event: Explanation['event'] }) {
  const { said, kind } = tellActor(event);
  const { dialect, ip, id } = event.actor as { dialect?: string; ip?: string; id?: string | null };
  return (
    <dl className={classes.facts}>
      <div>
        <dt>By</dt>
        <dd>
          {said.charAt(0).toUpperCase()}
          {said.slice(1)}
        </dd>
      </div>
      {dialect !== undefined && (
        <div>
          <dt>Through</dt>
          <dd>{kind === 'operator' ? 'this console' : `the ${apiNames[dialect] ?? dialect} API`}</dd>
        </div>
      )}
      {ip !== undefined && (
        <div>
          <dt>From</dt>
          <dd>{ip}</dd>
        </div>
      )}
      <div>
        <dt>At</dt>
        <dd>{absolute.format(new Date(event.created_at))}</dd>
      </div>
      {typeof id === 'string' && kind === 'api_key' && (
        <div>
          <dt>Key</dt>
          <dd>
            <CopyId id={id} of="key id" short />
          </dd>
        </div>
      )}
      {event.request_id !== null && (
        <div>
          <dt>Request</dt>
          <dd>
            <CopyId id={event.request_id} of="request id" short />
          </dd>
        </div>
      )}
      <div>
        <dt>Event</dt>
        <dd>
          <Code>{event.type}</Code> <CopyId id={event.id} of="event id" short />
        </dd>
      </div>
    </dl>
  );
}
