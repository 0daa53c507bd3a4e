/** What the demo OpenID provider keeps between starts, so that its people and clients stay the same ones. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { type DemoProvider, startDemoProvider } from '../demo/demo-provider.ts';
import { makeSigningKeys } from '../demo/provider.ts';
import { readStateFile, writeStateFile } from './state-file.ts';

/** The three ways in of the demo: one provider, registered as three kinds of it. */
export const demoStrategies = ['google-oauth2', 'github', 'oidc'] as const;
export type DemoStrategy = (typeof demoStrategies)[number];

interface DemoState {
  port: number | null;
  clients: Record<DemoStrategy, { clientId: string; clientSecret: string }>;
  jwks: { keys: JWK[] };
}

export interface RunningDemo {
  provider: DemoProvider;
  clients: DemoState['clients'];
  /** Whether the clients' secrets were made just now. */
  isNew: boolean;
}

export interface DemoOptions {
  dataDir: string;
  /** Where the ways in come back to. */
  redirectUris: string[];
  /** Must be this one. */
  port: number | null;
  /** Tried when no port is kept. */
  portWished: number;
}

/** Starts the provider on the port that was asked for, else that of the last start, else the wished one, else any. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const path = join(options.dataDir, 'demo-provider.json');
  const kept = readStateFile(path, isDemoState);
  const state = kept ?? (await createState());
  const ports = options.port === null ? [state.port ?? options.portWished, 0] : [options.port];
  const provider = await startOnFirstFree(ports, {
    jwks: state.jwks,
    clients: demoStrategies.map((strategy) => ({
      client_id: state.clients[strategy].clientId,
      client_secret: state.clients[strategy].clientSecret,
      client_name: `Selfsame (as ${strategy})`,
      redirect_uris: options.redirectUris,
    })),
  });
  writeStateFile(path, { ...state, port: Number(new URL(provider.url).port) });
  return { provider, clients: state.clients, isNew: kept === null };
}

async function startOnFirstFree(
  [port, ...others]: number[],
  options: Omit<Parameters<typeof startDemoProvider>[0], 'port'>,
): Promise<DemoProvider> {
  try {
    return await startDemoProvider({ ...options, port: port! });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || others.length === 0) throw error;
    return startOnFirstFree(others, options);
  }
}

async function createState(): Promise<DemoState> {
  const client = (strategy: DemoStrategy) => ({
    // Fixed: the people's subjects are derived from it, so they stay known even when this file is lost.
    clientId: `selfsame-${strategy}`,
    clientSecret: randomBytes(32).toString('base64url'),
  });
  return {
    port: null,
    clients: { 'google-oauth2': client('google-oauth2'), github: client('github'), oidc: client('oidc') },
    jwks: await makeSigningKeys(),
  };
}

function isDemoState(value: unknown): value is DemoState {
  const { port, clients, jwks } = (value ?? {}) as Partial<DemoState>;
  return (
    (port === null || typeof port === 'number') &&
    demoStrategies.every((strategy) => typeof clients?.[strategy]?.clientSecret === 'string') &&
    Array.isArray(jwks?.keys)
  );
}
