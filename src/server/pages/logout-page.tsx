import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';

export interface LogoutPageProps {
  tenantName: string;
  applicationName?: string;
  action: string;
  csrfToken: string;
  /** What the application asked, to be asked again. */
  fields: readonly { name: string; value: string }[];
}

/** Whether the person means to sign out: a link on any page leads here. */
export function renderLogoutPage({ tenantName, applicationName, action, csrfToken, fields }: LogoutPageProps): string {
  return renderLayout({
    title: 'Sign out?',
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Sign out?</h1>
        <p>
          {applicationName ?? 'Somebody'} asks to sign you out of <strong>{tenantName}</strong>.
        </p>
        <form class="stack" method="post" action={action}>
          <CsrfField token={csrfToken} />
          {fields.map(({ name, value }) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button class="button wide" type="submit">
            Sign out
          </button>
        </form>
        <p class="small">
          <a href="/account">Stay signed in</a>
        </p>
      </div>
    ),
  });
}
