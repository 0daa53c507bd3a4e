/** The tenant's settings while they are edited, and back. What the console does not know of them stays as it is. */
import type { Tenant } from '@selfsame/client';

type Row = Record<string, unknown>;

export interface Draft {
  name: string;
  logo: string;
  accent: string;
  accentDark: string;
  language: string;
  homeDomains: { domain: string; connection: string }[];
  verifiedDomains: string[];
  unprovedSide: 'ends' | 'separate';
  hosts: string[];
  /** Empty: for ever. */
  keepDays: string;
  /** Empty: as many as the server has it. */
  sessionDays: string;
}

export type ChangeDraft = (changes: Partial<Draft>) => void;

export function toDraft({ settings }: Tenant): Draft {
  const pages = rowOf(settings.pages);
  const colours = rowOf(pages.colours);
  const linking = rowOf(settings.linking);
  const { keep_days } = rowOf(settings.events);
  const { days } = rowOf(settings.sessions);
  return {
    name: textOf(pages.name),
    logo: textOf(pages.logo),
    accent: textOf(colours.accent),
    accentDark: textOf(colours.accent_dark),
    language: textOf(pages.language),
    homeDomains: Object.entries(rowOf(pages.home_domains)).map(([domain, connection]) => ({
      domain,
      connection: textOf(connection),
    })),
    verifiedDomains: textsOf(linking.verified_domains),
    unprovedSide: linking.unproved_side === 'separate' ? 'separate' : 'ends',
    hosts: textsOf(settings.hosts),
    keepDays: typeof keep_days === 'number' ? String(keep_days) : '',
    sessionDays: typeof days === 'number' ? String(days) : '',
  };
}

export function toPages(draft: Draft, { settings }: Tenant): Row {
  const pages = rowOf(settings.pages);
  return without({
    ...pages,
    name: draft.name.trim(),
    logo: draft.logo.trim(),
    language: draft.language,
    colours: without({ ...rowOf(pages.colours), accent: draft.accent, accent_dark: draft.accentDark }),
    home_domains: Object.fromEntries(
      draft.homeDomains.filter(({ domain }) => domain !== '').map(({ domain, connection }) => [domain, connection]),
    ),
  });
}

export function toSettings(draft: Draft, tenant: Tenant): Row {
  const { settings } = tenant;
  return without({
    ...settings,
    pages: toPages(draft, tenant),
    linking: without({
      ...rowOf(settings.linking),
      verified_domains: draft.verifiedDomains,
      unproved_side: draft.unprovedSide === 'ends' ? '' : draft.unprovedSide,
    }),
    hosts: draft.hosts,
    events: without({
      ...rowOf(settings.events),
      keep_days: draft.keepDays === '' ? '' : Number(draft.keepDays),
    }),
    sessions: without({
      ...rowOf(settings.sessions),
      days: draft.sessionDays === '' ? '' : Number(draft.sessionDays),
    }),
  });
}

/** What is empty is not said at all: the default is meant. */
function without(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== '' && value !== null && !isEmpty(value)),
  );
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function rowOf(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
