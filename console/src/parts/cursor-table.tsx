/**
 * A table of any length: rows come by cursor as one scrolls, and only those in sight are in the page. A real `<table>`, with
 * a link in the row's first cell to open it by.
 */
import { Button, Center, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './cursor-table.module.css';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** As CSS: `30%`, `8rem`. The rest is shared. */
  width?: string;
  /** Left out where the window is narrow. */
  wide?: boolean;
  /** Its name is for who cannot see: a column of buttons, say. */
  unnamed?: boolean;
}

export interface CursorPage<Row> {
  data: Row[];
  next_cursor: string | null;
}

export interface CursorTableProps<Row> {
  /** What the rows are: `Users`. */
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<CursorPage<Row>>>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  empty: ReactNode;
  /** Of a row, in pixels. */
  rowHeight?: number;
}

/** For `useInfiniteQuery`, with `queryFn: ({ pageParam }) => …cursor: pageParam`. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor ?? undefined,
};

export function CursorTable<Row>({ label, query, columns, rowKey, empty, rowHeight = 44 }: CursorTableProps<Row>) {
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => rowKey(rows[index]!),
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;

  useEffect(() => {
    const nearEnd = last >= rows.length - 20;
    if (hasNextPage && nearEnd && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (query.isPending) return <Loading what={`Loading ${label.toLowerCase()}`} />;
  if (query.error && rows.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0 && !hasNextPage) return empty;
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides
    <section ref={box} className={classes.box} tabIndex={0} aria-label={label} aria-busy={query.isFetching}>
      <table className={classes.table} aria-rowcount={hasNextPage ? -1 : rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ name, width, wide, unnamed }) => (
              <th key={name} scope="col" style={{ width }} data-wide={wide || undefined}>
                <span className={unnamed ? 'visually-hidden' : undefined}>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} columns={columns.length} />}
          {shown.map(({ index, key }) => (
            <tr key={key} aria-rowindex={index + 2} style={{ height: rowHeight }}>
              {columns.map(({ name, cell, wide }) => (
                <td key={name} data-wide={wide || undefined}>
                  {cell(rows[index]!)}
                </td>
              ))}
            </tr>
          ))}
          {below > 0 && <Spacer height={below} columns={columns.length} />}
        </tbody>
      </table>
      <Center p="xs" className={classes.end}>
        {isFetchNextPageError ? (
          <Failure error={query.error} onRetry={() => void fetchNextPage()} />
        ) : hasNextPage ? (
          <Button size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            {rows.length === 1 ? '1 in all' : `${rows.length.toLocaleString('en')} in all`}
          </Text>
        )}
      </Center>
    </section>
  );
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" className={classes.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
