/** Asks who the signed-in person is here and which tenants there are, before any page is shown. */
import { Button, Group, Loader } from '@mantine/core';
import type { Tenant } from '@selfsame/client';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { ApiProvider, createClient, watchedFetch } from '../api/api.tsx';
import { type Operator, OperatorContext } from '../api/operator.tsx';
import { answered, isStatus, Refusal } from '../api/refusal.ts';
import { type ChosenTenant, TenantContext } from '../api/tenant.tsx';
import { explain } from '../parts/failure.tsx';
import { FullPage } from '../parts/full-page.tsx';
import { type Session, SessionEnded } from './session.ts';
import { SessionContext } from './session-context.ts';

const rememberedKey = 'selfsame.tenant';
/** Of the tenant whose users are the operators themselves. */
const operatorsSlug = 'operators';

interface Known {
  operator: Operator;
  tenants: Tenant[];
}

export function OperatorGate({
  session,
  onEnded,
  children,
}: {
  session: Session;
  onEnded: () => void;
  children: ReactNode;
}) {
  const [known, setKnown] = useState<Known | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tenantId, setTenantId] = useState(() => localStorage.getItem(rememberedKey));

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each session
  const load = useCallback(async () => {
    setFailure(null);
    try {
      setKnown(await ask(session));
    } catch (error) {
      if (error instanceof SessionEnded || isStatus(error, 401)) {
        await session.forget();
        onEnded();
      } else setFailure(error);
    }
  }, [session]);
  useEffect(() => void load(), [load]);

  const chosen = useMemo((): ChosenTenant | null => {
    const tenants = known?.tenants ?? [];
    const tenant =
      tenants.find(({ id }) => id === tenantId) ?? tenants.find(({ slug }) => slug !== operatorsSlug) ?? tenants[0];
    if (tenant === undefined) return null;
    const choose = (id: string) => {
      localStorage.setItem(rememberedKey, id);
      setTenantId(id);
    };
    return { tenant, tenants, choose, reload: load };
  }, [known, tenantId, load]);

  if (failure !== null) return <NotLetIn error={failure} session={session} onRetry={() => void load()} />;
  if (known === null || chosen === null) {
    return (
      <FullPage title="Selfsame console">
        <Loader aria-label="Loading" />
      </FullPage>
    );
  }
  return (
    <SessionContext value={session}>
      <OperatorContext value={known.operator}>
        <TenantContext value={chosen}>
          <ApiProvider key={chosen.tenant.id} session={session} tenantId={chosen.tenant.id} onEnded={onEnded}>
            {children}
          </ApiProvider>
        </TenantContext>
      </OperatorContext>
    </SessionContext>
  );
}

async function ask(session: Session): Promise<Known> {
  const authorization = `Bearer ${await session.accessToken()}`;
  const response = await watchedFetch('/v1/operator', { headers: { authorization } });
  const body = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refusal(response.status, body);
  const client = createClient(session, null);
  const tenants: Tenant[] = [];
  let cursor: string | undefined;
  do {
    const page = await answered(client.GET('/v1/tenants', { params: { query: { limit: 250, cursor } } }));
    tenants.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && tenants.length < 1000);
  return { operator: body as Operator, tenants };
}

function NotLetIn({ error, session, onRetry }: { error: unknown; session: Session; onRetry: () => void }) {
  const isStranger = isStatus(error, 403);
  return (
    <FullPage title={isStranger ? 'You are signed in, but no operator' : 'The console could not be opened'}>
      <p role="alert">
        {isStranger
          ? 'An owner can make you one, on the page of operators, or at the command line: npx selfsame operators add <your e-mail> --role read_only'
          : explain(error)}
      </p>
      <Group>
        <Button onClick={onRetry}>Try again</Button>
        <Button variant="default" onClick={() => void session.signOut()}>
          Sign out
        </Button>
      </Group>
    </FullPage>
  );
}
