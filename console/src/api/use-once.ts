/**
 * Requests that make something, sent with an `Idempotency-Key`: the same one, sent again after no answer came, is done once. What
 * was refused has been answered, so the next try is another request; what was done stays done until `forget`.
 */
import { useRef } from 'react';
import { Refusal } from './refusal.ts';

export interface KeyHeader {
  'Idempotency-Key': string;
}

export function useOnce() {
  const keys = useRef(new Map<string, string>());
  return {
    async once<T>(request: unknown, send: (header: KeyHeader) => Promise<T>): Promise<T> {
      const text = JSON.stringify(request);
      const key = keys.current.get(text) ?? crypto.randomUUID();
      keys.current.set(text, key);
      try {
        return await send({ 'Idempotency-Key': key });
      } catch (error) {
        if (error instanceof Refusal && error.status < 500) keys.current.delete(text);
        throw error;
      }
    },
    /** What was done is undone: from now on the same request is another one. */
    forget: () => keys.current.clear(),
  };
}
