import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fillWith } from './messages/fill.ts';

export interface LogoutPageProps {
  tenantName: string;
  applicationName?: string;
  action: string;
  csrfToken: string;
  /** What the application asked, to be asked again. */
  fields: readonly { name: string; value: string }[];
}

/** Whether the person means to sign out: a link on any page leads here. */
export function renderLogoutPage(props: LogoutPageProps, frame: Frame): string {
  const { tenantName, applicationName, action, csrfToken, fields } = props;
  const { logout: t } = wordsOf(frame);
  const tenant = <strong>{nameFor(frame, tenantName)}</strong>;
  return renderLayout({
    title: t.title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.title}</h1>
        <p>
          {applicationName === undefined
            ? fillWith(t.askedBySomebody, { tenant })
            : fillWith(t.asked, { application: applicationName, tenant })}
        </p>
        <form class="stack" method="post" action={action}>
          <CsrfField token={csrfToken} />
          {fields.map(({ name, value }) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button class="button wide" type="submit">
            {t.submit}
          </button>
        </form>
        <p>
          <a class="plain" href="/account">
            {t.stay}
          </a>
        </p>
      </div>
    ),
  });
}
