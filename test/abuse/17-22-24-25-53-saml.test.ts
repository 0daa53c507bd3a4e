/** Answers of SAML providers: unasked, of another provider, about a name that reads in two ways, for others or said before. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { type Answer, Browser } from '../support/browser.ts';
import { createSamlIdp, encode, formats, person, readRequest, type Said, type SamlIdp } from '../support/saml-idp.ts';
import { openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const rule: Partial<LinkingRule> = { mode: 'verified_match', emailProof: 'provider_verified_bit' };

interface SamlPlace {
  name: string;
  idp: SamlIdp;
}

let stage: Stage;
let home: SignInPlace;
let staff: SamlPlace;
let evil: SamlPlace;
/** The same provider as `evil`, which may begin sign-ins there. */
let portal: SamlPlace;
beforeAll(async () => {
  stage = await openStage();
  home = await stage.addProvider('home', rule);
  staff = await addSaml('staff');
  evil = await addSaml('evil');
  portal = await addSaml('portal', { allow_idp_initiated: true });
});
afterAll(() => stage.close());

async function addSaml(name: string, more: object = {}): Promise<SamlPlace> {
  const idp = await createSamlIdp(`https://${name}.example/metadata`);
  const provider = await stage.it.createProvider('saml', name, rule);
  await stage.it.operations.connections.create(stage.it.actor, {
    identityProviderId: provider.id,
    identifier: name,
    config: {
      issuer: idp.issuer,
      sso_endpoint: `https://${name}.example/sso`,
      certificates: [idp.key.certificate],
      ...more,
    },
  });
  return { name, idp };
}

const open = () => new Browser(stage.it.baseUrl);
const newName = () => `name-${randomBytes(4).toString('hex')}`;
const begin = async (place: SamlPlace, browser: Browser) => {
  const { location } = await browser.get(`/sign-in/with/${place.name}`);
  return readRequest(new URL(location!));
};
type Request = Awaited<ReturnType<typeof begin>>;
const honest = ({ idp }: SamlPlace, { id, acsUrl, issuer }: Request, changes: Partial<Said> = {}) =>
  idp.say({ id, acsUrl, audience: issuer }, changes);

/** From the provider's site, without our cookies; then the browser goes where it is sent. */
async function bring(browser: Browser, path: string, xml: string, RelayState: string): Promise<Answer> {
  const away = open();
  const posted = await away.post(path, { SAMLResponse: encode(xml), RelayState });
  for (const [name, value] of away.cookies) browser.cookies.set(name, value);
  return posted.location === null ? posted : browser.get(posted.location.replace(stage.it.publicUrl, ''));
}
const acsOf = (place: SamlPlace) => `/sign-in/saml/${place.name}`;

/** The whole way, with the answer's text changed on its way through the person's own browser. */
async function signIn(place: SamlPlace, changes: Partial<Said>, tamper = (xml: string) => xml) {
  const browser = open();
  const request = await begin(place, browser);
  const xml = tamper(place.idp.respond(honest(place, request, changes)));
  const answer = await bring(browser, acsOf(place), xml, request.relayState);
  return { ...answer, browser, userId: await signedInAs(browser) };
}

const unasked = ({ name, idp }: SamlPlace, changes: Partial<Said>) => {
  const acsUrl = `${stage.it.publicUrl}/sign-in/saml/${name}`;
  return idp.respond(idp.say({ id: null, acsUrl, audience: `${acsUrl}/metadata` }, changes));
};

describe('17: an answer that nobody asked for', () => {
  test.each([true, false])(
    'links nothing to whoever is signed in, and signs nobody out (allowed: %s)',
    async (allowed) => {
      const place = allowed ? portal : evil;
      const email = `${newName()}@example.com`;
      const { browser, userId } = await home.signIn({ sub: newName(), email, email_verified: true });
      const before = await stage.snapshot();
      const asked = await bring(browser, acsOf(place), unasked(place, person(newName(), { email })), '');
      expect(asked.status).toBe(allowed ? 200 : 403);
      expect(await signedInAs(browser)).toBe(userId);
      expect(await stage.snapshot()).toEqual(before);
      expect(await stage.identitiesOf(userId!)).toHaveLength(1);
    },
  );

  test('signs nobody in through the one callback either, with or without a state', async () => {
    const browser = open();
    const before = await stage.snapshot();
    for (const state of ['', 'made-up', (await begin(staff, open())).relayState]) {
      const refused = await bring(browser, '/sign-in/callback', unasked(portal, person(newName())), state);
      expect(refused.status).toBe(403);
    }
    expect(await signedInAs(browser)).toBeNull();
    expect(await stage.snapshot()).toEqual(before);
  });

  test('finishes no link that the person themselves has begun', async () => {
    const { browser, userId } = await home.signIn({ sub: newName() });
    const page = await browser.get('/account/link');
    const href = /href="(\/account\/link\/with\/portal[^"]+)"/.exec(page.html)![1]!.replaceAll('&amp;', '&');
    const request = readRequest(new URL((await browser.get(href)).location!));
    // The attacker's own answer, with the victim's state: it answers no request, or another one.
    const xml = unasked(portal, person('of-the-attacker'));
    expect((await bring(browser, acsOf(portal), xml, request.relayState)).status).toBe(403);
    expect(await stage.bySubject('of-the-attacker')).toEqual([]);
    expect(await stage.identitiesOf(userId!)).toHaveLength(1);
  });
});

