import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';
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
export function renderReceivedPage(props: ReceivedPageProps): string {
  const { tenantName, providerName, name, signedInAs, state, csrfToken, path } = props;
  return renderLayout({
    title: `Sign in to ${tenantName}?`,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Sign in?</h1>
        <p class="lead">
          to <strong>{tenantName}</strong>
        </p>
        <p>
          {providerName} has sent you here, as <span class="email">{name}</span>.
        </p>
        {signedInAs !== null && (
          <Note kind="notice">{`You are signed in as ${signedInAs}. Going on signs you out of that account.`}</Note>
        )}
        <form class="stack" method="post" action={path}>
          <CsrfField token={csrfToken} />
          <input type="hidden" name="state" value={state} />
          <button class="button wide" type="submit">
            Go on as {name}
          </button>
        </form>
        <p class="small">
          If that is not you, or you did not come here yourself, close this page: nothing happens, and nothing is
          linked.
        </p>
      </div>
    ),
  });
}
