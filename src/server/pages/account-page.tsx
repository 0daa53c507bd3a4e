import type { ComponentChildren } from 'preact';
import type { PersonalEventType } from '../../operations/account.ts';
import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import type { Messages } from './messages/languages.ts';
import { Note } from './note.tsx';
import { Time } from './time.tsx';

export interface AccountPageProps {
  tenantName: string;
  user: AccountUser;
  /** The primary one first. */
  identities: readonly AccountIdentity[];
  /** Signed-in browsers, the newest first. */
  devices: readonly AccountDevice[];
  activity: readonly AccountActivity[];
  csrfToken: string;
  /** Where the forms post to, and where the links lead. */
  paths: { signOut: string; link: string; endOthers: string; data: string };
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
  /** Null: it is the last way in that works. */
  unlinkHref: string | null;
}

export interface AccountDevice {
  /** Null where the browser did not say, or said something strange. */
  browser: string | null;
  system: string | null;
  ip?: string;
  createdAt: string;
  lastSeenAt: string;
  isThisOne: boolean;
  endHref: string;
}

export interface AccountActivity {
  type: PersonalEventType;
  providerName: string | null;
  ip: string | null;
  byThemselves: boolean;
  at: string;
}

/** `/account`: who this is, every way in, where they are signed in, and what happened. */
export function renderAccountPage(props: AccountPageProps, frame: Frame): string {
  const { user, csrfToken, paths } = props;
  const words = wordsOf(frame);
  const t = words.account;
  return renderLayout({
    title: user.displayName,
    frame,
    shape: 'desk',
    actions: (
      <form method="post" action={paths.signOut}>
        <CsrfField token={csrfToken} />
        <button class="button quiet" type="submit">
          {t.signOut}
        </button>
      </form>
    ),
    children: (
      <>
        <div class="profile">
          <Portrait user={user} />
          <div>
            <h1>{user.displayName}</h1>
            <p class="lead">
              <Email email={user.email} verified={user.emailVerified} words={words} />
            </p>
          </div>
        </div>
        {props.notice !== undefined && <Note kind="notice">{props.notice}</Note>}
        <Identities props={props} frame={frame} />
        <Devices props={props} frame={frame} />
        <ActivityList props={props} frame={frame} />
        <section aria-labelledby="data">
          <h2 id="data">{t.data}</h2>
          <p class="soft">{t.dataLead}</p>
          <p class="after">
            <a class="button quiet" href={paths.data} download>
              {t.download}
            </a>
          </p>
        </section>
        <p class="small">{fillWith(t.id, { id: <code>{user.id}</code> })}</p>
      </>
    ),
  });
}

interface Part {
  props: AccountPageProps;
  frame: Frame;
}

function Identities({ props: { identities, tenantName, paths }, frame }: Part) {
  const t = wordsOf(frame).account;
  return (
    <section aria-labelledby="ways-in">
      <h2 id="ways-in">{t.waysIn}</h2>
      <p class="soft">{t.count(identities.length, nameFor(frame, tenantName))}</p>
      <ul class="identities">
        {identities.map((identity, index) => (
          <Identity key={index} headingId={`identity-${index}`} identity={identity} frame={frame} />
        ))}
      </ul>
      <p class="after">
        <a class="button" href={paths.link}>
          {t.linkAnother}
        </a>
      </p>
    </section>
  );
}