describe("22: one provider's answer, brought to another's sign-in", () => {
  const victim = newName();
  beforeAll(async () => {
    expect((await signIn(staff, person(victim))).userId).not.toBeNull();
  });

  test.each([
    ['as what it is', {}],
    ['under the other’s name', { issuer: 'https://staff.example/metadata' }],
    [
      'under the other’s name in both places',
      { issuer: 'https://staff.example/metadata', responseIssuer: 'https://staff.example/metadata' },
    ],
  ])('signed by its own key, %s', async (_what, changes: Partial<Said>) => {
    const browser = open();
    const request = await begin(staff, browser);
    const said = honest(evil, request, { ...person(victim), ...changes });
    for (const signed of ['assertion', 'response', 'both', 'nothing'] as const) {
      const answer = await bring(browser, acsOf(staff), evil.idp.respond(said, signed), request.relayState);
      expect(answer.status).toBe(403);
    }
    expect(await signedInAs(browser)).toBeNull();
  });

  test('posted to the address of one, with the state of the other', async () => {
    const browser = open();
    const request = await begin(staff, browser);
    // A right answer of the wrong provider, at that provider's own address.
    const acsUrl = `${stage.it.publicUrl}${acsOf(evil)}`;
    const said = evil.idp.say({ id: request.id, acsUrl, audience: `${acsUrl}/metadata` }, person(victim));
    expect((await bring(browser, acsOf(evil), evil.idp.respond(said), request.relayState)).status).toBe(403);
    expect((await bring(browser, '/sign-in/callback', evil.idp.respond(said), request.relayState)).status).toBe(403);
    expect(await signedInAs(browser)).toBeNull();
  });

  test('the subject is the provider’s own: the same name at another is somebody else', async () => {
    const [one, other] = [await signIn(staff, person(victim)), await signIn(evil, person(victim))];
    expect(one.userId).not.toBeNull();
    expect(other.userId).not.toBeNull();
    expect(other.userId).not.toBe(one.userId);
  });
});

describe('24: a NameID is taken as it stands, or refused', () => {
  const admin = 'admin@x.com';
  let adminId: string;
  beforeAll(async () => {
    adminId = (await signIn(staff, person(admin, {}))).userId!;
    expect(adminId).not.toBeNull();
  });

  // What the attacker's provider says of him honestly; he changes it where no signature covers it (CVE-2017-11428).
  test.each([
    ['a comment', 'admin@x.com.evil.com', 'admin@x.com<!-- -->.evil.com'],
    ['an empty comment', 'admin@x.com.evil.com', 'admin@x.com<!---->.evil.com'],
    ['a comment before it', 'evil-admin@x.com', 'evil-<!-- -->admin@x.com'],
    ['a processing instruction', 'admin@x.com.evil.com', 'admin@x.com<?x?>.evil.com'],
    ['a CDATA section', 'admin@x.com.evil.com', 'admin@x.com<![CDATA[.evil.com]]>'],
    ['an element', 'admin@x.com.evil.com', 'admin@x.com<x>.evil.com</x>'],
    ['a declared entity', 'admin@x.com.evil.com', 'admin@x.com&e;'],
  ])('%s inside it, after it was signed', async (_what, signed, shown) => {
    const before = await stage.snapshot();
    const tampered = await signIn(staff, person(signed), (xml) => {
      expect(xml).toContain(`>${signed}<`);
      const changed = xml.replace(`>${signed}<`, `>${shown}<`);
      return shown.includes('&e;') ? `<!DOCTYPE r [<!ENTITY e ".evil.com">]>${changed}` : changed;
    });
    expect(tampered.status).toBe(403);
    expect(tampered.userId).toBeNull();
    expect(await stage.snapshot()).toEqual(before);
  });

  test.each(['admin@x.com<!-- -->.evil.com', 'admin@x.com<x/>'])(
    'nor as a provider signs it: %s',
    async (nameIdXml) => {
      const refused = await signIn(staff, { nameIdXml });
      expect([refused.status, refused.userId]).toEqual([403, null]);
    },
  );

  test.each([
    ['a space before it', ` ${admin}`],
    ['a space after it', `${admin} `],
    ['a no-break space after it', `${admin}\u00a0`],
    ['a zero-width space in it', 'ad\u200bmin@x.com'],
    ['upper case', 'ADMIN@X.COM'],
    ['a capital', 'Admin@x.com'],
    ['a Cyrillic letter', '\u0430dmin@x.com'],
    ['full-width letters', 'ａdmin@x.com'],
    ['a composed accent', 'admin@x.com\u0301'],
  ])('%s is another name, and stays it', async (_what, name) => {
    const first = await signIn(staff, person(name));
    expect(first.userId).not.toBeNull();
    expect(first.userId).not.toBe(adminId);
    expect((await stage.bySubject(name)).map((identity: Row) => identity.user_id)).toEqual([first.userId]);
    expect((await signIn(staff, person(name))).userId).toBe(first.userId);
    expect((await signIn(staff, person(admin))).userId).toBe(adminId);
  });

  test.each([
    ['a line end', 'admin@x.com&#10;'],
    ['a carriage return', 'admin@x.com&#13;'],
    ['a tab', '&#9;admin@x.com'],
    ['nothing', ''],
    ['blanks', '   '],
  ])('%s is no name', async (_what, nameIdXml) => {
    const refused = await signIn(staff, { nameIdXml });
    expect([refused.status, refused.userId]).toEqual([403, null]);
  });

  test('one of another format is another name, and one for a single sign-in is none', async () => {
    const byMail = await signIn(staff, { ...person(admin), nameIdFormat: formats.email });
    expect(byMail.userId).not.toBeNull();
    expect(byMail.userId).not.toBe(adminId);
    const before = await stage.snapshot();
    for (const nameIdXml of [admin, `_${randomBytes(8).toString('hex')}`]) {
      const refused = await signIn(staff, { nameIdXml, nameIdFormat: formats.transient });
      expect([refused.status, refused.userId]).toEqual([403, null]);
    }
    expect(await stage.snapshot()).toEqual(before);
  });
});

