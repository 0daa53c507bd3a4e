/** Suggestions, one after the other: `j` and `k` go through them, `a` and `d` decide, `x` selects. */
import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Suggestion } from '@selfsame/client';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../../api/operator.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { useShortcut } from '../../shell/shortcuts.ts';
import { BulkBar } from './bulk-bar.tsx';
import { useDecide } from './decide.tsx';
import classes from './review.module.css';
import { type Status, useSuggestions } from './review-queries.ts';
import { headingOf, SuggestionList, toggled } from './suggestion-list.tsx';
import { SuggestionPane } from './suggestion-pane.tsx';

const none: ReadonlySet<string> = new Set();

export function Suggestions({ status }: { status: Status }) {
  const [search, setSearch] = usePageSearch();
  const query = useSuggestions(status, search);
  // Decided here, whether or not the server has said so yet.
  const [gone, setGone] = useState(none);
  const [chosen, setChosen] = useState(none);
  const pane = useRef<HTMLElement>(null);
  const isNarrow = useMediaQuery('(max-width: 48em)');
  const mayDecide = useMay('users:write') && status === 'open';

  const rows = (query.data?.pages ?? []).flatMap(({ data }) => data).filter(({ id }) => !gone.has(id));
  const place = Math.max(
    rows.findIndex(({ id }) => id === search.suggestion),
    0,
  );
  const current = rows[place];
  const open = (suggestion: Suggestion | undefined) => setSearch({ suggestion: suggestion?.id });
  const choose = (id: string) => {
    setSearch({ suggestion: id });
    if (isNarrow) pane.current?.scrollIntoView({ block: 'start' });
  };

  const { decide, undoLast } = useDecide({
    onGone: (suggestion) => {
      const index = rows.findIndex(({ id }) => id === suggestion.id);
      open(rows[index + 1] ?? rows[index - 1]);
      setGone((before) => new Set([...before, suggestion.id]));
      setChosen((before) => new Set([...before].filter((id) => id !== suggestion.id)));
    },
    onBack: (suggestion) => {
      setGone((before) => new Set([...before].filter((id) => id !== suggestion.id)));
      open(suggestion);
    },
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    const isNearEnd = place >= rows.length - 10;
    if (hasNextPage && isNearEnd && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [place, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  useShortcut('j', 'Next suggestion', () => open(rows[Math.min(place + 1, rows.length - 1)]), rows.length > 0);
  useShortcut('k', 'Suggestion before', () => open(rows[Math.max(place - 1, 0)]), rows.length > 0);
  useShortcut(
    'x',
    'Select or leave out',
    () => current && setChosen(toggled(chosen, current.id)),
    mayDecide && current !== undefined,
  );
  useShortcut('u', 'Undo the last approval', () => undoLast?.(), undoLast !== null);

  if (query.isPending) return <Loading what="Loading suggestions" />;
  if (query.error && rows.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (current === undefined) {
    if (query.isFetching) return <Loading what="Loading suggestions" />;
    return <Nothing status={status} isFiltered={Boolean(search.kind ?? search.user_id)} />;
  }
  return (
    <>
      {query.isFetchNextPageError && <Failure error={query.error} onRetry={() => void fetchNextPage()} />}
      {chosen.size > 0 && (
        <BulkBar
          chosen={rows.filter(({ id }) => chosen.has(id))}
          onClear={() => setChosen(none)}
          onDecided={(ids) => {
            setGone((before) => new Set([...before, ...ids]));
            setChosen(none);
          }}
        />
      )}
      <div className={classes.panes}>
        <SuggestionList
          rows={rows}
          current={current}
          onOpen={choose}
          {...(mayDecide && { selection: { chosen, onChange: setChosen } })}
          more={{ has: hasNextPage, isLoading: isFetchingNextPage, load: () => void fetchNextPage() }}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
        <section ref={pane} className={classes.pane} aria-label="Comparison" tabIndex={0}>
          <SuggestionPane
            key={current.id}
            suggestion={current}
            onDecide={(decision) => void decide(current, decision)}
          />
        </section>
      </div>
      <VisuallyHidden role="status">
        {`Suggestion ${place + 1} of ${rows.length}${hasNextPage ? ' and more' : ''}: ${headingOf(current)}`}
      </VisuallyHidden>
    </>
  );
}

function Nothing({ status, isFiltered }: { status: Status; isFiltered: boolean }) {
  const [, setSearch] = usePageSearch();
  if (isFiltered) {
    return (
      <EmptyState
        icon="search"
        title="None of these"
        action={
          <Button variant="default" size="xs" onClick={() => setSearch({ kind: undefined, user_id: undefined })}>
            Show all
          </Button>
        }
      >
        There are no {status} suggestions of this kind.
      </EmptyState>
    );
  }
  if (status !== 'open')
    return (
      <EmptyState icon="review" title={`None ${status} yet`}>
        What somebody decides on this page, or through the API, is listed here.
      </EmptyState>
    );
  return (
    <EmptyState icon="check" title="Nothing to decide">
      Two users are suggested when both have proved the same e-mail address or phone number; an arrival, when the rule
      of its provider leaves a conflict to you. After an import or a change of a rule, look through all users.
    </EmptyState>
  );
}