/** `headingId`: what tells one `Unlink` from another. */
function Identity({ identity, headingId, frame }: { identity: AccountIdentity; headingId: string; frame: Frame }) {
  const words = wordsOf(frame);
  const t = words.account;
  const { providerName: provider } = identity;
  return (
    <li class="identity">
      <div class="identity-head">
        <h3 id={headingId}>
          {provider} {identity.isPrimary && <span class="tag">{t.primary}</span>}
        </h3>
        {identity.unlinkHref !== null && (
          <a class="button quiet small-button" href={identity.unlinkHref} aria-describedby={headingId}>
            {t.unlink}
          </a>
        )}
      </div>
      <p>
        <Email email={identity.email} verified={identity.emailVerified} words={words} />
      </p>
      <dl class="facts">
        <Fact term={t.knownAs}>
          <code>{identity.subject}</code>
        </Fact>
        <Fact term={t.kind}>
          <code>{identity.strategy}</code>
        </Fact>
        <Fact term={t.linked}>
          {t.linkedBy[identity.linkedBy]}
          {identity.linkedAt !== undefined && (
            <>
              , <Time iso={identity.linkedAt} frame={frame} />
            </>
          )}
        </Fact>
        <Fact term={t.lastSignIn}>
          {identity.lastLoginAt === undefined ? t.notYet : <Time iso={identity.lastLoginAt} frame={frame} />}
        </Fact>
      </dl>
      {identity.unlinkHref === null && <p class="small">{t.lastOne}</p>}
    </li>
  );
}

function Devices({ props: { devices, csrfToken, paths }, frame }: Part) {
  const t = wordsOf(frame).account;
  return (
    <section aria-labelledby="devices">
      <h2 id="devices">{t.devices}</h2>
      <ul class="identities">
        {devices.map((device, index) => (
          <Device key={index} headingId={`device-${index}`} device={device} csrfToken={csrfToken} frame={frame} />
        ))}
      </ul>
      {devices.length > 1 && (
        <form class="after" method="post" action={paths.endOthers}>
          <CsrfField token={csrfToken} />
          <button class="button quiet" type="submit">
            {t.signOutOthers}
          </button>
        </form>
      )}
    </section>
  );
}

function Device({
  device,
  headingId,
  csrfToken,
  frame,
}: {
  device: AccountDevice;
  headingId: string;
  csrfToken: string;
  frame: Frame;
}) {
  const t = wordsOf(frame).account;
  const { browser, system } = device;
  const name = browser !== null && system !== null ? fill(t.device, { browser, system }) : (browser ?? system);
  const called = name ?? t.unknownDevice;
  return (
    <li class="identity">
      <div class="identity-head">
        <h3 id={headingId}>
          {called} {device.isThisOne && <span class="tag">{t.thisOne}</span>}
        </h3>
        {!device.isThisOne && (
          <form method="post" action={device.endHref}>
            <CsrfField token={csrfToken} />
            <button class="button quiet small-button" type="submit" aria-describedby={headingId}>
              {t.signOutDevice}
            </button>
          </form>
        )}
      </div>
      <dl class="facts short">
        {device.ip !== undefined && (
          <Fact term={t.from}>
            <code>{device.ip}</code>
          </Fact>
        )}
        <Fact term={t.since}>
          <Time iso={device.createdAt} frame={frame} />
        </Fact>
        <Fact term={t.lastSeen}>
          <Time iso={device.lastSeenAt} frame={frame} />
        </Fact>
      </dl>
    </li>
  );
}

function ActivityList({ props: { activity }, frame }: Part) {
  const words = wordsOf(frame);
  const t = words.account;
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">{t.activity}</h2>
      {activity.length === 0 ? (
        <p class="soft">{t.noActivity}</p>
      ) : (
        <ol class="log">
          {activity.map(({ type, providerName, ip, byThemselves, at }, index) => (
            <li key={index}>
              <span>
                {words.activity[type]}
                {providerName !== null && <span class="soft"> · {providerName}</span>}
                {!byThemselves && (
                  <>
                    {' '}
                    <span class="tag doubtful">{t.byOthers}</span>
                  </>
                )}
              </span>
              <span class="small">
                <Time iso={at} frame={frame} />
                {ip !== null && <> · {ip}</>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
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

function Email({ email, verified, words }: { email: string | undefined; verified: boolean; words: Messages }) {
  if (email === undefined) return <>{words.noEmail}</>;
  return (
    <>
      <span class="email">{email}</span>{' '}
      {verified ? <span class="tag good">{words.verified}</span> : <span class="tag doubtful">{words.unverified}</span>}
    </>
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
