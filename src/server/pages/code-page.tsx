import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';
import { Note } from './note.tsx';

export interface CodePageProps {
  /** Null: nothing may be said of there being an account. */
  maskedAddress: string | null;
  codeMinutes: number;
  /** Whether another code may be asked for. */
  offersAnother: boolean;
  csrfToken: string;
  paths: { code: string; sendCode: string; ask: string };
  /** In development: where the mail is to be read. */
  outboxHref?: string;
  error?: string;
}

/** `/sign-in/link/code`: the code from the mail. */
export function renderCodePage(props: CodePageProps): string {
  const { maskedAddress, codeMinutes, csrfToken, paths, outboxHref, error } = props;
  return renderLayout({
    title: 'Type the code',
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Type the code</h1>
        {error !== undefined && (
          <div id="error">
            <Note kind="error">{error}</Note>
          </div>
        )}
        <p id="sent">
          {maskedAddress === null ? (
            'If we found your account, a code is on its way to its address.'
          ) : (
            <>
              A code is on its way to <span class="email">{maskedAddress}</span>.
            </>
          )}{' '}
          It works once, for {codeMinutes} minutes.
        </p>
        {outboxHref !== undefined && (
          <p class="small">
            This is a development server: its mail is in the{' '}
            <a class="plain" href={outboxHref}>
              outbox
            </a>
            .
          </p>
        )}
        <form class="stack" method="post" action={paths.code}>
          <CsrfField token={csrfToken} />
          <label class="field">
            <span>The six digits</span>
            <input
              class="digits"
              name="code"
              type="text"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={12}
              required
              aria-describedby={error === undefined ? 'sent' : 'error sent'}
              aria-invalid={error === undefined ? undefined : true}
            />
          </label>
          <button class="button wide" type="submit">
            This account is mine
          </button>
        </form>
        {props.offersAnother ? (
          <form class="stack" method="post" action={paths.sendCode}>
            <CsrfField token={csrfToken} />
            <p class="small">Nothing there? Look among the unwanted mail too.</p>
            <button class="button quiet wide" type="submit">
              Mail another code
            </button>
          </form>
        ) : (
          <p class="small">No more codes are sent for this sign-in.</p>
        )}
        <p>
          <a class="plain" href={paths.ask}>
            Back to the other ways
          </a>
        </p>
      </div>
    ),
  });
}
