import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  baseDn,
  type Directory,
  directoryKinds,
  makeCertificate,
  type Person,
} from '../../../test/support/directory.ts';
import { expectRefusal } from '../conformance.ts';
import { createConnectors } from '../index.ts';
import { fillFilter } from './filter.ts';

const people: Person[] = [
  {
    uid: 'ada',
    password: 'ada-password',
    attributes: {
      cn: 'Ada Park',
      sn: 'Park',
      givenName: 'Ada',
      displayName: 'Ada Park',
      mail: 'Ada@Example.com',
      telephoneNumber: '+1 555 0100',
    },
    groups: ['staff', 'chess'],
  },
  {
    uid: 'two',
    password: 'two-password',
    attributes: { cn: 'Two', sn: 'Two', mail: ['a@example.com', 'b@example.com'] },
  },
  { uid: 'none', password: 'none-password', attributes: { cn: 'None', sn: 'None' } },
  { uid: 'twin', password: 'twin-password', attributes: { cn: 'Twin', sn: 'T', mail: 'twin@example.com' } },
  { uid: 'other-twin', password: 'twin-password', attributes: { cn: 'Twin', sn: 'T', mail: 'twin@example.com' } },
  { uid: 'star*', password: 'star-password', attributes: { cn: 'Star', sn: 'Star' } },
];

const deps = {
  fetch,
  findAddress: async (host: string) => (host === 'directory.test' ? '127.0.0.1' : host),
  now: () => new Date(),
  insecureDevelopmentEndpoints: true,
};
const { verify, checkConfig } = createConnectors(deps).get('ldap')!.passwordConnector!;
const certificate = await makeCertificate();

describe.each(directoryKinds)('%s', (name, start) => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await start(people);
  });
  afterAll(() => directory.close());

  const connect = (config: Record<string, unknown> = {}) => ({
    strategy: 'ldap',
    config: { url: directory.url, base_dn: baseDn, bind_dn: directory.bindDn, ...config },
    clientSecret: directory.bindPassword,
  });
  const signIn = (username: string, password: string, config?: Record<string, unknown>) =>
    verify(connect(config), { username, password });

  test('vouches for who has the name and the password', async () => {
    const { claims } = await signIn('ada', 'ada-password');
    expect(claims).toMatchObject({
      subject: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      subjectType: '',
      email: 'Ada@Example.com',
      emailVerified: true,
      phoneVerified: false,
      username: 'ada',
      displayName: 'Ada Park',
      givenName: 'Ada',
      familyName: 'Park',
    });
    expect([claims.raw.memberOf].flat().sort()).toEqual([
      'cn=chess,ou=groups,dc=example,dc=com',
      'cn=staff,ou=groups,dc=example,dc=com',
    ]);
    expect(JSON.stringify(claims)).not.toContain('ada-password');
    expect(Object.keys(claims.raw).join()).not.toMatch(/password/i);
  });

  test('finds the person by the address too, and names the same subject', async () => {
    const [byName, byAddress] = [await signIn('ada', 'ada-password'), await signIn('ada@example.com', 'ada-password')];
    expect(byAddress.claims.subject).toBe(byName.claims.subject);
  });

  test('says of several addresses that none is verified', async () => {
    const { claims } = await signIn('two', 'two-password');
    expect([claims.email, claims.emailVerified]).toEqual(['a@example.com', false]);
  });

  test('vouches for who has no address', async () => {
    expect((await signIn('none', 'none-password')).claims).not.toHaveProperty('email');
  });

  test.each([
    ['a wrong password', 'ada', 'wrong'],
    ['no password, with which any bind succeeds', 'ada', ''],
    ['nobody’s name', 'nobody', 'ada-password'],
    ['an empty name', '', 'ada-password'],
    ['a name of blanks', '  ', 'ada-password'],
    ['a star for everybody', '*', 'ada-password'],
    ['a filter in the name', 'ada)(objectClass=*', 'ada-password'],
    ['a filter that closes all', '*))(|(uid=*', 'ada-password'],
    ['an escaped star', '\\2a', 'ada-password'],
    ['a NUL', 'ada\0', 'ada-password'],
    ['a distinguished name', `uid=ada,${baseDn}`, 'ada-password'],
    ['a name of 300 letters', 'a'.repeat(300), 'ada-password'],
    ['an address of two people', 'twin@example.com', 'twin-password'],
  ])('refuses %s, in one way', async (_what, username, password) => {
    await expectRefusal(signIn(username, password), 'access_denied', ['ada-password', directory.bindPassword]);
  });

  test('takes a star in a name for a star', async () => {
    // The library's own filters take an escaped star for any text.
    if (name !== 'OpenLDAP') return;
    expect((await signIn('star*', 'star-password')).claims.username).toBe('star*');
  });

  test('tries a password also where there is nobody, so that both take as long', async () => {
    if (directory.binds === null) return;
    directory.binds.length = 0;
    await expectRefusal(signIn('nobody', 'x'), 'access_denied', []);
    expect(directory.binds).toHaveLength(2);
  });

  test('says that our own password is wrong', async () => {
    const connection = { ...connect(), clientSecret: 'not-it' };
    await expectRefusal(verify(connection, { username: 'ada', password: 'ada-password' }), 'client_refused', [
      'not-it',
    ]);
  });

  test('says that the entry has nothing to name the person by', async () => {
    await expectRefusal(signIn('ada', 'ada-password', { subject_attribute: 'employeeNumber' }), 'claims_invalid', []);
  });

  test('uses the filter that the operator wrote', async () => {
    await expectRefusal(signIn('ada', 'ada-password', { user_filter: '(mail={username})' }), 'access_denied', []);
    await expect(
      signIn('ada@example.com', 'ada-password', { user_filter: '(mail={username})' }),
    ).resolves.toBeDefined();
  });

  describe('encrypted', () => {
    let encrypted: Directory;
    beforeAll(async () => {
      encrypted = await start(people, certificate);
    });
    afterAll(() => encrypted.close());

    const reach = (config: Record<string, unknown>) => {
      const url = new URL(encrypted.url);
      const connection = {
        strategy: 'ldap',
        config: {
          url: `${url.protocol}//directory.test:${url.port}`,
          base_dn: baseDn,
          bind_dn: encrypted.bindDn,
          ...config,
        },
        clientSecret: encrypted.bindPassword,
      };
      return verify(connection, { username: 'ada', password: 'ada-password' });
    };
    // `ldapjs` speaks TLS from the first byte, OpenLDAP by StartTLS (RFC 4511 §4.14).
    const startTls = name === 'OpenLDAP' ? { start_tls: true } : {};

    test('believes a certificate that the config names', async () => {
      expect((await reach({ ...startTls, ca: certificate.cert })).claims.username).toBe('ada');
    });

    test('does not believe any other', async () => {
      await expectRefusal(reach(startTls), 'provider_unreachable', [encrypted.bindPassword]);
    });
  });

  test('does not go on in the clear when the directory cannot start TLS', async () => {
    await expectRefusal(signIn('ada', 'ada-password', { start_tls: true }), 'provider_error', [directory.bindPassword]);
  });
});

