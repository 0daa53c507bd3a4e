/** A length of time as people say it: `30 days`. */
const lengths = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
];

export function sayLength(seconds: number): string {
  const fit = lengths.find((length) => seconds >= length.seconds) ?? lengths.at(-1)!;
  const count = Math.round((seconds / fit.seconds) * 10) / 10;
  return `${count} ${fit.name}${count === 1 ? '' : 's'}`;
}
