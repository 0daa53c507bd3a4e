/**
 * The API for one tenant, to everything below: the typed client, a cache of answers of that tenant alone, and who the
 * operator is. Another tenant is another cache, so that no key of a query has to name the tenant.
 */
import { createSelfsameClient, type SelfsameClient } from '@selfsame/client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Session, SessionEnded } from '../session/session.ts';
import { tellReachable } from './reachability.ts';
import { isStatus, Refusal, ServerGone } from './refusal.ts';

export interface ApiProps {
  session: Session;
  tenantId: string;
  onEnded: () => void;
  children: ReactNode;
}

const ClientContext = createContext<SelfsameClient | null>(null);

/** `const client = useClient(); … await answered(client.GET('/v1/users', { params: { query } }))` */
export function useClient(): SelfsameClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('no API around this component');
  return client;
}

export function ApiProvider({ session, tenantId, onEnded, children }: ApiProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what to do at the end changes nothing of what is remembered
  const [client, queries] = useMemo(() => {
    const made = createClient(session, tenantId);
    const onError = (error: unknown) => {
      if (error instanceof SessionEnded || isStatus(error, 401)) void session.forget().then(onEnded);
    };
    return [made, createQueryClient(onError)] as const;
  }, [session, tenantId]);
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ClientContext>
  );
}

/** Without a tenant: for what belongs to none. */
export function createClient(session: Session, tenantId: string | null): SelfsameClient {
  return createSelfsameClient({
    baseUrl: window.location.origin,
    ...(tenantId !== null && { tenantId }),
    accessToken: session.accessToken,
    fetch: watchedFetch,
  });
}

const unreachable = [502, 503, 504];

/** As `fetch`, and tells the banner whether the server is there. */
export async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    tellReachable(false);
    throw new ServerGone();
  });
  tellReachable(!unreachable.includes(response.status));
  return response;
}

function createQueryClient(onError: (error: unknown) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays one; a server that restarts is back soon, and the banner asks meanwhile.
        retry: (failures, error) => !(error instanceof Refusal || error instanceof SessionEnded) && failures < 1,
        retryDelay: 500,
        // Requests go to our own server, which may be there without the internet.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
