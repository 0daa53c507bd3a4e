/** `GET /v1/permissions`: what an API key may be allowed to do. */
import { Type } from 'typebox';
import { allScopes, scopes } from '../../domain/scopes.ts';
import { dataOf } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const PermissionGroup = Type.Object({
  resource: Type.String(),
  scopes: Type.Array(
    Type.Object({
      scope: Type.String(),
      resource: Type.String(),
      action: Type.String(),
      name: Type.String(),
      description: Type.String(),
    }),
  ),
});

export function addPermissionRoute(app: NativeApp): void {
  const data = catalogue();
  app.get(
    '/v1/permissions',
    {
      schema: {
        ...describe({
          id: 'listPermissions',
          tag: 'API keys',
          summary: 'List the scopes that a key may have',
          scopes: [],
        }),
        response: { 200: dataOf(PermissionGroup) },
      },
    },
    async () => ({ data }),
  );
}

function catalogue() {
  const all = allScopes.map((scope) => {
    const [first = '', second = ''] = scope.split(':');
    // One scope has the spelling that its vendor gave it: the action first.
    const [resource, action] = first === 'read' ? [second, first] : [first, second];
    const description = scopes[scope];
    const name = `${action === 'read' ? 'Read' : 'Write'} ${resource.replaceAll('_', ' ')}`;
    return { scope, resource, action, name, description };
  });
  const resources = [...new Set(all.map(({ resource }) => resource))];
  return resources.map((resource) => ({ resource, scopes: all.filter((scope) => scope.resource === resource) }));
}
