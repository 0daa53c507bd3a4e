/** An application that was written for WorkOS: its official SDK with the address changed, and a browser on its way. */
import { WorkOS } from '@workos-inc/node';
import type { CreateApplication } from '../../src/operations/applications.ts';
import { Browser } from './browser.ts';
import { follow } from './relying-party.ts';
import type { TestApp } from './test-app.ts';

export const callbackUri = 'https://app.example.com/callback';
export const goodbyeUri = 'https://app.example.com/bye';

export async function createWorkosClient(it: TestApp, input: Partial<CreateApplication> = {}, actor = it.actor) {
  const { application } = await it.operations.applications.create(actor, {
    name: 'Example',
    redirectUris: [callbackUri],
    postLogoutRedirectUris: [goodbyeUri],
    pkceRequired: false,
    ...input,
  });
  const { hostname, port } = new URL(it.baseUrl);
  const { clientId } = application;
  const address = { clientId, apiHostname: hostname, port: Number(port), https: false, maxRetries: 0 };
  const workos = new WorkOS({ apiKey: it.key.rawKey, ...address });

  /** From the SDK's address to the application's: what the application is told there. */
  const authorize = async (
    options: Record<string, unknown> = {},
    person = { way: 'demo-google-oauth2', id: 'ada' },
    browser = new Browser(it.baseUrl),
  ) => {
    const url = new URL(
      workos.userManagement.getAuthorizationUrl({
        provider: 'authkit',
        clientId,
        redirectUri: callbackUri,
        ...options,
      } as never),
    );
    const told = await follow(browser, it.baseUrl, url, person);
    return { told, code: told.searchParams.get('code') ?? '', browser };
  };
  /** What the token endpoint says to anybody. */
  const authenticate = async (body: Record<string, unknown>, init: RequestInit = {}) => {
    const answer = await fetch(`${it.baseUrl}/user_management/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, client_secret: it.key.rawKey, ...body }),
      ...init,
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { workos, clientId, application, authorize, authenticate, address };
}

export type WorkosClient = Awaited<ReturnType<typeof createWorkosClient>>;
