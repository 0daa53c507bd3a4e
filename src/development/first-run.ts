/** `first-run.json`: everything that a newcomer's scripts need, in one file that only its owner may read. */
import { join } from 'node:path';
import { readStateFile, writeStateFile } from './state-file.ts';

export interface FirstRun {
  base_url: string;
  tenant_id: string;
  api_key_id: string;
  api_key_secret: string;
  /** The whole key, `sk_…`. */
  api_key: string;
  /** Ids by name. */
  identity_providers: Record<string, string>;
  /** An application that signs its users in here: try it with any OpenID client on this machine. */
  application: DemoApplication;
  demo_provider_url: string;
}

export interface DemoApplication {
  client_id: string;
  client_secret: string;
  redirect_uris: string[];
}

export function firstRunPath(dataDir: string): string {
  return join(dataDir, 'first-run.json');
}

export function readFirstRun(dataDir: string): FirstRun | null {
  return readStateFile(firstRunPath(dataDir), isFirstRun);
}

export function writeFirstRun(dataDir: string, firstRun: FirstRun): void {
  writeStateFile(firstRunPath(dataDir), firstRun);
}

function isFirstRun(value: unknown): value is FirstRun {
  const { api_key, api_key_id, api_key_secret } = (value ?? {}) as Partial<FirstRun>;
  return [api_key, api_key_id, api_key_secret].every((text) => typeof text === 'string');
}
