// Regenerates what is made from the code: docs/openapi.json, the client's types from it, docs/configuration.md and
// docs/providers.md. Tests fail when the committed files differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateTypes } from '../client/generate.js';
import '../test/support/run-typescript.js';

const root = new URL('../', import.meta.url);

const { createDocument } = await import(new URL('src/dialects/native/document.ts', root).href);
const document = await createDocument();
write('docs/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
write('client/src/openapi.ts', await generateTypes(document));

const { renderConfigurationPage } = await import(new URL('src/config-page.ts', root).href);
write('docs/configuration.md', renderConfigurationPage());

const { createConnectors } = await import(new URL('src/connectors/index.ts', root).href);
const { renderProvidersPage } = await import(new URL('src/connectors/providers-page.ts', root).href);
// Nothing is asked of anybody: the catalogue is data.
const catalogue = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
write('docs/providers.md', renderProvidersPage(catalogue.values()));

function write(path, text) {
  const file = fileURLToPath(new URL(path, root));
  mkdirSync(fileURLToPath(new URL('.', new URL(path, root))), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
