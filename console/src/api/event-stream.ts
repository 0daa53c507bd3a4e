/**
 * Events as they happen. Browsers' own EventSource sends no Authorization, so this reads the stream by fetch, and keeps its
 * promises: it connects again by itself, and says where it was so that nothing is missed.
 */
import type { Event } from '@selfsame/client';
import { useEffect, useRef, useState } from 'react';
import { SessionEnded } from '../session/session.ts';
import { useSession } from '../session/session-context.ts';
import { watchedFetch } from './api.tsx';
import { useTenant } from './tenant.tsx';

/** `off`: nobody wants it. `refused`: the server will not, now or ever. */
export type StreamState = 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';

export interface EventStreamOptions {
  /** As of the list: `type`, `user_id`, … */
  filters?: URLSearchParams;
  isOn: boolean;
  /** The newest event that is known; the stream goes on behind it. */
  newest: string | null;
  /** Oldest first, and a few times a second at most. */
  tell: (events: Event[]) => void;
  /** Something may have been left out: ask for the list. */
  tellGap: () => void;
}

const tellEveryMs = 300;
/** The server says something every 15 seconds. */
const silenceMaxMs = 40_000;
const waitMaxMs = 15_000;

export function useEventStream({ filters, isOn, newest, tell, tellGap }: EventStreamOptions): StreamState {
  const session = useSession();
  const { tenant } = useTenant();
  const [state, setState] = useState<StreamState>('off');
  const latest = useRef({ newest, tell, tellGap });
  latest.current = { newest, tell, tellGap };
  const asked = filters?.toString() ?? '';

  useEffect(() => {
    if (!isOn) {
      setState('off');
      return;
    }
    const stop = new AbortController();
    let last = latest.current.newest;
    let waiting: Event[] = [];
    const hand = setInterval(() => {
      if (waiting.length === 0) return;
      latest.current.tell(waiting);
      waiting = [];
    }, tellEveryMs);

    const follow = async (connected: () => void): Promise<void> => {
      // Without an event to go on behind, what happened before the connection is in the list alone.
      const isBlind = last === null;
      const connection = new AbortController();
      const end = () => connection.abort();
      stop.signal.addEventListener('abort', end);
      // A connection whose network is gone is silent until somebody gives it up.
      window.addEventListener('offline', end);
      let silence = setTimeout(end, silenceMaxMs);
      try {
        const response = await watchedFetch(`/v1/events/stream${asked === '' ? '' : `?${asked}`}`, {
          headers: {
            authorization: `Bearer ${await session.accessToken()}`,
            'selfsame-tenant': tenant.id,
            ...(last !== null && { 'last-event-id': last }),
          },
          signal: connection.signal,
        });
        if (!response.ok || response.body === null) throw new StreamRefused(response.status);
        for await (const message of readMessages(response.body)) {
          clearTimeout(silence);
          silence = setTimeout(end, silenceMaxMs);
          connected();
          if (message.event === 'event') {
            const event = JSON.parse(message.data) as Event;
            last = event.id;
            waiting.push(event);
          } else if (message.event === 'gap') {
            last = null;
            latest.current.tellGap();
          } else if (message.event === '' && isBlind) {
            latest.current.tellGap();
          }
        }
      } finally {
        clearTimeout(silence);
        stop.signal.removeEventListener('abort', end);
        window.removeEventListener('offline', end);
        connection.abort();
      }
    };

    const keepFollowing = async (): Promise<void> => {
      setState('connecting');
      for (let failures = 0; !stop.signal.aborted; ) {
        try {
          await follow(() => {
            failures = 0;
            setState('live');
          });
        } catch (error) {
          if (stop.signal.aborted) return;
          if (error instanceof SessionEnded || (error instanceof StreamRefused && error.isFinal)) {
            // The list asks the same, and what is refused is shown there.
            latest.current.tellGap();
            setState('refused');
            return;
          }
          // The tenant keeps what was last seen no longer.
          if (error instanceof StreamRefused && error.status === 404) last = null;
          failures++;
        }
        if (stop.signal.aborted) return;
        setState('reconnecting');
        await sleep(Math.min(waitMaxMs, failures === 0 ? 500 : 1000 * 2 ** (failures - 1)), stop.signal);
      }
    };
    void keepFollowing();
    return () => {
      stop.abort();
      clearInterval(hand);
    };
  }, [isOn, asked, session, tenant.id]);
  return state;
}

class StreamRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the stream was refused: ${status}`);
    this.status = status;
  }

  get isFinal(): boolean {
    return [400, 401, 403].includes(this.status);
  }
}

interface Message {
  /** Empty for a comment. */
  event: string;
  data: string;
}

async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const said = (name: string) =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n');
      yield { event: said('event'), data: said('data') };
    }
  }
}

/** Shorter where the network comes back, or nobody waits any more. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
