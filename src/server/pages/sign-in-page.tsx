import { Choices, type SignInChoice } from './choices.tsx';
import { CsrfField } from './csrf-field.tsx';
import { EmailField } from './email-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import { Note } from './note.tsx';

export interface SignInPageProps {
  tenantName: string;
  /** In the order in which they are shown. */
  providers: readonly SignInChoice[];
  /** Absent: no address is asked for. */
  email?: {
    action: string;
    csrfToken: string;
    hidden: Readonly<Record<string, string>>;
    typed: string;
    error?: string;
  };
  /** Something that went well or that the person should know, such as having signed out. */
  notice?: string;
  /** Why the last attempt failed, and what to do. */
  error?: string;
}

/** `/sign-in`: an address first, where that leads somewhere; then the ways in, one link each. */
export function renderSignInPage(props: SignInPageProps, frame: Frame): string {
  const { providers, email, notice, error } = props;
  const tenantName = nameFor(frame, props.tenantName);
  const words = wordsOf(frame);
  const t = words.signIn;
  return renderLayout({
    title: fill(t.title, { tenant: tenantName }),
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.heading}</h1>
        <p class="lead">{fillWith(t.lead, { tenant: <strong>{tenantName}</strong> })}</p>
        {error !== undefined && <Note kind="error">{error}</Note>}
        {notice !== undefined && <Note kind="notice">{notice}</Note>}
        {email !== undefined && (
          <form class="stack" method="post" action={email.action} novalidate>
            <CsrfField token={email.csrfToken} />
            {Object.entries(email.hidden).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <EmailField
              label={t.email}
              typed={email.typed}
              {...(email.error !== undefined && { error: email.error })}
            />
            <button class="button wide" type="submit">
              {t.goOn}
            </button>
          </form>
        )}
        {email !== undefined && providers.length > 0 && <p class="rule">{words.or}</p>}
        {providers.length > 0 && <Choices choices={providers} />}
        {providers.length === 0 && email === undefined && <p>{t.none}</p>}
        {providers.length > 0 && <p class="small">{t.hint}</p>}
      </div>
    ),
  });
}
