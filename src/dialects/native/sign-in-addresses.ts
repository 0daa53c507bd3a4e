/** `GET /v1/sign-in-addresses`: what is typed into the forms of providers. */
import { Type } from 'typebox';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { nullable } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const address = (description: string) => nullable(Type.String({ description }));

const AddressesBody = Type.Object(
  {
    sign_in: address('Where people sign in; null where no address leads to the tenant: give it a host name.'),
    callback: address('Where OAuth, OpenID and CAS providers send people back to.'),
    saml_acs: address('Where SAML providers post their answers, with the identifier of a connection in its place.'),
    saml_metadata: address('Our metadata, and our entity id unless the connection has a `client_id`.'),
    test_callback: Type.String({ description: 'Where people come back to from a test of a connection.' }),
  },
  {
    examples: [
      {
        sign_in: 'https://id.example.com/sign-in',
        callback: 'https://id.example.com/sign-in/callback',
        saml_acs: 'https://id.example.com/sign-in/saml/{identifier}',
        saml_metadata: 'https://id.example.com/sign-in/saml/{identifier}/metadata',
        test_callback: 'https://id.example.com/sign-in/callback',
      },
    ],
  },
);

export function addSignInAddressRoute(app: NativeApp, context: DialectContext): void {
  app.get(
    '/v1/sign-in-addresses',
    {
      schema: {
        ...describe({
          id: 'getSignInAddresses',
          tag: 'Connections',
          summary: 'Get the addresses that providers are to be told',
          scopes: ['identity_providers:read'],
        }),
        response: { 200: AddressesBody },
      },
    },
    async (request) => {
      const tenant = await context.operations.tenants.own(actorOf(request));
      const address = context.addressOf ? await context.addressOf(tenant) : context.baseUrl;
      const at = (path: string) => (address === null ? null : `${address}${path}`);
      return {
        sign_in: at('/sign-in'),
        callback: at('/sign-in/callback'),
        saml_acs: at('/sign-in/saml/{identifier}'),
        saml_metadata: at('/sign-in/saml/{identifier}/metadata'),
        test_callback: `${context.baseUrl}/sign-in/callback`,
      };
    },
  );
}
