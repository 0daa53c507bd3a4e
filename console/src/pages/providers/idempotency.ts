/** Keys under which the same request, sent again after no answer came, is done once; another request has another key. */
import { useRef } from 'react';

export function useRequestKeys() {
  const keys = useRef(new Map<string, string>());
  return {
    keyOf(request: unknown): string {
      const text = JSON.stringify(request);
      const known = keys.current.get(text) ?? crypto.randomUUID();
      keys.current.set(text, known);
      return known;
    },
    /** What was done is undone: from now on the same request is another one. */
    forget: () => keys.current.clear(),
  };
}
