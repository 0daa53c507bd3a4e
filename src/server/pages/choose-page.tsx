import { Choices, type SignInChoice } from './choices.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill } from './messages/fill.ts';

export interface ChoosePageProps {
  tenantName: string;
  /** `link`: one that is to lead to the account too. `confirm`: one that does already. */
  purpose: 'link' | 'confirm';
  waysIn: readonly SignInChoice[];
}

/** `/account/link` and `/account/confirm`: a signed-in person chooses where to sign in once more. */
export function renderChoosePage({ tenantName, purpose, waysIn }: ChoosePageProps, frame: Frame): string {
  const words = wordsOf(frame);
  const t = words[purpose];
  return renderLayout({
    title: t.title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.title}</h1>
        <p class="soft">{fill(t.lead, { tenant: nameFor(frame, tenantName) })}</p>
        {waysIn.length > 0 ? <Choices choices={waysIn} /> : <p>{t.none}</p>}
        <p>
          <a class="plain" href="/account">
            {words.backToAccount}
          </a>
        </p>
      </div>
    ),
  });
}
