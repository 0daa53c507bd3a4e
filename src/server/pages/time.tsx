import type { Frame } from './frame.ts';

/** A time as the language writes it. */
export function Time({ iso, frame }: { iso: string; frame: Frame }) {
  if (Number.isNaN(Date.parse(iso))) return <>{iso}</>;
  return <time dateTime={iso}>{frame.language.formatTime(iso)}</time>;
}
