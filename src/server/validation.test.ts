import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { createSchemaCompilers } from './validation.ts';

async function createApp() {
  const compilers = createSchemaCompilers();
  const app = fastify({ schemaController: { compilersFactory: { buildSerializer: compilers.serializers } } });
  app.setValidatorCompiler(compilers.validator);
  const text = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
  app.post('/echo', { schema: { body: text, response: { 200: text } } }, async ({ body }) => ({
    ...(body as object),
    unlisted: true,
  }));
  await app.ready();
  const post = async (payload: object) => {
    const { statusCode, json } = await app.inject({ method: 'POST', url: '/echo', payload });
    return [statusCode, statusCode === 200 ? json() : json().message];
  };
  return { compilers, post };
}

test.each([['when a request needs them'], ['beforehand']])('schemas are compiled %s', async (when) => {
  const { compilers, post } = await createApp();
  if (when === 'beforehand') while (compilers.compileNext());
  expect(await post({ text: 'hello' })).toEqual([200, { text: 'hello' }]);
  expect(await post({ text: 1 })).toEqual([400, 'body/text must be string']);
  expect(await post({})).toEqual([400, "body must have required property 'text'"]);
  expect(await post({ text: 'again' })).toEqual([200, { text: 'again' }]);
});

test('compiling goes through all schemas once', async () => {
  const { compilers } = await createApp();
  expect([compilers.compileNext(), compilers.compileNext(), compilers.compileNext()]).toEqual([true, true, false]);
});
