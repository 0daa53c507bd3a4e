import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';
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
  error?: string;
}

/** `/sign-in/password/…`: a name and a password that a directory knows. */
export function renderPasswordPage(props: PasswordPageProps): string {
  const { providerName, error } = props;
  const invalid = error === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': 'what-is-wrong' };
  return renderLayout({
    title: `Sign in with ${providerName}`,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Sign in</h1>
        <p class="lead">
          to <strong>{props.tenantName}</strong> with your name and password at <strong>{providerName}</strong>
        </p>
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
            <span>Name</span>
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
            <span>Password</span>
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
            Sign in
          </button>
        </form>
        <p>
          <a class="plain" href={props.back}>
            Back to the other ways
          </a>
        </p>
      </div>
    ),
  });
}
