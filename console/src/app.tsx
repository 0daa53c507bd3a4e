/** Looks, then who is signed in, then the tenant and its API, then the page. */
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { styleNonce } from './nonce.ts';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { router } from './router.tsx';
import { OperatorGate } from './session/operator-gate.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { resolveVariables, theme } from './theme.ts';

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <Notifications position="top-center" autoClose={6000} />
      <ErrorBoundary>
        <SessionGate>
          {(given) => (
            <OperatorGate {...given}>
              <ModalsProvider>
                <RouterProvider router={router} />
              </ModalsProvider>
            </OperatorGate>
          )}
        </SessionGate>
      </ErrorBoundary>
    </MantineProvider>
  );
}
