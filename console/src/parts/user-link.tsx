/** A user by name, with the way to them. Until the name is known, and where nobody is there any more, by the end of the id. */
import { Anchor } from '@mantine/core';
import type { User } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../api/api.tsx';
import { useMay } from '../api/operator.tsx';
import { answered } from '../api/refusal.ts';

export interface UserLinkProps {
  id: string;
  /** Asks for nothing: in lists of hundreds. */
  unnamed?: boolean;
}

export function UserLink({ id, unnamed = false }: UserLinkProps) {
  const client = useClient();
  const mayRead = useMay('users:read');
  const user = useQuery({
    queryKey: ['users', id],
    queryFn: () => answered(client.GET('/v1/users/{id}', { params: { path: { id } } })),
    enabled: mayRead && !unnamed,
    staleTime: 60_000,
  });
  return (
    <Anchor component={Link} to={`/users/${id}`} inherit underline="always" title={id}>
      {user.data ? nameOfUser(user.data) : `user …${id.slice(-8)}`}
    </Anchor>
  );
}

export function nameOfUser({
  name,
  email,
  username,
  phone,
  id,
}: Pick<User, 'name' | 'email' | 'username' | 'phone' | 'id'>): string {
  return name ?? email ?? username ?? phone ?? `user …${id.slice(-8)}`;
}
