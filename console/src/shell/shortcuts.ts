/**
 * Keys that do something on the page at hand. The list of those in force is what `?` shows. Single keys can be switched
 * off (WCAG 2.1.4), as people who dictate press them without meaning to.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Shortcut {
  /** One character as typed: `a`, `?`, or a named key: `ArrowDown`. */
  key: string;
  label: string;
}

interface Registered extends Shortcut {
  act: () => void;
}

const switchKey = 'selfsame.shortcuts';
let inForce: readonly Registered[] = [];
let isOn = localStorage.getItem(switchKey) !== 'off';
const listeners = new Set<() => void>();

function change(next: readonly Registered[]): void {
  inForce = next;
  for (const listener of listeners) listener();
}

/** While the component is shown. A later one with the same key goes first. */
export function useShortcut(key: string, label: string, act: () => void, enabled = true): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!enabled) return;
    const mine: Registered = { key, label, act: () => latest.current() };
    change([mine, ...inForce]);
    return () => change(inForce.filter((each) => each !== mine));
  }, [key, label, enabled]);
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(listen, () => inForce);
}

export function useShortcutsSwitch(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(listen, () => isOn);
  const set = (next: boolean) => {
    isOn = next;
    localStorage.setItem(switchKey, next ? 'on' : 'off');
    change(inForce);
  };
  return [on, set];
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function answerKey(event: KeyboardEvent): void {
  if (!isOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement | null;
  if (target?.closest('input, textarea, select, [contenteditable="true"], dialog, [role="dialog"]')) return;
  const found = inForce.find(({ key }) => key === event.key);
  if (!found) return;
  event.preventDefault();
  found.act();
}
