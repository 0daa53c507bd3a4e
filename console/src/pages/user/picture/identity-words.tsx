import { Text } from '@mantine/core';
import type { UserIdentity } from '@selfsame/client';
import { When } from '../../../parts/when.tsx';
import { useActs } from './acts.ts';
import { sayLinked } from './said.ts';

/** The address or number that came with it, with what the provider says of it. */
export function Reach({ of: identity }: { of: UserIdentity }) {
  const { external_email: email, external_phone: phone } = identity;
  if (email === null && phone === null)
    return (
      <Text span inherit c="dimmed">
        no e-mail address
      </Text>
    );
  const proved = email === null ? identity.external_phone_verified : identity.external_email_verified;
  return (
    <>
      {email ?? phone}{' '}
      <Text
        span
        inherit
        c={proved ? 'var(--mantine-color-green-light-color)' : 'dimmed'}
        title={`${identity.provider_name} ${proved ? 'says that it is' : 'does not say that it is'} verified`}
      >
        {proved ? '✓\u00a0verified' : 'not\u00a0verified'}
      </Text>
    </>
  );
}

/** Who linked it, and when. */
export function LinkedBy({ of: identity }: { of: UserIdentity }) {
  const { links } = useActs();
  return (
    <>
      Linked {sayLinked(identity, links.get(identity.id))}, <When at={identity.linked_at} never="at a time not kept" />
    </>
  );
}

export function LastUsed({ of: identity }: { of: UserIdentity }) {
  return identity.last_login_at === null ? (
    <>Never signed in with</>
  ) : (
    <>
      Last used <When at={identity.last_login_at} />
    </>
  );
}
