/** Where a tenant is reached by browsers and applications, and how its pages would look with other settings. */
import { Type } from 'typebox';
import { requireSoundSettings } from '../../domain/check-linking-rule.ts';
import { DomainError } from '../../domain/errors.ts';
import { pageLanguages } from '../../domain/page-settings.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, jsonObject, nullable, oneOf } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';

const tag = 'Tenants';
const address = (description: string) => nullable(Type.String({ description }));

export function addTenantPageRoutes(app: NativeApp, { operations, addressOf, previewPage }: DialectContext): void {
  const { tenants } = operations;

  app.get(
    '/v1/tenants/:id/addresses',
    {
      schema: {
        ...describe({
          id: 'getTenantAddresses',
          tag,
          summary: 'Tell where a tenant is reached',
          description:
            'By the first of its `hosts`, or at the installation’s own address. All null: no address leads to it, and nobody ' +
            'can sign in to it.',
          scopes: ['tenants:read'],
          errors: ['tenant_not_found'],
        }),
        params: IdParams,
        response: {
          200: Type.Object({
            address: address('Without a trailing slash.'),
            sign_in: address('The page that people sign in on.'),
            account: address('The page that shows people what leads to their account.'),
            issuer: address('What applications know the tenant’s OpenID provider by.'),
            discovery: address('Where OpenID libraries find all the rest.'),
          }),
        },
      },
    },
    async (request) => {
      const tenant = await tenants.read(actorOf(request), request.params.id);
      const found = (await addressOf?.(tenant)) ?? null;
      const at = (path: string) => (found === null ? null : `${found}${path}`);
      return {
        address: found,
        sign_in: at('/sign-in'),
        account: at('/account'),
        issuer: at('/'),
        discovery: at('/.well-known/openid-configuration'),
      };
    },
  );

  app.post(
    '/v1/tenants/:id/page-preview',
    {
      schema: {
        ...describe({
          id: 'previewTenantPages',
          tag,
          summary: 'Show the sign-in page as it would look with other settings',
          description:
            'The page that people would see, whole and in one piece, for a frame: writes nothing, and what it shows leads nowhere. ' +
            '`pages` is what `settings.pages` would be; absent, as it is.',
          scopes: ['tenants:read'],
          errors: ['tenant_not_found'],
          readsOnly: true,
        }),
        params: IdParams,
        body: closed(
          {
            pages: Type.Optional(jsonObject()),
            language: Type.Optional(oneOf(pageLanguages, { description: 'Absent: as for who asks for none.' })),
            colour_scheme: Type.Optional(oneOf(['light', 'dark'], { default: 'light' })),
            style_nonce: Type.Optional(
              Type.String({
                pattern: '^[A-Za-z0-9+/=_-]{8,128}$',
                description: 'Given to the styles in it, where the policy around the frame asks for one.',
              }),
            ),
          },
          { examples: [{ pages: { name: 'Example & Sons', colours: { accent: '#0f6b5c' } }, language: 'de' }] },
        ),
        response: {
          200: { description: 'OK', content: { 'text/html': { schema: Type.Unsafe<string>({ type: 'string' }) } } },
        },
      },
    },
    async (request, reply) => {
      const { pages, language, colour_scheme, style_nonce } = request.body;
      const tenant = await tenants.read(actorOf(request), request.params.id);
      const settings = pages === undefined ? tenant.settings : { ...tenant.settings, pages };
      if (pages !== undefined) requireSoundSettings({ settings: { pages } });
      if (!previewPage) throw new DomainError('unavailable', 'this server shows no pages');
      const page = await previewPage({ ...tenant, settings }, { language, scheme: colour_scheme, nonce: style_nonce });
      return reply
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'no-store')
        .send(page);
    },
  );
}
