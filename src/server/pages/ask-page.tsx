import { Choices, type SignInChoice } from './choices.tsx';
import { CsrfField } from './csrf-field.tsx';
import { type Frame, nameFor, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';
import type { Messages } from './messages/languages.ts';
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

interface Asked {
  props: AskPageProps;
  t: Messages['ask'];
}

/** `/sign-in/link`: whose account is this? A code to its address, a way in that was used before, or somebody new. */
export function renderAskPage(props: AskPageProps, frame: Frame): string {
  const { blind, code, waysIn, error } = props;
  const tenantName = nameFor(frame, props.tenantName);
  const words = wordsOf(frame);
  const t = words.ask;
  const title = blind ? t.titleBlind : t.titleFound;
  return renderLayout({
    title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p class="lead">{fillWith(t.at, { tenant: <strong>{tenantName}</strong> })}</p>
        {error !== undefined && <Note kind="error">{error}</Note>}
        {blind ? <AskBlindly props={props} t={t} /> : <p>{fill(t.fits, { provider: props.providerName })}</p>}
        {code !== null && <Code props={props} t={t} code={code} />}
        {waysIn.length > 0 && (
          <section class="stack" aria-labelledby="ways-in">
            <h2 class="rule" id="ways-in">
              {code === null ? t.asBefore : t.orAsBefore}
            </h2>
            <Choices choices={waysIn} />
          </section>
        )}
        <ContinueAsNew props={props} t={t} or={words.or} />
      </div>
    ),
  });
}

function AskBlindly({ props: { providerName, email }, t }: Asked) {
  return (
    <p>
      {email === null
        ? fill(t.provesNothing, { provider: providerName })
        : fillWith(t.saysAddress, { provider: providerName, email: <span class="email">{email}</span> })}{' '}
      {fill(t.showIt, { provider: providerName })}
    </p>
  );
}

function Code({ props, t, code }: Asked & { code: NonNullable<AskPageProps['code']> }) {
  const { paths, csrfToken } = props;
  if (code.wasSent)
    return (
      <p>
        <a class="button wide" href={paths.code}>
          {t.typeCode}
        </a>
      </p>
    );
  return (
    <form class="stack" method="post" action={paths.sendCode}>
      <CsrfField token={csrfToken} />
      <button class="button wide" type="submit">
        {code.maskedAddress === null ? t.mailCode : fill(t.mailCodeTo, { address: code.maskedAddress })}
      </button>
      {code.maskedAddress === null && <p class="small">{t.whereItGoes}</p>}
    </form>
  );
}

function ContinueAsNew({ props: { otherwise, paths, csrfToken }, t, or }: Asked & { or: string }) {
  if (otherwise === 'refuse') return <p class="small">{t.knownOnly}</p>;
  return (
    <form class="stack" method="post" action={paths.continueAsNew}>
      <p class="rule">{or}</p>
      <CsrfField token={csrfToken} />
      <button class="button quiet wide" type="submit">
        {otherwise === 'create_user' ? t.asNew : t.noAccount}
      </button>
    </form>
  );
}
