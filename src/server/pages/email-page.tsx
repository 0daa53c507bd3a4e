import { CsrfField } from './csrf-field.tsx';
import { EmailField } from './email-field.tsx';
import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';

export interface EmailPageProps {
  action: string;
  back: string;
  csrfToken: string;
  typed: string;
  /** What else the form sends back. */
  hidden: Readonly<Record<string, string>>;
  error?: string;
}

/** `/sign-in/email`: the address that a code goes to. */
export function renderEmailPage(props: EmailPageProps, frame: Frame): string {
  const words = wordsOf(frame);
  const t = words.emailForm;
  return renderLayout({
    title: t.title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.title}</h1>
        <p class="soft">{t.lead}</p>
        <form class="stack" method="post" action={props.action} novalidate>
          <CsrfField token={props.csrfToken} />
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <EmailField
            label={words.signIn.email}
            typed={props.typed}
            {...(props.error !== undefined && { error: props.error })}
          />
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
