/** What to call somebody of whom little may be known. */
import type { User } from '@selfsame/client';

export type Named = Pick<User, 'id' | 'name' | 'email' | 'username' | 'phone'>;

export function nameOf({ name, email, username, phone, id }: Named): string {
  return name ?? email ?? username ?? phone ?? `User …${id.slice(-8)}`;
}
