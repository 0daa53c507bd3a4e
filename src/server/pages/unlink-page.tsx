import { CsrfField } from './csrf-field.tsx';
import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';

export interface UnlinkPageProps {
  providerName: string;
  subject: string;
  action: string;
  csrfToken: string;
}

/** `/account/unlink/…`: what becomes of it, and whether it is meant. */
export function renderUnlinkPage({ providerName, subject, action, csrfToken }: UnlinkPageProps, frame: Frame): string {
  const t = wordsOf(frame).unlink;
  const title = fill(t.title, { provider: providerName });
  return renderLayout({
    title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p>{fillWith(t.lead, { provider: providerName, subject: <strong class="email">{subject}</strong> })}</p>
        <p class="soft">{t.becomes}</p>
        <p class="soft">{t.ends}</p>
        <form class="stack" method="post" action={action}>
          <CsrfField token={csrfToken} />
          <button class="button wide" type="submit">
            {t.submit}
          </button>
          <a class="button quiet wide" href="/account">
            {t.keep}
          </a>
        </form>
      </div>
    ),
  });
}
