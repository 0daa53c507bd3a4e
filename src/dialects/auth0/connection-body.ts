/** What a caller says about a connection. */
import { Type } from 'typebox';

const settings = {
  display_name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  options: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  metadata: Type.Optional(
    Type.Record(Type.String({ maxLength: 255 }), Type.String({ maxLength: 255 }), { maxProperties: 10 }),
  ),
  is_domain_connection: Type.Optional(Type.Boolean()),
  show_as_button: Type.Optional(Type.Boolean()),
  authentication: Type.Optional(Type.Object({ active: Type.Boolean() })),
  connected_accounts: Type.Optional(Type.Object({ active: Type.Boolean() })),
  // Taken and dropped: there are no clients to switch on, and a connection is its own only realm.
  enabled_clients: Type.Optional(Type.Array(Type.String())),
  realms: Type.Optional(Type.Array(Type.String())),
};

export const createConnectionBody = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$', maxLength: 128 }),
    strategy: Type.String({ minLength: 1, maxLength: 128 }),
    ...settings,
  },
  { additionalProperties: false },
);

export const updateConnectionBody = Type.Object(settings, { additionalProperties: false, minProperties: 1 });
