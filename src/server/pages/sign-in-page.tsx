import { Choices, type SignInChoice } from './choices.tsx';
import { renderLayout } from './layout.tsx';
import { Note } from './note.tsx';

export interface SignInPageProps {
  tenantName: string;
  /** In the order in which they are shown. */
  providers: readonly SignInChoice[];
  /** Something that went well or that the person should know, such as having signed out. */
  notice?: string;
  /** Why the last attempt failed, and what to do. */
  error?: string;
}

/** `/sign-in`: the ways in, one link each. */
export function renderSignInPage({ tenantName, providers, notice, error }: SignInPageProps): string {
  return renderLayout({
    title: `Sign in to ${tenantName}`,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Sign in</h1>
        <p class="lead">
          to <strong>{tenantName}</strong>
        </p>
        {error !== undefined && <Note kind="error">{error}</Note>}
        {notice !== undefined && <Note kind="notice">{notice}</Note>}
        {providers.length > 0 ? <Choices choices={providers} /> : <p>There is no way to sign in yet.</p>}
        <p class="small">Used another provider last time? Choose that one, and you are back in the account you know.</p>
      </div>
    ),
  });
}
