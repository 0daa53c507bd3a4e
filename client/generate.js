// The types of the client, from the OpenAPI document of the native dialect.
import openapiTS, { astToString } from 'openapi-typescript';

const heading = '// Made from docs/openapi.json by `npm run generate`; do not edit.\n\n';

/**
 * @param {object} document
 * @returns {Promise<string>} the text of src/openapi.ts
 */
export async function generateTypes(document) {
  // A field with a default may be left out of a request: it stays optional.
  const tree = await openapiTS(document, { defaultNonNullable: false, alphabetize: true });
  return heading + astToString(tree);
}
