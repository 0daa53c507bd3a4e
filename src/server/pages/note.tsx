import type { ComponentChildren } from 'preact';

/** A line that must not be missed. The words say what it is; the colour only helps. */
export function Note({ kind, children }: { kind: 'notice' | 'error'; children: ComponentChildren }) {
  return (
    <p class={`note ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
