/**
 * What development mode adds to a server: a sealing key of its own, the demo OpenID provider beside it, a demo tenant
 * with an API key, and `first-run.json`. Production never loads any of it. Each start puts right what is missing or has
 * moved, so a first start that was interrupted, or a lost file, is mended by the next.
 */
import type { Operations } from '../operations/index.ts';
import { keepDemoApplication } from './demo-application.ts';
import { keepDemoOperators, operatorsHost } from './demo-operators.ts';
import { type RunningDemo, startDemo } from './demo-state.ts';
import { keepApiKey, keepDemoTenant, keepIdentityProviders } from './demo-tenant.ts';
import { type FirstRun, readFirstRun, writeFirstRun } from './first-run.ts';

export { firstRunPath } from './first-run.ts';
export { keepSealingKey, readSealingKey } from './sealing-key.ts';

/** Loopback: where the demo provider is. */
export const developmentNetworks = ['127.0.0.0/8', '::1/128'];

export interface DevelopmentOptions {
  dataDir: string;
  baseUrl: string;
  port: number;
  demoPort: number | null;
}

export function startDemoBeside({ dataDir, baseUrl, port, demoPort }: DevelopmentOptions): Promise<RunningDemo> {
  const portWished = port + 1000 <= 65_535 ? port + 1000 : 0;
  const operators = operatorsHost(baseUrl);
  const places = [baseUrl, ...(operators === null ? [] : [`http://${operators}`])];
  const redirectUris = places.map((place) => `${place}/sign-in/callback`);
  return startDemo({ dataDir, redirectUris, port: demoPort, portWished });
}

/** Makes or finds what the demo needs, and writes down how to reach it. */
export async function prepareDemo(
  operations: Operations,
  demo: RunningDemo,
  { dataDir, baseUrl }: DevelopmentOptions,
): Promise<FirstRun> {
  const tenant = await keepDemoTenant(operations);
  const before = readFirstRun(dataDir);
  const key = await keepApiKey(
    operations,
    tenant,
    before && { rawKey: before.api_key, publicId: before.api_key_id, secret: before.api_key_secret },
  );
  const firstRun: FirstRun = {
    base_url: baseUrl,
    tenant_id: tenant.id,
    api_key_id: key.publicId,
    api_key_secret: key.secret,
    api_key: key.rawKey,
    identity_providers: await keepIdentityProviders(operations, tenant, demo),
    application: await keepDemoApplication(operations, tenant),
    demo_provider_url: demo.provider.url,
  };
  writeFirstRun(dataDir, firstRun);
  await keepDemoOperators(operations, demo, baseUrl);
  return firstRun;
}
