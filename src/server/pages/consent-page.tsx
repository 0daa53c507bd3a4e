import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import type { Messages } from './messages/languages.ts';

export interface ConsentPageProps {
  tenantName: string;
  applicationName: string;
  /** What it wants to do. */
  requested: readonly ConsentRequest[];
  /** Where the answer is posted. */
  action: string;
  csrfToken: string;
}

/** A scope of OpenID Connect's, or one of an API. */
export type ConsentRequest = { openid: keyof Messages['consent']['scopes'] } | { scope: string; api: string };

/** Whether an application of somebody else may know who the person is. */
export function renderConsentPage(props: ConsentPageProps, frame: Frame): string {
  const { applicationName, requested, action, csrfToken } = props;
  const tenant = nameFor(frame, props.tenantName);
  const { consent: t } = wordsOf(frame);
  const title = fill(t.title, { application: applicationName });
  return renderLayout({
    title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p class="lead">{fillWith(t.lead, { tenant: <strong>{tenant}</strong> })}</p>
        <ul class="wishes">
          {requested.map((each, index) => (
            <li key={index}>{'openid' in each ? t.scopes[each.openid] : fill(t.scopeOfApi, each)}</li>
          ))}
        </ul>
        <form class="stack" method="post" action={action}>
          <CsrfField token={csrfToken} />
          <button class="button wide" type="submit" name="answer" value="yes">
            {t.agree}
          </button>
          <button class="button quiet wide" type="submit" name="answer" value="no">
            {t.refuse}
          </button>
        </form>
        <p class="small">{fill(t.whose, { tenant })}</p>
      </div>
    ),
  });
}
