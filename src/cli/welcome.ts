/** The few lines that a newcomer reads: where it is, what to open, what to try, where the credentials are. */
import type { Config } from '../config.ts';
import type { FirstRun } from '../development/first-run.ts';
import { readVersion } from './version.ts';

export function welcome(options: {
  firstRun: FirstRun;
  config: Pick<Config, 'dataDir'>;
  database: 'embedded' | 'server';
  firstRunPath: string;
}): string {
  const { base_url: baseUrl, tenant_id: tenantId, api_key: apiKey, demo_provider_url: demoUrl } = options.firstRun;
  const database = options.database === 'embedded' ? `embedded database in ${options.config.dataDir}` : 'PostgreSQL';
  return `
Selfsame ${readVersion()} listens at ${baseUrl} (development mode, ${database})

  Sign in       ${baseUrl}/sign-in
                as one of the people of the demo provider at ${demoUrl}
  Console       ${baseUrl}/console, as Olive Turner of the same people, or Rowan Ellis who may only look
  Ask           curl -s ${baseUrl}/v1/users -H 'X-Tenant-ID: ${tenantId}' \\
                  -H 'X-API-Key: ${apiKey}'
  Read          ${baseUrl}/docs
  Credentials   ${options.firstRunPath}

Ctrl-C stops it; the next start keeps everything.

`;
}
