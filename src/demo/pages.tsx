/** The demo provider's pages: no script, nothing inline, and looking unlike Selfsame's own, since they are not. */
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { DemoPerson } from './people.ts';
import { stylesheet } from './stylesheet.ts';

export function renderChoosePage(props: { uid: string; people: readonly DemoPerson[]; application: string }): string {
  return renderDocument(
    'Who are you today?',
    <>
      <h1>Who are you today?</h1>
      <p class="lead">
        Sign in to <strong>{props.application}</strong> as one of these made-up people.
      </p>
      <form method="post" action={`/choose/${props.uid}`}>
        <ul class="people">
          {props.people.map((person) => (
            <li key={person.id}>
              <button class="person" type="submit" name="person" value={person.id}>
                <Person person={person} />
              </button>
            </li>
          ))}
        </ul>
        <button class="quiet" type="submit" name="person" value="">
          Nobody: cancel and go back
        </button>
      </form>
    </>,
  );
}

export function renderHomePage(people: readonly DemoPerson[]): string {
  return renderDocument(
    'Demo provider',
    <>
      <h1>People to try signing in with</h1>
      <p class="lead">
        Open the application and choose this provider there. It will ask you which of these people you want to be.
      </p>
      <ul class="people">
        {people.map((person) => (
          <li key={person.id} class="person">
            <Person person={person} />
          </li>
        ))}
      </ul>
    </>,
  );
}

export function renderMessagePage(props: { title: string; message: string; advice: string }): string {
  return renderDocument(
    props.title,
    <>
      <h1>{props.title}</h1>
      <p class="lead">{props.message}</p>
      <p>{props.advice}</p>
    </>,
  );
}

/** A picture of a person: initials on a disc. */
export function renderAvatar(person: DemoPerson): string {
  return renderDisc(person.name, initials(person));
}

export function renderIcon(): string {
  return renderDisc('Demo provider', 'D');
}

function renderDisc(title: string, text: string): string {
  return renderToString(
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">
      <title>{title}</title>
      <circle cx="48" cy="48" r="48" fill="#5b3a8c" />
      <text x="48" y="61" font-family="sans-serif" font-size="38" text-anchor="middle" fill="#ffffff">
        {text}
      </text>
    </svg>,
  );
}

function Person({ person }: { person: DemoPerson }) {
  return (
    <>
      <span class="avatar" aria-hidden="true">
        {initials(person)}
      </span>
      <span class="who">
        <span class="name" lang={person.locale}>
          {person.name}
        </span>
        <Email person={person} />
        <span class="note">{person.note}</span>
      </span>
    </>
  );
}

function Email({ person }: { person: DemoPerson }) {
  if (person.email === undefined) return <span class="email none">No e-mail address</span>;
  return (
    <span class="email">
      {person.email}{' '}
      {person.emailVerified ? <span class="tag proved">verified</span> : <span class="tag doubted">not verified</span>}
    </span>
  );
}

function initials({ name }: DemoPerson): string {
  return name
    .split(' ')
    .map((word) => Array.from(word)[0])
    .slice(0, 2)
    .join('');
}

function renderDocument(title: string, content: ComponentChildren): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title} · Demo provider</title>
        <link rel="icon" type="image/svg+xml" href="/icon.svg" />
        <link rel="stylesheet" href={stylesheet.href} />
      </head>
      <body>
        <header>
          <p class="brand">Demo provider</p>
          <p class="brand-note">for development · no real people, no passwords</p>
        </header>
        <main>{content}</main>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
