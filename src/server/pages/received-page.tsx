import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import { Note } from './note.tsx';

export interface ReceivedPageProps {
  tenantName: string;
  providerName: string;
  /** What the provider calls the person. */
  name: string;
  /** Who is signed in here now, and would not be any more. */
  signedInAs: string | null;
  state: string;
  csrfToken: string;
  /** Where the form posts to. */
  path: string;
}

/** `/sign-in/received`: a sign-in that began at the provider goes on only when the person says so. */
export function renderReceivedPage(props: ReceivedPageProps, frame: Frame): string {
  const { providerName, name, signedInAs, state, csrfToken, path } = props;
  const tenant = nameFor(frame, props.tenantName);
  const { received: t, signIn } = wordsOf(frame);
  return renderLayout({
    title: fill(t.title, { tenant }),
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.heading}</h1>
        <p class="lead">{fillWith(signIn.lead, { tenant: <strong>{tenant}</strong> })}</p>
        <p>{fillWith(t.sent, { provider: providerName, name: <span class="email">{name}</span> })}</p>
        {signedInAs !== null && <Note kind="notice">{fill(t.signedInAs, { name: signedInAs })}</Note>}
        <form class="stack" method="post" action={path}>
          <CsrfField token={csrfToken} />
          <input type="hidden" name="state" value={state} />
          <button class="button wide" type="submit">
            {fill(t.submit, { name })}
          </button>
        </form>
        <p class="small">{t.notYou}</p>
      </div>
    ),
  });
}
