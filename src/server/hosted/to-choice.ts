/** A way in as a link on a page. */
import type { WayIn } from '../../operations/ways-in.ts';
import type { SignInChoice } from '../pages/choices.tsx';
import type { Frame } from '../pages/frame.ts';
import { fill } from '../pages/messages/fill.ts';

export function toChoice(
  { connection, strategy }: WayIn,
  path: string,
  suffix: string,
  { language: { messages } }: Frame,
): SignInChoice {
  return {
    name: connection.identifier,
    href: `${path}/${encodeURIComponent(connection.identifier)}${suffix}`,
    label: fill(messages.continueWith, { provider: connection.displayName }),
    mark: markOf(strategy.name, connection.displayName),
  };
}

const marks: Record<string, string> = { 'google-oauth2': 'G', github: 'GH', oidc: 'ID', email: '@' };

function markOf(strategy: string, displayName: string): string {
  return marks[strategy] ?? (Array.from(displayName.trim())[0]?.toUpperCase() || '?');
}
