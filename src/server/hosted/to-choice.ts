/** A way in as a link on a page. */
import type { WayIn } from '../../operations/ways-in.ts';
import type { SignInChoice } from '../pages/choices.tsx';

export function toChoice({ connection, strategy }: WayIn, path: string, suffix: string): SignInChoice {
  return {
    name: connection.identifier,
    href: `${path}/${encodeURIComponent(connection.identifier)}${suffix}`,
    label: `Continue with ${connection.displayName}`,
    mark: markOf(strategy.name, connection.displayName),
  };
}

const marks: Record<string, string> = { 'google-oauth2': 'G', github: 'GH', oidc: 'ID' };

function markOf(strategy: string, displayName: string): string {
  return marks[strategy] ?? (Array.from(displayName.trim())[0]?.toUpperCase() || '?');
}