describe('25: what was said to somebody else, or said before', () => {
  test.each<[string, Partial<Said>]>([
    ['another audience', { audience: 'https://another.example' }],
    ['no audience', { audience: null }],
    ['another recipient', { recipient: 'https://another.example/saml' }],
    ['another destination', { destination: 'https://another.example/saml' }],
    ['an answer to another request', { inResponseTo: '_other', confirmationInResponseTo: '_other' }],
    ['an assertion that answers another request', { confirmationInResponseTo: '_other' }],
    ['yesterday', { notOnOrAfter: new Date(Date.now() - 3_600_000), confirmationNotOnOrAfter: new Date(0) }],
  ])('for %s', async (_what, changes) => {
    const name = newName();
    const refused = await signIn(staff, { ...person(name), ...changes });
    expect([refused.status, refused.userId]).toEqual([403, null]);
    expect(await stage.bySubject(name)).toEqual([]);
  });

  test('the audience of another connection of the same provider', async () => {
    const browser = open();
    const request = await begin(evil, browser);
    const audience = `${stage.it.publicUrl}/sign-in/saml/portal/metadata`;
    const xml = evil.idp.respond(honest(evil, request, { ...person(newName()), audience }));
    expect((await bring(browser, acsOf(evil), xml, request.relayState)).status).toBe(403);
  });

  test('an assertion, again: by its id, whichever sign-in and browser it is brought to', async () => {
    const [name, assertionId] = [newName(), `_${randomBytes(8).toString('hex')}`];
    expect((await signIn(staff, { ...person(name), assertionId })).userId).not.toBeNull();
    const again = await signIn(staff, { ...person(name), assertionId });
    expect([again.status, again.userId]).toEqual([403, null]);
    expect(again.html).toContain('was used before');
  });

  test('an assertion, by five at once: one of them gets in', async () => {
    const [name, assertionId] = [newName(), `_${randomBytes(8).toString('hex')}`];
    const all = await Promise.all(Array.from({ length: 5 }, () => signIn(staff, { ...person(name), assertionId })));
    expect(all.filter(({ userId }) => userId !== null)).toHaveLength(1);
    expect(await stage.bySubject(name)).toHaveLength(1);
  });
});

// One that is read in a time that grows with the square of its length stops the server for an hour.
describe('53: XML that opens and never closes', () => {
  test.each([
    ['a tag of one long name', '<'.padEnd(250_000, 'a')],
    ['a tag of blanks', '<a'.padEnd(250_000, ' ')],
    ['a tag in a tag', '<a '.repeat(80_000)],
    ['a value without its end', `<a b="${'x" b="'.repeat(40_000)}`],
  ])('%s is refused', async (_what, xml) => {
    const browser = open();
    const { relayState } = await begin(staff, browser);
    expect((await bring(browser, acsOf(staff), xml, relayState)).status).toBe(403);
    expect((await bring(open(), acsOf(portal), xml, '')).status).toBe(403);
  });

  test.each([
    ['comments', '<!--'.repeat(200_000)],
    ['instructions', '<?a'.repeat(200_000)],
  ])('metadata of %s is refused', async (_what, metadata_xml) => {
    const provider = await stage.it.createProvider('saml', newName());
    const refused = await stage.post(`/v1/identity-providers/${provider.id}/connections`, {
      identifier: newName(),
      config: { metadata_xml },
    });
    expect(refused.status).toBe(400);
  });
});
