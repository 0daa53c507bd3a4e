/** What an event was decided on: what the identity brought, what it had in common with whom, and who had proved it. */
import { Code, Text } from '@mantine/core';
import type { Event } from '@selfsame/client';
import classes from './event-details.module.css';
import { Part } from './event-part.tsx';
import { identityOf, sayField } from './event-words.ts';
import { ProviderMark } from './provider-mark.tsx';
import { useProviders } from './use-providers.ts';
import { UserLink } from './user-link.tsx';

interface Considered {
  user_id: string;
  matches: { key: string; proved_by_arrival: boolean; proved_by_user: boolean }[];
  missing: string[];
}

export function EventEvidence({ event, about }: { event: Event; about?: string }) {
  const identity = identityOf(event);
  const considered = readConsidered(event.decision?.considered);
  const facts = [...tellDecision(event.decision), ...tellSuggestion(event)];
  if (identity === null && considered.length === 0 && facts.length === 0) return null;
  return (
    <Part title="Evidence">
      {identity !== null && <Brought identity={identity} providerId={event.identity_provider_id} />}
      {considered.map((each) => (
        <Text key={each.user_id} size="sm" component="div">
          {each.user_id === about ? <b>This user</b> : <UserLink id={each.user_id} />} was considered:{' '}
          {each.matches.map(sayMatch).join('; ')}
          {each.missing.length > 0 && `. In the way: ${each.missing.join('; ')}`}.
        </Text>
      ))}
      {facts.map((fact) => (
        <Text key={fact} size="sm">
          {fact}
        </Text>
      ))}
    </Part>
  );
}

function Brought({ identity, providerId }: { identity: Record<string, unknown>; providerId: string | null }) {
  const provider = useProviders()(providerId);
  const text = (field: string) => (typeof identity[field] === 'string' ? (identity[field] as string) : null);
  const [email, phone, username] = [text('email'), text('phone'), text('username')];
  return (
    <dl className={classes.facts}>
      {provider && (
        <div>
          <dt>From</dt>
          <dd>
            <ProviderMark strategy={provider.provider_type} size={14} /> {provider.display_name ?? provider.name}
          </dd>
        </div>
      )}
      {text('subject') !== null && (
        <div>
          <dt>Subject</dt>
          <dd>
            <Code>{text('subject')}</Code>
          </dd>
        </div>
      )}
      {email !== null && (
        <div>
          <dt>E-mail</dt>
          <dd>
            {email}, {sayVouched(identity.email_verified)}
          </dd>
        </div>
      )}
      {phone !== null && (
        <div>
          <dt>Phone</dt>
          <dd>
            {phone}, {sayVouched(identity.phone_verified)}
          </dd>
        </div>
      )}
      {username !== null && (
        <div>
          <dt>Username</dt>
          <dd>{username}</dd>
        </div>
      )}
    </dl>
  );
}

function sayVouched(verified: unknown): string {
  return verified === true ? 'which the provider calls verified' : 'which the provider does not call verified';
}

function sayMatch({ key, proved_by_arrival: arrival, proved_by_user: user }: Considered['matches'][number]): string {
  const who =
    arrival && user
      ? 'both sides have proved it'
      : arrival
        ? 'the arrival has proved it, the user has not'
        : user
          ? 'the user has proved it, the arrival has not'
          : 'neither side has proved it';
  return `the same ${sayField(key).toLowerCase()}, and ${who}`;
}

const proofs: Record<string, string> = {
  email_code: 'The person typed a code that was sent to the account’s address.',
  sign_in: 'The person signed in to the account.',
};

function tellDecision(decision: Event['decision']): string[] {
  if (decision === null) return [];
  const { matched_on: key, takes_over: takesOver, proof, rule_version: version } = decision;
  return [
    typeof key === 'string' ? `Matched on: ${sayField(key).toLowerCase()}.` : null,
    typeof proof === 'string' ? (proofs[proof] ?? `Proof: ${proof}.`) : null,
    takesOver === true ? 'The account had never proved the address: what else led into it ended first.' : null,
    typeof version === 'number' ? `Version ${version} of the provider’s linking rule was in force.` : null,
  ].filter((fact) => fact !== null);
}

function tellSuggestion({ after, before }: Event): string[] {
  const suggestion = (after?.suggestion ?? before?.suggestion) as { evidence?: unknown } | undefined;
  if (!Array.isArray(suggestion?.evidence)) return [];
  return suggestion.evidence.flatMap((each: Record<string, unknown>) =>
    typeof each?.said === 'string'
      ? [each.said]
      : typeof each?.key === 'string'
        ? [`Both have proved the same ${sayField(each.key).toLowerCase()}.`]
        : [],
  );
}

function readConsidered(value: unknown): Considered[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is Considered => typeof each?.user_id === 'string' && Array.isArray(each.matches));
}
