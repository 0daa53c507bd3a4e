/**
 * Directories to sign in against, on loopback: a real OpenLDAP server where the machine has one, and always one of the
 * `ldapjs` library, which is not what we speak LDAP with. Both hold the same people.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ldap from 'ldapjs';
import { Client } from 'ldapts';
import { generate } from 'selfsigned';

export interface Directory {
  url: string;
  baseDn: string;
  bindDn: string;
  bindPassword: string;
  /** Binds that were tried, by name; null where the server does not tell. */
  binds: string[] | null;
  close(): Promise<void>;
}

export interface Person {
  uid: string;
  password: string;
  attributes: Record<string, string | string[]>;
  /** By name, such as `staff`; the directory says them as `memberOf`. */
  groups?: string[];
}

const suffix = 'dc=example,dc=com';
export const baseDn = `ou=people,${suffix}`;
const groupDn = (name: string) => `cn=${name},ou=groups,${suffix}`;
const rootDn = `cn=reader,${suffix}`;
const rootPassword = 'reader-password';

/** What `slapd` needs; both names since distributions differ. */
const slapd = ['/usr/sbin/slapd', '/usr/local/libexec/slapd', '/usr/lib/openldap/slapd'].find((path) =>
  existsSync(path),
);
const schemas = ['/etc/ldap/schema', '/etc/openldap/schema'].find((path) => existsSync(join(path, 'core.schema')));

const hasOpenLdap = slapd !== undefined && schemas !== undefined;

type StartDirectory = (people: readonly Person[], tls?: { key: string; cert: string }) => Promise<Directory>;

/** Every kind that this machine can run, by name. */
export const directoryKinds: [string, StartDirectory][] = [
  ['a scripted directory', startScriptedDirectory],
  ...(hasOpenLdap ? [['OpenLDAP', startOpenLdap] as [string, StartDirectory]] : []),
];

async function startOpenLdap(people: readonly Person[], tls?: { key: string; cert: string }): Promise<Directory> {
  const directory = mkdtempSync(join(tmpdir(), 'selfsame-slapd-'));
  mkdirSync(join(directory, 'data'));
  const modules = ['/usr/lib/ldap', '/usr/lib/openldap', '/usr/lib64/openldap'].find((path) => existsSync(path));
  if (tls) {
    writeFileSync(join(directory, 'key.pem'), tls.key, { mode: 0o600 });
    writeFileSync(join(directory, 'cert.pem'), tls.cert);
  }
  const configuration = [
    ...['core', 'cosine', 'inetorgperson'].map((name) => `include ${join(schemas!, `${name}.schema`)}`),
    ...(tls ? [`TLSCertificateFile ${directory}/cert.pem`, `TLSCertificateKeyFile ${directory}/key.pem`] : []),
    `pidfile ${directory}/pid`,
    // A name without a password is let in as nobody (RFC 4513 §5.1.2), as by Active Directory.
    'allow bind_anon_dn',
    ...(modules ? [`modulepath ${modules}`] : []),
    // Built in, where there is no file of it.
    ...['back_mdb', 'memberof']
      .filter((name) => modules && existsSync(join(modules, `${name}.so`)))
      .map((name) => `moduleload ${name}`),
    'database mdb',
    `suffix "${suffix}"`,
    `rootdn "${rootDn}"`,
    `rootpw ${rootPassword}`,
    `directory ${directory}/data`,
    'access to attrs=userPassword by anonymous auth by * none',
    'access to * by * read',
    'overlay memberof',
  ];
  writeFileSync(join(directory, 'slapd.conf'), `${configuration.join('\n')}\n`);
  const port = await freePort();
  const url = `ldap://127.0.0.1:${port}`;
  const child = spawn(slapd!, ['-f', join(directory, 'slapd.conf'), '-h', `${url}/`, '-d', '0'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await untilAnswers(url, ended);
  await fill(url, people);
  return {
    url,
    baseDn,
    bindDn: rootDn,
    bindPassword: rootPassword,
    binds: null,
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(url: string, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (;;) {
    if (over) throw new Error('slapd ended at once');
    const client = new Client({ url, connectTimeout: 1000, timeout: 1000 });
    const answered = await client.bind(rootDn, rootPassword).then(
      () => true,
      () => false,
    );
    await client.unbind().catch(() => {});
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fill(url: string, people: readonly Person[]): Promise<void> {
  const client = new Client({ url });
  await client.bind(rootDn, rootPassword);
  await client.add(suffix, { objectClass: ['dcObject', 'organization'], o: 'Example', dc: 'example' });
  await client.add(baseDn, { objectClass: ['organizationalUnit'], ou: 'people' });
  for (const { uid, password, attributes } of people)
    await client.add(entryDn(uid), { objectClass: ['inetOrgPerson'], uid, userPassword: password, ...attributes });
  await client.add(`ou=groups,${suffix}`, { objectClass: ['organizationalUnit'], ou: 'groups' });
  for (const name of new Set(people.flatMap(({ groups = [] }) => groups))) {
    const member = people.filter(({ groups }) => groups?.includes(name)).map(({ uid }) => entryDn(uid));
    await client.add(groupDn(name), { objectClass: ['groupOfNames'], cn: name, member });
  }
  await client.unbind();
}

function entryDn(uid: string): string {
  return `uid=${escapeName(uid)},${baseDn}`;
}

/** RFC 4514 §2.4. */
function escapeName(value: string): string {
  return value.replace(/[\\",+<>;=#]/g, (character) => `\\${character}`);
}

/** One spelling for each name. */
function spell(dn: string): string {
  return ldap.parseDN(dn).toString();
}

/** These attributes are compared without case (RFC 4519); the library's filters do not. */
function foldCase(attributes: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, values]) => [name, values.map((value) => value.toLowerCase())]),
  );
}

/** `entryUUID` is made from the place in the list. */
export async function startScriptedDirectory(
  people: readonly Person[],
  tls?: { key: string; cert: string },
  port = 0,
): Promise<Directory> {
  const server = ldap.createServer(tls ? { key: tls.key, certificate: tls.cert } : {});
  const binds: string[] = [];
  const entries = people.map(({ uid, password, attributes, groups }, index) => ({
    dn: spell(entryDn(uid)),
    password,
    attributes: {
      objectClass: ['inetOrgPerson', 'organizationalPerson', 'person', 'top'],
      uid: [uid],
      entryUUID: [`00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`],
      ...(groups && { memberOf: groups.map(groupDn) }),
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value].flat()])),
    },
  }));
  // biome-ignore lint/suspicious/noExplicitAny: the library has no types of these.
  server.bind('', (request: any, response: any, next: any) => {
    const name = spell(request.dn.toString());
    binds.push(name);
    // As RFC 4513 §5.1.2 describes: a name without a password is nobody, and lets in.
    const known =
      request.credentials === '' ||
      (name === spell(rootDn) && request.credentials === rootPassword) ||
      entries.some(({ dn, password }) => name === dn && request.credentials === password);
    if (!known) return next(new ldap.InvalidCredentialsError());
    response.end();
    return next();
  });
  // biome-ignore lint/suspicious/noExplicitAny: the same.
  server.search(baseDn, (request: any, response: any, next: any) => {
    for (const { dn, attributes } of entries)
      if (request.filter.matches(foldCase(attributes))) response.send({ dn, attributes });
    response.end();
    return next();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return {
    url: server.url.replace('0.0.0.0', '127.0.0.1'),
    baseDn,
    bindDn: rootDn,
    bindPassword: rootPassword,
    binds,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A key and a certificate for `directory.test`. */
export async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'directory.test' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'directory.test' }] }],
  });
  return { key, cert };
}
