import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import { Note } from './note.tsx';

export interface PasswordPageProps {
  tenantName: string;
  /** Whose name and password are asked for, such as `Example Ltd. directory`. */
  providerName: string;
  /** What was typed last time. */
  username: string;
  action: string;
  back: string;
  csrfToken: string;
  /** What else the form sends back. */
  hidden: Readonly<Record<string, string>>;
  /** What the person should know before typing. */
  notice?: string;
  error?: string;
}

/** `/sign-in/password/…`: a name and a password that a directory knows. */
export function renderPasswordPage(props: PasswordPageProps, frame: Frame): string {
  const { providerName, error } = props;
  const tenantName = nameFor(frame, props.tenantName);
  const words = wordsOf(frame);
  const t = words.password;
  const invalid = error === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': 'what-is-wrong' };
  return renderLayout({
    title: fill(t.title, { provider: providerName }),
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.heading}</h1>
        <p class="lead">
          {fillWith(t.lead, { tenant: <strong>{tenantName}</strong>, provider: <strong>{providerName}</strong> })}
        </p>
        {props.notice !== undefined && <Note kind="notice">{props.notice}</Note>}
        {error !== undefined && (
          <div id="what-is-wrong">
            <Note kind="error">{error}</Note>
          </div>
        )}
        <form class="stack" method="post" action={props.action}>
          <CsrfField token={props.csrfToken} />
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <label class="field">
            <span>{t.name}</span>
            <input
              name="username"
              type="text"
              autoComplete="username"
              autoCapitalize="none"
              spellcheck={false}
              maxLength={256}
              defaultValue={props.username}
              required
              {...invalid}
            />
          </label>
          <label class="field">
            <span>{t.password}</span>
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              maxLength={256}
              required
              {...invalid}
            />
          </label>
          <button class="button wide" type="submit">
            {t.submit}
          </button>
        </form>
        <p>
          <a class="plain" href={props.back}>
            {words.backToOthers}
          </a>
        </p>
      </div>
    ),
  });
}
