/** The demo provider registered with a running Selfsame, and its people signing in there as a browser would. */
import { type DemoProvider, startDemoProvider } from '../../src/demo/demo-provider.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { FinishedSignIn } from '../../src/operations/take-in.ts';
import { chooseAtDemoProvider } from './demo-browser.ts';
import type { TestApp } from './test-app.ts';

type DemoStrategy = keyof DemoProvider['connectionConfigs'];

export interface DemoSignIn {
  providers: Record<DemoStrategy, IdentityProvider>;
  /** The whole way: started, agreed to at the provider, finished. */
  signIn(strategy: DemoStrategy, personId: string): Promise<FinishedSignIn>;
  close(): Promise<void>;
}

export async function addDemoSignIn(it: TestApp): Promise<DemoSignIn> {
  const redirectUri = `${new URL(it.publicUrl).port === '' ? it.baseUrl : it.publicUrl}/sign-in/callback`;
  const strategies = ['google-oauth2', 'github', 'oidc'] as const;
  const clientOf = (strategy: DemoStrategy) => ({ id: `demo-${strategy}`, secret: `secret-of-${strategy}` });
  const demo = await startDemoProvider({
    port: 0,
    clients: strategies.map((strategy) => ({
      client_id: clientOf(strategy).id,
      client_secret: clientOf(strategy).secret,
      redirect_uris: [redirectUri],
    })),
  });
  const providers = {} as Record<DemoStrategy, IdentityProvider>;
  const connections = {} as Record<DemoStrategy, Connection>;
  for (const strategy of strategies) {
    // GitHub's arrivals join nobody by themselves here; by default their people are asked.
    providers[strategy] = await it.createProvider(strategy, strategy, strategy === 'github' ? { mode: 'never' } : {});
    connections[strategy] = await it.operations.connections.create(it.actor, {
      identityProviderId: providers[strategy].id,
      identifier: `demo-${strategy}`,
      clientId: clientOf(strategy).id,
      clientSecret: clientOf(strategy).secret,
      config: demo.connectionConfigs[strategy],
    });
  }
  return {
    providers,
    async signIn(strategy, personId) {
      const request = { redirectUri, returnTo: null };
      const started = await it.operations.signIn.start(it.tenant.id, connections[strategy].id, request);
      const callback = await chooseAtDemoProvider(started.url, personId);
      const from = { ip: '203.0.113.7', userAgent: 'Example/1.0' };
      return it.operations.signIn.finish(callback, started.browserSecret, from);
    },
    close: () => demo.close(),
  };
}
