/** Who an arrival would be, and why, before anybody arrives. The form is in the address, so that a link asks the same. */
import { Button, Grid, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { ArrivalForm } from './arrival-form.tsx';
import { Outcome } from './outcome.tsx';
import {
  checkRaw,
  fromIdentity,
  isComplete,
  readArrival,
  type SupposedArrival,
  toBody,
  toSearch,
} from './supposed-arrival.ts';

export default function ExplainPage() {
  const client = useClient();
  const [search, setSearch] = usePageSearch();
  const source = useSource(search.identity, search.event);
  const arrival = readArrival(search);
  const isAsked = isComplete(arrival) && checkRaw(arrival.raw) === null;
  // Another one each time that an arrival comes from elsewhere: the fields begin anew.
  const [forms, setForms] = useState(0);

  useEffect(() => {
    if (source.data === undefined) return;
    setSearch({ ...toSearch(source.data), identity: undefined, event: undefined });
    setForms((before) => before + 1);
  }, [source.data, setSearch]);

  const explanation = useQuery({
    queryKey: ['explanation', arrival],
    queryFn: () => answered(client.POST('/v1/linking/explain', { body: toBody(arrival) })),
    enabled: isAsked,
    // What is stored may have changed: it is asked anew when it is asked again.
    staleTime: 0,
    gcTime: 0,
  });
  const ask = (next: SupposedArrival) => {
    const changed = JSON.stringify(readArrival(next)) !== JSON.stringify(arrival);
    setSearch(toSearch(next));
    if (!changed) void explanation.refetch();
  };
  const clear = () => {
    setSearch({ ...toSearch({}), identity: undefined, event: undefined });
    setForms(forms + 1);
  };
  return (
    <PageFrame
      title="Explain"
      description="Suppose that somebody arrives from a provider: who would that be here, and why? Nothing happens by asking."
      actions={
        <Button variant="default" onClick={clear}>
          Clear
        </Button>
      }
    >
      {source.error && <Failure error={source.error} onRetry={() => void source.refetch()} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 6 }}>
          {source.isLoading ? (
            <Loading what="Loading the identity" />
          ) : (
            <ArrivalForm key={forms} start={arrival} isAsking={explanation.isFetching} onAsk={ask} />
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Paper withBorder p="md" component="section" aria-label="Decision" aria-live="polite">
            {!isAsked ? (
              <EmptyState icon="explain" title="Nothing asked yet">
                Choose a provider and give a subject. The answer shows every rule that was looked at, in order, and
                every user that came into question.
              </EmptyState>
            ) : explanation.error ? (
              <Failure error={explanation.error} onRetry={() => void explanation.refetch()} />
            ) : explanation.data ? (
              <Outcome explanation={explanation.data} />
            ) : (
              <Loading what="Deciding" />
            )}
          </Paper>
          {isAsked && (
            <Text size="xs" c="dimmed" mt="xs">
              The address of this page holds the form: whoever opens it, and may, sees the answer of that moment.
            </Text>
          )}
        </Grid.Col>
      </Grid>
    </PageFrame>
  );
}

/** The arrival of an identity that is there, or of the one that an event is about. */
function useSource(identityId: string | undefined, eventId: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: ['identities', 'arrival', identityId ?? null, eventId ?? null],
    enabled: Boolean(identityId ?? eventId),
    queryFn: async (): Promise<SupposedArrival> => {
      const event = eventId && (await answered(client.GET('/v1/events/{id}', { params: { path: { id: eventId } } })));
      const id = event ? event.identity_id : identityId;
      if (!id) throw new Error('this event is about no identity: there is no arrival to suppose');
      const identity = await answered(client.GET('/v1/identities/{id}', { params: { path: { id } } }));
      const ip = event ? event.actor.ip : undefined;
      return { ...fromIdentity(identity), ...(typeof ip === 'string' && { ip }) };
    },
  });
}
