/** An import under way: one piece of the file after the other, until it is through, told to pause, or something is in the way. */
import type { Import, RefusedLine } from '@selfsame/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { placeBehind, readPiece, type UserFile } from './user-file.ts';

export interface ImportOptions {
  on_existing: 'refuse' | 'skip' | 'update';
  unique: ('email' | 'phone')[];
}

export type Counts = Pick<Import, 'created' | 'updated' | 'skipped' | 'refused'>;

export interface ImportRun {
  phase: 'idle' | 'running' | 'pausing' | 'paused' | 'done';
  /** It writes nothing. */
  isCheck: boolean;
  /** Of the whole import, whoever began it; of a check, since it began. */
  counts: Counts;
  lines: number;
  bytes: number;
  /** Since it last began or went on. */
  linesPerSecond: number | null;
  /** Of a check; those of an import are kept by the server. */
  refused: RefusedLine[];
  /** Why it paused by itself. */
  error: unknown;
}

const nothing: Counts = { created: 0, updated: 0, skipped: 0, refused: 0 };
const idle: ImportRun = {
  phase: 'idle',
  isCheck: false,
  counts: nothing,
  lines: 0,
  bytes: 0,
  linesPerSecond: null,
  refused: [],
  error: null,
};

interface Sending {
  from: number;
  body: Uint8Array<ArrayBuffer>;
  options: ImportOptions;
  isCheck: boolean;
}

export function useImport(chosen: UserFile) {
  const { file, importId } = chosen;
  const client = useClient();
  const queries = useQueryClient();
  const [run, setRun] = useState<ImportRun>(idle);
  const isStopAsked = useRef(false);
  useEffect(() => {
    isStopAsked.current = false;
    // Whoever leaves the page pauses it.
    return () => {
      isStopAsked.current = true;
    };
  }, []);

  const path = { import_id: importId };
  const { mutateAsync: send } = useMutation({
    // A piece is not to be remembered once it is there.
    gcTime: 0,
    mutationFn: ({ from, body, options, isCheck }: Sending) =>
      answered(
        client.POST('/v1/imports/{import_id}/lines', {
          params: { path, query: { from, ...options, dry_run: isCheck } },
          // The document says of a body that it is text; it is sent as it lies in the file.
          body: body as unknown as string,
          bodySerializer: (bytes) => bytes,
          headers: { 'content-type': 'application/x-ndjson' },
        }),
      ),
  });

  const goThrough = async (options: ImportOptions, isCheck: boolean, before: ImportRun): Promise<void> => {
    const tell = (news: Partial<ImportRun>) => setRun((known) => ({ ...known, ...news }));
    // Where it stands is asked anew: an answer may have been lost, and somebody else may have gone on.
    const standing = isCheck ? null : await answered(client.GET('/v1/imports/{import_id}', { params: { path } }));
    let lines = standing?.lines_done ?? before.lines;
    let counts: Counts = standing ?? before.counts;
    let { refused } = before;
    const begunAt = performance.now();
    const begunLines = lines;
    let at = await placeBehind(chosen, lines);
    tell({ lines, counts, bytes: at });
    while (at < file.size && !isStopAsked.current) {
      const piece = await readPiece(file, at);
      const answer = await send({ from: lines, body: piece.body, options, isCheck });
      lines = answer.lines_done;
      at = piece.end;
      counts = isCheck ? add(counts, answer) : answer.import;
      if (isCheck && answer.refused.length > 0) refused = [...refused, ...answer.refused];
      const seconds = (performance.now() - begunAt) / 1000;
      tell({ lines, counts, bytes: at, refused, linesPerSecond: Math.round((lines - begunLines) / seconds) });
    }
    tell({ phase: at < file.size ? 'paused' : 'done' });
  };

  const begin = async (options: ImportOptions, isCheck: boolean, goesOn: boolean): Promise<void> => {
    isStopAsked.current = false;
    const before: ImportRun = {
      ...(goesOn ? run : idle),
      isCheck,
      phase: 'running',
      error: null,
      linesPerSecond: null,
    };
    setRun(before);
    try {
      await goThrough(options, isCheck, before);
    } catch (error) {
      setRun((known) => ({ ...known, phase: 'paused', error }));
    }
    if (isCheck) return;
    for (const queryKey of [['imports'], ['users'], ['events'], ['statistics']])
      void queries.invalidateQueries({ queryKey });
  };

  return {
    run,
    start: (options: ImportOptions) => void begin(options, false, false),
    check: (options: ImportOptions) => void begin(options, true, false),
    goOn: (options: ImportOptions) => void begin(options, run.isCheck, true),
    pause: () => {
      isStopAsked.current = true;
      setRun((known) => (known.phase === 'running' ? { ...known, phase: 'pausing' } : known));
    },
    reset: () => setRun(idle),
  };
}

function add(counts: Counts, more: { created: number; updated: number; skipped: number; refused: unknown[] }): Counts {
  return {
    created: counts.created + more.created,
    updated: counts.updated + more.updated,
    skipped: counts.skipped + more.skipped,
    refused: counts.refused + more.refused.length,
  };
}
