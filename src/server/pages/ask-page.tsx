import { Choices, type SignInChoice } from './choices.tsx';
import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';
import { Note } from './note.tsx';

export interface AskPageProps {
  tenantName: string;
  /** Where the person came from. */
  providerName: string;
  /** What that provider says the person's address is. */
  email: string | null;
  /** INVARIANT: when true, nothing else here may depend on whether there is an account. */
  blind: boolean;
  /** Null: no code is offered. */
  code: { maskedAddress: string | null; wasSent: boolean } | null;
  /** Ways in that may lead to the account. */
  waysIn: readonly SignInChoice[];
  /** What becomes of somebody who is new. */
  otherwise: 'create_user' | 'hold' | 'refuse';
  csrfToken: string;
  /** Where the forms post to, and where the code is typed. */
  paths: { sendCode: string; code: string; continueAsNew: string };
  error?: string;
}

/** `/sign-in/link`: whose account is this? A code to its address, a way in that was used before, or somebody new. */
export function renderAskPage(props: AskPageProps): string {
  const { tenantName, blind, code, waysIn, csrfToken, error } = props;
  const title = blind ? 'Do you have an account already?' : 'We found an account that may be yours';
  return renderLayout({
    title,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p class="lead">
          at <strong>{tenantName}</strong>
        </p>
        {error !== undefined && <Note kind="error">{error}</Note>}
        {blind ? <AskBlindly {...props} /> : <AskAbout {...props} />}
        {code !== null && <Code {...props} code={code} />}
        {waysIn.length > 0 && (
          <section class="stack" aria-labelledby="ways-in">
            <h2 class="rule" id="ways-in">
              {code === null ? 'Sign in as you did before' : 'or sign in as you did before'}
            </h2>
            <Choices choices={waysIn} />
          </section>
        )}
        <ContinueAsNew otherwise={props.otherwise} path={props.paths.continueAsNew} csrfToken={csrfToken} />
      </div>
    ),
  });
}

function AskBlindly({ providerName, email }: AskPageProps) {
  return (
    <p>
      {email === null ? (
        <>You came with {providerName}, which proves nothing that an account here could be known by.</>
      ) : (
        <>
          {providerName} says that your address is <span class="email">{email}</span>, and we cannot take its word for
          it.
        </>
      )}{' '}
      If an account here is yours, show it, and {providerName} leads to it from now on.
    </p>
  );
}

function AskAbout({ providerName }: AskPageProps) {
  return (
    <p>
      What {providerName} says of you fits an account here. Show that it is yours, and {providerName} leads to it from
      now on.
    </p>
  );
}

function Code({ code, paths, csrfToken }: AskPageProps & { code: NonNullable<AskPageProps['code']> }) {
  if (code.wasSent)
    return (
      <p>
        <a class="button wide" href={paths.code}>
          Type the code from your mail
        </a>
      </p>
    );
  return (
    <form class="stack" method="post" action={paths.sendCode}>
      <CsrfField token={csrfToken} />
      <button class="button wide" type="submit">
        {code.maskedAddress === null ? 'Mail me a code' : `Mail a code to ${code.maskedAddress}`}
      </button>
      {code.maskedAddress === null && <p class="small">It goes to the address of your account, if we find one.</p>}
    </form>
  );
}

function ContinueAsNew({
  otherwise,
  path,
  csrfToken,
}: { otherwise: AskPageProps['otherwise'] } & { path: string; csrfToken: string }) {
  if (otherwise === 'refuse')
    return (
      <p class="small">
        This way in is for people who have an account here. Without one, ask whoever runs this service.
      </p>
    );
  return (
    <form class="stack" method="post" action={path}>
      <h2 class="rule">or</h2>
      <CsrfField token={csrfToken} />
      <button class="button quiet wide" type="submit">
        {otherwise === 'create_user' ? 'Continue with a new account' : 'I have no account here'}
      </button>
    </form>
  );
}
