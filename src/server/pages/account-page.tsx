import type { ComponentChildren } from 'preact';
import { renderLayout } from './layout.tsx';
import { Note } from './note.tsx';

export interface AccountPageProps {
  tenantName: string;
  user: AccountUser;
  /** The primary one first. */
  identities: readonly AccountIdentity[];
  csrfToken: string;
  /** Where the sign-out form posts to. */
  signOutHref: string;
  notice?: string;
}

export interface AccountUser {
  id: string;
  displayName: string;
  email?: string;
  emailVerified: boolean;
  /** Shown only when it is https. */
  picture?: string;
}

export interface AccountIdentity {
  providerName: string;
  strategy: string;
  subject: string;
  email?: string;
  emailVerified: boolean;
  linkedBy: 'auto' | 'manual' | 'scim';
  /** ISO 8601, as are all times. */
  linkedAt?: string;
  lastLoginAt?: string;
  isPrimary: boolean;
}

const linkedByWords: Record<AccountIdentity['linkedBy'], string> = {
  auto: 'when you signed in',
  manual: 'by hand',
  scim: 'by your organisation',
};

/** `/account`: who this is, and every way in. */
export function renderAccountPage(props: AccountPageProps): string {
  const { user, identities } = props;
  return renderLayout({
    title: user.displayName,
    shape: 'desk',
    actions: <SignOut href={props.signOutHref} csrfToken={props.csrfToken} />,
    children: (
      <>
        <div class="profile">
          <Portrait user={user} />
          <div>
            <h1>{user.displayName}</h1>
            <p class="lead">
              <Email email={user.email} verified={user.emailVerified} />
            </p>
          </div>
        </div>
        {props.notice !== undefined && <Note kind="notice">{props.notice}</Note>}
        <section aria-labelledby="ways-in">
          <h2 id="ways-in">Ways you sign in</h2>
          <p class="soft">{countWays(identities.length, props.tenantName)}</p>
          <ul class="identities">
            {identities.map((identity) => (
              <Identity key={`${identity.providerName} ${identity.subject}`} identity={identity} />
            ))}
          </ul>
        </section>
        <p class="small">
          Your account’s id is <code>{user.id}</code>
        </p>
      </>
    ),
  });
}

function countWays(count: number, tenantName: string): string {
  if (count === 0) return `Nothing leads to this account at ${tenantName} any more.`;
  if (count === 1) return `One identity leads to this account at ${tenantName}.`;
  return `${count} identities lead to this one account at ${tenantName}.`;
}

function SignOut({ href, csrfToken }: { href: string; csrfToken: string }) {
  return (
    <form method="post" action={href}>
      <input type="hidden" name="csrf_token" value={csrfToken} />
      <button class="button quiet" type="submit">
        Sign out
      </button>
    </form>
  );
}

function Portrait({ user }: { user: AccountUser }) {
  const initials = user.displayName
    .split(/\s+/)
    .map((word) => Array.from(word)[0] ?? '')
    .slice(0, 2)
    .join('');
  return (
    <span class="portrait" aria-hidden="true">
      {initials}
      {user.picture?.startsWith('https://') && (
        <img src={user.picture} alt="" width="72" height="72" referrerpolicy="no-referrer" />
      )}
    </span>
  );
}

function Email({ email, verified }: { email: string | undefined; verified: boolean }) {
  if (email === undefined) return <>No e-mail address</>;
  return (
    <>
      <span class="email">{email}</span>{' '}
      {verified ? <span class="tag good">verified</span> : <span class="tag doubtful">not verified</span>}
    </>
  );
}

function Identity({ identity }: { identity: AccountIdentity }) {
  return (
    <li class="identity">
      <h3>
        {identity.providerName} {identity.isPrimary && <span class="tag">primary</span>}
      </h3>
      <p>
        <Email email={identity.email} verified={identity.emailVerified} />
      </p>
      <dl class="facts">
        <Fact term="Known there as">
          <code>{identity.subject}</code>
        </Fact>
        <Fact term="Kind of provider">
          <code>{identity.strategy}</code>
        </Fact>
        <Fact term="Linked">
          {linkedByWords[identity.linkedBy]}
          {identity.linkedAt !== undefined && (
            <>
              , <Time iso={identity.linkedAt} />
            </>
          )}
        </Fact>
        <Fact term="Last sign-in">
          {identity.lastLoginAt === undefined ? 'not yet' : <Time iso={identity.lastLoginAt} />}
        </Fact>
      </dl>
    </li>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** In UTC, and said so: without a script the page does not know where the person is. */
function Time({ iso }: { iso: string }) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return <>{iso}</>;
  return <time dateTime={iso}>{timeFormat.format(date)} UTC</time>;
}
