/**
 * A file from the API, which asks for a token and so cannot be a plain link. It is read as it comes and put away in pieces
 * that the browser may keep on disk, however long it is.
 */
import { useRef, useState } from 'react';
import { watchedFetch } from '../api/api.tsx';
import { Refusal } from '../api/refusal.ts';
import { useTenant } from '../api/tenant.tsx';
import { useSession } from '../session/session-context.ts';

export interface DownloadProgress {
  bytes: number;
  lines: number;
  /** How many lines there will be about, where the server says. */
  expected: number | null;
}

export interface Download {
  /** Null while nothing is under way. */
  progress: DownloadProgress | null;
  error: unknown;
  start: (path: string, fileName: string) => Promise<void>;
  cancel: () => void;
}

const pieceBytes = 4_000_000;
const showEveryMs = 150;
const newline = 10;

export function useDownload(): Download {
  const session = useSession();
  const { tenant } = useTenant();
  const [progress, setProgress] = useState<DownloadProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);

  const start = async (path: string, fileName: string) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setError(null);
    setProgress({ bytes: 0, lines: 0, expected: null });
    try {
      const response = await watchedFetch(path, {
        headers: { authorization: `Bearer ${await session.accessToken()}`, 'selfsame-tenant': tenant.id },
        signal: mine.signal,
      });
      if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => undefined));
      const type = response.headers.get('content-type') ?? 'application/octet-stream';
      const estimate = response.headers.get('selfsame-users-estimated');
      const expected = estimate === null ? null : Number(estimate);
      save(await gather(response.body!, type, (seen) => setProgress({ ...seen, expected })), fileName);
    } catch (thrown) {
      if (!mine.signal.aborted) setError(thrown);
    }
    if (running.current === mine) setProgress(null);
  };
  const cancel = () => {
    running.current?.abort();
    setProgress(null);
  };
  return { progress, error, start, cancel };
}

async function gather(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  type: string,
  tell: (seen: Omit<DownloadProgress, 'expected'>) => void,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  let lines = 0;
  let toldAt = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    waiting.push(value);
    waitingBytes += value.length;
    bytes += value.length;
    for (const byte of value) if (byte === newline) lines++;
    if (waitingBytes >= pieceBytes) {
      pieces.push(new Blob(waiting));
      waiting = [];
      waitingBytes = 0;
    }
    if (performance.now() - toldAt > showEveryMs) {
      toldAt = performance.now();
      tell({ bytes, lines });
    }
  }
  return new Blob([...pieces, ...waiting], { type });
}

export function save(content: Blob, fileName: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
