/** An arrival that has not happened, as the form has it and as the address keeps it: every field a text, absent when empty. */
import type { paths, UserIdentity } from '@selfsame/client';
import type { PageSearch } from '../../parts/use-page-search.ts';

export const fields = [
  'identity_provider_id',
  'connection_id',
  'external_id',
  'subject_type',
  'email',
  'email_verified',
  'phone',
  'phone_verified',
  'username',
  'hosted_domain',
  'raw',
  'ip',
] as const;
export type Field = (typeof fields)[number];
export type SupposedArrival = Partial<Record<Field, string>>;

type ExplainBody = paths['/v1/linking/explain']['post']['requestBody']['content']['application/json'];

export function readArrival(search: PageSearch): SupposedArrival {
  const said = fields.flatMap((name) => (search[name] ? [[name, search[name]] as const] : []));
  return Object.fromEntries(said);
}

/** Every field is named, so that what the address had before and the form has no more goes from it. */
export function toSearch(arrival: SupposedArrival): PageSearch {
  return Object.fromEntries(fields.map((name) => [name, arrival[name] || undefined]));
}

export function isComplete(arrival: SupposedArrival): boolean {
  return Boolean(arrival.identity_provider_id && arrival.external_id);
}

/** What is wrong with the raw claims, in words; null for nothing. */
export function checkRaw(text: string | undefined): string | null {
  if (!text?.trim()) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return null;
    return 'It must be an object: {"name": value, …}.';
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}.`;
  }
}

export function toBody(arrival: SupposedArrival): ExplainBody {
  const { identity_provider_id = '', external_id = '', connection_id, subject_type, ip } = arrival;
  const { email, phone, username, hosted_domain, raw } = arrival;
  return {
    identity_provider_id,
    external_id,
    ...(connection_id && { connection_id }),
    ...(subject_type && { subject_type }),
    ...(ip && { ip }),
    claims: {
      ...(email && { email }),
      ...(arrival.email_verified && { email_verified: arrival.email_verified === 'true' }),
      ...(phone && { phone }),
      ...(arrival.phone_verified && { phone_verified: arrival.phone_verified === 'true' }),
      ...(username && { username }),
      ...(hosted_domain && { hosted_domain }),
      ...(raw?.trim() && { raw: JSON.parse(raw) as Record<string, unknown> }),
    },
  };
}

/** An identity as if it arrived again with what its provider said last. */
export function fromIdentity(identity: UserIdentity & { claims: Record<string, unknown> }): SupposedArrival {
  const { claims } = identity;
  const arrival: SupposedArrival = {
    identity_provider_id: identity.identity_provider_id,
    external_id: identity.external_id,
    subject_type: identity.subject_type,
    email: identity.external_email ?? '',
    email_verified: identity.external_email_verified ? 'true' : '',
    phone: identity.external_phone ?? '',
    phone_verified: identity.external_phone_verified ? 'true' : '',
    username: identity.external_username ?? '',
    hosted_domain: typeof claims.hd === 'string' ? claims.hd : '',
    raw: Object.keys(claims).length > 0 ? JSON.stringify(claims, null, 2) : '',
    ...(identity.connection_ids.length === 1 && { connection_id: identity.connection_ids[0] }),
  };
  return readArrival(arrival);
}
