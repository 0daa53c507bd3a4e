import { CsrfField } from './csrf-field.tsx';
import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fillWith } from './messages/fill.ts';
import { Note } from './note.tsx';

export interface CodePageProps {
  /** What the code is for: to prove an account, or to sign in. */
  purpose: 'account' | 'sign_in';
  /** Null: nothing may be said of there being an account. */
  address: string | null;
  codeMinutes: number;
  /** Whether another code may be asked for. */
  offersAnother: boolean;
  csrfToken: string;
  paths: { code: string; sendCode: string; back: string };
  /** In development: where the mail is to be read. */
  outboxHref?: string;
  error?: string;
}

/** Where the code from the mail is typed: `/sign-in/link/code`, `/sign-in/email/code`. */
export function renderCodePage(props: CodePageProps, frame: Frame): string {
  const { purpose, address, codeMinutes, csrfToken, paths, outboxHref, error } = props;
  const words = wordsOf(frame);
  const t = words.code;
  return renderLayout({
    title: t.title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.title}</h1>
        {error !== undefined && (
          <div id="error">
            <Note kind="error">{error}</Note>
          </div>
        )}
        <p id="sent">
          {address === null ? t.sentBlindly : fillWith(t.sentTo, { address: <span class="email">{address}</span> })}{' '}
          {t.works(codeMinutes)}
        </p>
        {outboxHref !== undefined && (
          <p class="small">
            {fillWith(t.outbox, {
              outbox: (
                <a class="plain" href={outboxHref}>
                  {t.outboxName}
                </a>
              ),
            })}
          </p>
        )}
        <form class="stack" method="post" action={paths.code}>
          <CsrfField token={csrfToken} />
          <label class="field">
            <span>{t.label}</span>
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
            {purpose === 'account' ? t.submitAccount : t.submitSignIn}
          </button>
        </form>
        {props.offersAnother ? (
          <form class="stack" method="post" action={paths.sendCode}>
            <CsrfField token={csrfToken} />
            <p class="small">{t.nothing}</p>
            <button class="button quiet wide" type="submit">
              {t.another}
            </button>
          </form>
        ) : (
          <p class="small">{t.noMore}</p>
        )}
        <p>
          <a class="plain" href={paths.back}>
            {words.backToOthers}
          </a>
        </p>
      </div>
    ),
  });
}
