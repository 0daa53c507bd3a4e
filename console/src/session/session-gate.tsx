/** Lets in who is signed in, and shows everybody else what to do: sign in, try again, make the first operator. */
import { Button, Code, Loader, Text } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { explain } from '../parts/failure.tsx';
import { FullPage } from '../parts/full-page.tsx';
import { type ConsoleConfig, fetchConfig, NoWayIn, type Problem } from './config.ts';
import { callbackPath, createSession, type Session } from './session.ts';
import classes from './session-gate.module.css';

type State =
  | { is: 'loading' }
  | { is: 'signed_out'; session: Session; ended: boolean }
  | { is: 'signed_in'; session: Session }
  | { is: 'failed'; error: unknown; retry: () => void };

export interface GivenSession {
  session: Session;
  /** Shows the way in again: the session has ended without the person's doing. */
  onEnded: () => void;
}

export function SessionGate({ children }: { children: (given: GivenSession) => ReactNode }) {
  const [state, setState] = useState<State>({ is: 'loading' });

  const begin = useCallback(() => {
    setState({ is: 'loading' });
    void open().then(setState, (error: unknown) =>
      setState({
        is: 'failed',
        error,
        retry: () => {
          // The answer to a sign-in can be used once.
          if (window.location.pathname === callbackPath) window.history.replaceState(null, '', '/console/');
          begin();
        },
      }),
    );
  }, []);
  useEffect(begin, [begin]);

  const { is } = state;
  if (is === 'loading') {
    return (
      <FullPage title="Selfsame console">
        <Loader aria-label="Loading" />
      </FullPage>
    );
  }
  if (is === 'failed') {
    if (state.error instanceof NoWayIn) return <NoWayInPage problem={state.error.problem} onRetry={state.retry} />;
    return (
      <FullPage title="Signing in did not work">
        <p role="alert">{explain(state.error)}</p>
        <Button onClick={state.retry}>Try again</Button>
      </FullPage>
    );
  }
  if (is === 'signed_out') return <SignInPage session={state.session} ended={state.ended} />;
  const onEnded = () => setState({ is: 'signed_out', session: state.session, ended: true });
  return children({ session: state.session, onEnded });
}

async function open(): Promise<State> {
  const config = await fetchConfig();
  if (goHome(config)) return { is: 'loading' };
  const session = createSession(config);
  const { pathname, href } = window.location;
  if (pathname === callbackPath) {
    const returnTo = await session.finishSignIn(href);
    window.history.replaceState(null, '', returnTo);
  }
  return (await session.restore()) ? { is: 'signed_in', session } : { is: 'signed_out', session, ended: false };
}

/** The sign-in comes back to the installation's own address, and what this page keeps is kept for that. */
function goHome({ redirect_uri }: ConsoleConfig): boolean {
  const { origin, pathname, search, hash } = window.location;
  const home = new URL(redirect_uri).origin;
  if (home === origin) return false;
  window.location.replace(`${home}${pathname}${search}${hash}`);
  return true;
}

function SignInPage({ session, ended }: { session: Session; ended: boolean }) {
  const [error, setError] = useState<unknown>(null);
  const [leaving, setLeaving] = useState(false);
  const signIn = () => {
    setLeaving(true);
    const { pathname, search, hash } = window.location;
    session.signIn(`${pathname}${search}${hash}`).catch((failure: unknown) => {
      setError(failure);
      setLeaving(false);
    });
  };
  return (
    <FullPage title={ended ? 'Your session has ended' : 'Selfsame console'}>
      <p>
        {ended ? 'Sign in again to go on where you were.' : 'See who is the selfsame person, why, and take it back.'}
      </p>
      {session.signInHost !== window.location.host && (
        <Text size="sm" c="dimmed">
          You sign in at {session.signInHost}, the address of the operators, and come back here.
        </Text>
      )}
      {error !== null && (
        <p role="alert">
          Where operators sign in, {session.signInHost}, could not be reached from your browser. That name has to lead
          to this server. ({explain(error)})
        </p>
      )}
      <Button onClick={signIn} loading={leaving} size="md" autoFocus>
        Sign in
      </Button>
    </FullPage>
  );
}

const addOwner = 'npx selfsame operators add you@example.com --role owner --host operators.example.com';

function NoWayInPage({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const isFirst = problem === 'no_operators';
  return (
    <FullPage title={isFirst ? 'There is no operator yet' : 'There is no address at which operators sign in'}>
      <p>
        {isFirst
          ? 'Operators are users of a tenant of their own. On the machine of the server, with its environment, this command makes that tenant and its first owner:'
          : 'There are operators, but no address leads to where they sign in. On the machine of the server, with its environment, this command gives them one:'}
      </p>
      <Code block className={classes.command}>
        {addOwner}
      </Code>
      <p>
        <Code>--host</Code> is the name at which operators sign in: a second host name that leads to this server, as{' '}
        <Code>{window.location.host}</Code> does, through the same proxy. It is not the one of your users, so that a
        session there is none here. The command says what is still missing; run it as often as you like. More is in{' '}
        <Code>docs/console.md</Code>.
      </p>
      <Button onClick={onRetry}>Try again</Button>
    </FullPage>
  );
}
