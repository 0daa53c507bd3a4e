/** The OpenAPI document without a running server: for the committed copy, and the client that is generated from it. */
import { fastify } from 'fastify';
import type { DialectContext } from '../dialect.ts';
import { native } from './index.ts';
import type { Document } from './openapi.ts';

export async function createDocument(): Promise<Document> {
  const app = fastify();
  // Nothing is asked of these routes but their description.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  await app.register(async (own) => native.register(own, { operations: {} } as DialectContext));
  const response = await app.inject('/openapi.json');
  await app.close();
  return response.json();
}
