/** Two users, or a user and the identity of an arrival, field by field: what each says, what of it is proved, what agrees. */
import type { User, UserIdentity } from '@selfsame/client';

export interface Told {
  text: string;
  /** Absent where nothing could prove it. */
  proved?: boolean;
  /** A time, told as one. */
  at?: string;
}

export type Agreement = 'same' | 'differs' | 'one side';

export interface ComparedField {
  name: string;
  left: Told | null;
  right: Told | null;
  /** Null for what two people never share, such as when they were made. */
  agreement: Agreement | null;
}

type Fields = Map<string, Told>;

/** What tells nothing of whether they are one person. */
const circumstances = new Set(['Status', 'Created', 'Last sign-in', 'Sign-ins']);

export function compare(left: Fields, right: Fields): ComparedField[] {
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names.map((name) => {
    const [a, b] = [left.get(name) ?? null, right.get(name) ?? null];
    return { name, left: a, right: b, agreement: circumstances.has(name) ? null : agreementOf(a, b) };
  });
}

function agreementOf(left: Told | null, right: Told | null): Agreement {
  if (left === null || right === null) return 'one side';
  return left.text.toLowerCase() === right.text.toLowerCase() ? 'same' : 'differs';
}

export function fieldsOfUser(user: User): Fields {
  const fields: Fields = new Map();
  const add = (name: string, text: string | null, more: Omit<Told, 'text'> = {}) => {
    if (text !== null && text !== '') fields.set(name, { text, ...more });
  };
  add('Name', user.name);
  add('E-mail', user.email, { proved: user.email_verified });
  add('Phone', user.phone, { proved: user.phone_verified });
  add('Username', user.username);
  add('External id', user.external_id);
  add('Given name', user.given_name);
  add('Family name', user.family_name);
  add('Nickname', user.nickname);
  add('Locale', user.locale);
  add('Status', user.status);
  add('Created', user.created_at, { at: user.created_at });
  add('Last sign-in', user.last_login_at ?? 'never', user.last_login_at === null ? {} : { at: user.last_login_at });
  add('Sign-ins', String(user.logins_count));
  addObject(fields, 'profile', user.profile);
  addObject(fields, 'user_metadata', user.user_metadata);
  addObject(fields, 'app_metadata', user.app_metadata);
  return fields;
}

export function fieldsOfIdentity(identity: UserIdentity): Fields {
  const fields: Fields = new Map();
  const add = (name: string, text: string | null, more: Omit<Told, 'text'> = {}) => {
    if (text !== null && text !== '') fields.set(name, { text, ...more });
  };
  add('Name', identity.external_display_name);
  add('E-mail', identity.external_email, { proved: identity.external_email_verified });
  add('Phone', identity.external_phone, { proved: identity.external_phone_verified });
  add('Username', identity.external_username);
  return fields;
}

function addObject(fields: Fields, name: string, object: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(object)) {
    fields.set(`${name}.${key}`, { text: typeof value === 'string' ? value : JSON.stringify(value) });
  }
}

export function nameOfUser({ name, email, username, phone, id }: User): string {
  return name ?? email ?? username ?? phone ?? id;
}

export function nameOfIdentity(identity: UserIdentity): string {
  return (
    identity.external_display_name ?? identity.external_email ?? identity.external_username ?? identity.external_id
  );
}
