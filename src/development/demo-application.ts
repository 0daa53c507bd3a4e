/** An application of the demo tenant, so that signing in through Selfsame can be tried before anything is registered. */
import { systemActor } from '../domain/actor.ts';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';
import type { DemoApplication } from './first-run.ts';

const clientId = 'demo-application';
/** Where the examples of the vendors' SDKs listen. */
const redirectUris = ['http://localhost:5173/callback', 'http://localhost:8080/callback', 'http://localhost:8080'];

/** The one of the last start, as a developer may have changed it, else a new one. */
export async function keepDemoApplication(operations: Operations, tenant: Tenant): Promise<DemoApplication> {
  const existing = await operations.applications.byClientId(tenant.id, clientId);
  if (existing) return describe(existing, operations.applications.openSecret(existing) ?? '');
  try {
    const created = await operations.applications.create(systemActor(tenant.id, 'first run'), {
      name: 'Demo application',
      clientId,
      redirectUris,
      postLogoutRedirectUris: redirectUris,
      webOrigins: ['http://localhost:5173', 'http://localhost:8080'],
    });
    return describe(created.application, created.clientSecret ?? '');
  } catch (error) {
    // Another process on the same database was first.
    const theirs = error instanceof DomainError && error.code === 'client_id_taken';
    if (!theirs) throw error;
    return keepDemoApplication(operations, tenant);
  }
}

function describe(application: Application, secret: string): DemoApplication {
  return { client_id: application.clientId, client_secret: secret, redirect_uris: application.redirectUris };
}
