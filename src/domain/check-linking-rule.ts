/** Linking rules as callers write them: domains in the form that is compared, and nothing in them that could never be meant. */
import { DomainError } from './errors.ts';
import { checkEventSettings } from './event-retention.ts';
import { isUuid } from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import type { LinkingRule } from './linking-rule.ts';
import { domainKey } from './normalise.ts';
import { checkPageSettings } from './page-settings.ts';
import { checkSessionSettings } from './session-settings.ts';
import type { Tenant } from './tenant.ts';

const listMax = 1000;

/** The rule with its domains as they are compared. Refuses with `invalid_input`, naming everything that is wrong. */
export function requireSoundRule(rule: LinkingRule): LinkingRule {
  const problems = [...whatNeverMatches(rule), ...whatIsMalformed(rule)];
  const domains = (names: readonly string[], part: string) => readDomains(names, part, problems);
  const sound: LinkingRule = {
    ...rule,
    authoritativeDomains: domains(rule.authoritativeDomains, 'authoritative_domains'),
    emailDomains: {
      allowed: rule.emailDomains.allowed && domains(rule.emailDomains.allowed, 'email_domains.allowed'),
      denied: domains(rule.emailDomains.denied, 'email_domains.denied'),
    },
  };
  const { allowed, denied } = sound.emailDomains;
  for (const domain of allowed?.filter((name) => denied.includes(name)) ?? [])
    problems.push(`email_domains: \`${domain}\` is both allowed and denied`);
  if (allowed?.length === 0) problems.push('email_domains.allowed: an empty list lets nobody join: null allows all');
  if (problems.length > 0) throw refusal('linking_rule', problems);
  return sound;
}

/** Parts that are right by themselves and together join nobody, ever. */
function whatNeverMatches({ mode, matchOn, nameProof, externalIdClaim, verifiedForms }: LinkingRule): string[] {
  const problems: string[] = [];
  const isNamesAlone = matchOn.every((key) => key === 'username' || key === 'external_id');
  if (mode !== 'never' && matchOn.length === 0)
    problems.push(`match_on: a rule of the mode \`${mode}\` needs a key to match on`);
  else if (mode === 'verified_match' && isNamesAlone && nameProof === 'never')
    problems.push('name_proof: with `never`, a rule that matches on names alone joins nobody: use `authoritative`');
  if (matchOn.includes('external_id') && externalIdClaim === null)
    problems.push('external_id_claim: say which claim holds the external id that `match_on` names');
  if (verifiedForms.length === 0) problems.push('verified_forms: give one form of "verified" at least, such as true');
  return problems;
}

function whatIsMalformed(rule: LinkingRule): string[] {
  const { matchOn, neverLink, identitiesPerUserMax: most, linkingDomain, externalIdClaim } = rule;
  const problems: string[] = [];
  if (new Set(matchOn).size < matchOn.length) problems.push('match_on: a key stands there twice');
  if (neverLink.userIds.length > listMax) problems.push(`never_link.user_ids: at most ${listMax}`);
  for (const id of neverLink.userIds.filter((id) => !isUuid(id)))
    problems.push(`never_link.user_ids: \`${id.slice(0, 80)}\` is no user id`);
  problems.push(...checkMetadata(neverLink.metadata));
  if (most !== null && !(Number.isInteger(most) && most >= 1 && most <= listMax))
    problems.push(`identities_per_user_max: a whole number from 1 to ${listMax}, or null`);
  if (linkingDomain !== null && (linkingDomain.trim() !== linkingDomain || linkingDomain === ''))
    problems.push('linking_domain: a name without spaces around it, or null');
  if (externalIdClaim !== null && externalIdClaim.trim() === '')
    problems.push('external_id_claim: the name of a claim, or null');
  return problems;
}

function checkMetadata(metadata: JsonObject): string[] {
  const paths = Object.entries(metadata);
  if (paths.length > 100) return ['never_link.metadata: at most 100 paths'];
  const isScalar = (value: Json) => value !== null && typeof value !== 'object';
  return paths.flatMap(([path, value]) => {
    const shown = `never_link.metadata: \`${path.slice(0, 80)}\``;
    if (!/^(user|app)_metadata(\.[^.]+)+$/.test(path) || path.length > 256)
      return [`${shown} is no path: write \`app_metadata.roles\` or \`user_metadata.…\``];
    return isScalar(value) ? [] : [`${shown} is compared with a text, a number or a boolean; a list may hold it`];
  });
}

function readDomains(names: readonly string[], part: string, problems: string[]): string[] {
  if (names.length > listMax) problems.push(`${part}: at most ${listMax} domains`);
  const keys = names.slice(0, listMax).map((name) => {
    const key = domainKey(name);
    if (key === null)
      problems.push(`${part}: \`${name.slice(0, 80)}\` is no domain: write each one like \`example.com\``);
    return key ?? name;
  });
  return [...new Set(keys)];
}

/** Refuses what a tenant's `settings.linking`, `settings.pages` and `settings.events` must not be: a misspelt word would pass for the default. */
export function requireSoundSettings({ settings }: Pick<Tenant, 'settings'>): void {
  const { linking, pages, events, sessions } = settings;
  const problemsOfPages = checkPageSettings(pages);
  if (problemsOfPages.length > 0) throw refusal('settings.pages', problemsOfPages);
  const problemsOfEvents = checkEventSettings(events);
  if (problemsOfEvents.length > 0) throw refusal('settings.events', problemsOfEvents);
  const problemsOfSessions = checkSessionSettings(sessions);
  if (problemsOfSessions.length > 0) throw refusal('settings.sessions', problemsOfSessions);
  if (linking === undefined) return;
  if (typeof linking !== 'object' || linking === null || Array.isArray(linking))
    throw refusal('settings.linking', ['must be an object']);
  const { verified_domains: domains = [], unproved_side: side = 'ends', ...unknown } = linking;
  const problems = Object.keys(unknown).map((name) => `\`${name.slice(0, 80)}\` is no setting of linking`);
  if (Array.isArray(domains) && domains.every((name) => typeof name === 'string'))
    readDomains(domains, 'verified_domains', problems);
  else problems.push('verified_domains: a list of domains');
  if (side !== 'ends' && side !== 'separate') problems.push('unproved_side: `ends` or `separate`');
  if (problems.length > 0) throw refusal('settings.linking', problems);
}

function refusal(field: string, problems: string[]): DomainError {
  return new DomainError('invalid_input', `${field}: ${problems[0]}`, { field, problems: problems.slice(0, 20) });
}