test('says that the directory cannot be reached', async () => {
  const connection = { strategy: 'ldap', config: { url: 'ldap://127.0.0.1:1', base_dn: baseDn } };
  await expectRefusal(verify(connection, { username: 'a', password: 'b' }), 'provider_unreachable', []);
});

test('goes out only where it may', async () => {
  const { findAddress: _none, ...without } = deps;
  const closed = createConnectors(without).get('ldap')!.passwordConnector!;
  const connection = { strategy: 'ldap', config: { url: 'ldap://127.0.0.1:1', base_dn: baseDn } };
  await expectRefusal(closed.verify(connection, { username: 'a', password: 'b' }), 'configuration_invalid', []);
});

test.each([
  [{}, '`url` must be the address of a directory'],
  [{ url: 'https://directory.example.com' }, '`url` must be the address'],
  [{ url: 'ldaps://directory.example.com/dc=example' }, '`url` must name the server alone'],
  [{ url: 'ldaps://directory.example.com', start_tls: true }, '`ldaps:` is encrypted already'],
  [{ url: 'ldaps://directory.example.com', base_dn: 'people' }, '`base_dn` must be a distinguished name'],
  [{ url: 'ldaps://directory.example.com', user_filter: '(uid=ada)' }, '`user_filter` must be a filter that holds'],
  [{ url: 'ldaps://directory.example.com', user_filter: '(uid={username}' }, 'balanced brackets'],
  [{ url: 'ldaps://directory.example.com', ca: 'nonsense' }, 'certificates in PEM'],
  [{ url: 'ldaps://directory.example.com', bind_password: 'x' }, 'no setting `bind_password`'],
])('says what is wrong with %j', (config, problem) => {
  expect(checkConfig(config).join('; ')).toContain(problem);
});

test('lets no password travel in the clear', () => {
  const strict = createConnectors({ ...deps, insecureDevelopmentEndpoints: false }).get('ldap')!.passwordConnector!;
  const config = { url: 'ldap://directory.example.com', base_dn: baseDn };
  expect(strict.checkConfig(config)).toEqual([expect.stringContaining('must not travel in the clear')]);
  expect(strict.checkConfig({ ...config, start_tls: true })).toEqual([]);
});

test('escapes whatever is typed', () => {
  expect(fillFilter('(uid={username})', '*)(\\\0$&')).toBe('(uid=\\2a\\29\\28\\5c\\00$&)');
});
