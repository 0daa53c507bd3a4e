/** Expressions of a connection write claims that anybody may be told: never who somebody is, nor what is proved. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Row, type SignInPlace, type Stage } from './stage.ts';

let stage: Stage;
let place: SignInPlace;
let count = 0;
beforeAll(async () => {
  stage = await openStage();
  place = await stage.addProvider('mapped', believed);
});
afterAll(() => stage.close());

const path = () => `/v1/connections/${place.connection.id}`;
const map = (claim_mapping: unknown) => stage.put(path(), { claim_mapping });
const preview = async (claims: object, claim_mapping?: unknown): Promise<Row> => {
  const { status, body } = await stage.post(`${path()}/mapping/preview`, { claims, claim_mapping });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const arrive = async (claims: Record<string, unknown>) => {
  count += 1;
  const sub = `mapped-${count}`;
  const visit = await place.signIn({ sub, ...claims });
  const [identity] = await stage.bySubject(sub);
  return { visit, identity, sub };
};

describe('54: a mapping has no word for what is protected', () => {
  test.each([
    'external_id',
    'subject',
    'subject_type',
    'email_verified',
    'emailVerified',
    'phone_verified',
    'hosted_domain',
    'raw',
    'id',
    'tenant_id',
    'user_id',
    'roles',
    'status',
    'app_metadata',
    '__proto__',
    'constructor',
  ])('%s', async (word) => {
    const before = await stage.snapshot();
    const refused = await map(JSON.parse(`{"${word}": "\\"evil\\""}`));
    expect([refused.status, refused.body.code]).toEqual([400, expect.stringMatching(/invalid|validation/i)]);
    const asked = await stage.post(`${path()}/mapping/preview`, {
      claims: {},
      claim_mapping: JSON.parse(`{"${word}": "\\"evil\\""}`),
    });
    expect(asked.status).toBe(400);
    expect(await stage.snapshot()).toEqual(before);
    const { body } = await stage.native.send('GET', path());
    expect(body.claim_mapping).toBeNull();
  });

  test('nor does an expression reach them by what it comes to', async () => {
    const objects = ['{"email": "v@example.com", "email_verified": true}', '[1]', '$claims', '{"toString": 1}', '42'];
    for (const expression of objects) {
      const { claims, problems } = await preview({ raw: {} }, { email: expression });
      expect([expression, claims, problems.map(({ claim }: Row) => claim)]).toEqual([expression, null, ['email']]);
    }
    // What the expression changes in its own copy is nobody's claim.
    const { claims } = await preview(
      { email: 'a@example.com', raw: { sub: 'x', email_verified: false } },
      { display_name: '($ ~> |$|{"email_verified": true, "sub": "evil"}|).sub' },
    );
    expect(claims).toMatchObject({
      external_id: 'somebody',
      email_verified: false,
      display_name: 'evil',
      raw: { sub: 'x', email_verified: false },
    });
  });
});

describe('54 and 8: an address that is not the one the provider vouches for', () => {
  afterAll(async () => {
    await map(null);
  });

  test.each([
    ['upn', 'upn'],
    ['the first of several', 'emails[0]'],
    ['a made-up one', '$join([preferred_username])'],
    ['preferred_username', 'preferred_username'],
  ])('%s is never verified, and joins nobody', async (_what, expression) => {
    count += 1;
    const address = `victim-${count}@example.com`;
    const victim = await stage.createUser({ email: address, email_verified: true });
    expect((await map({ email: expression })).status).toBe(200);
    const { visit, identity } = await arrive({
      email: 'own@example.com',
      email_verified: true,
      xms_edov: true,
      hd: 'example.com',
      upn: address,
      emails: [address],
      preferred_username: address,
    });
    expect(visit.userId).not.toBe(victim.id);
    expect(identity).toMatchObject({ email: address, email_verified: false });
    expect(identity!.user_id).not.toBe(victim.id);
    // Nothing that is kept of it vouches later, whatever rule is read by then.
    for (const voucher of ['email_verified', 'xms_edov', 'hd']) expect(identity!.claims).not.toHaveProperty(voucher);
    const later = await stage.put(`/v1/identity-providers/${place.provider.id}`, {
      linking_rule: {
        mode: 'verified_match',
        email_proof: 'authoritative_domains',
        authoritative_domains: ['example.com'],
      },
    });
    expect(later.status).toBe(200);
    const again = await place.signIn({ sub: identity!.subject, email: 'own@example.com', email_verified: true });
    expect(again.userId).not.toBe(victim.id);
    await stage.put(`/v1/identity-providers/${place.provider.id}`, {
      linking_rule: { mode: 'verified_match', email_proof: 'provider_verified_bit' },
    });
  });

  test("the provider's own stays verified, however it is spelt", async () => {
    expect((await map({ email: '$uppercase(email)' })).status).toBe(200);
    const { identity } = await arrive({ email: 'Same@Example.com', email_verified: true });
    expect(identity).toMatchObject({ email: 'Same@Example.com', email_verified: true });
  });

  test('a telephone number of another is not verified either', async () => {
    const { claims } = await preview(
      { phone: '+442079460018', phone_verified: true, raw: { other: '+442079460019' } },
      { phone: 'other' },
    );
    expect(claims).toMatchObject({ phone: '+442079460019', phone_verified: false });
  });
});

describe('a mapping that fails', () => {
  afterAll(async () => {
    await map(null);
  });

  test.each([
    ['raises an error', '$error("stop")'],
    ['comes to no text', 'groups'],
    ['comes to no address', '"not an address"'],
    ['is never done', '($f := function($n) { $f($n + 1) ? 1 : 2 }; $f(0))'],
  ])('because it %s refuses the sign-in, says so, and changes nothing', async (_what, email) => {
    expect((await map({ email })).status).toBe(200);
    const before = await stage.snapshot();
    const { visit, identity } = await arrive({ email: 'a@example.com', groups: ['a'] });
    expect([visit.status, visit.userId, identity]).toEqual([500, null, undefined]);
    expect(visit.html).toContain('could not be read the way it is set up here');
    // The person is not told what the operator wrote.
    expect(visit.html).not.toMatch(/groups|function|stop/);
    expect(await stage.snapshot()).toEqual(before);
  });

  test('to be JSONata at all is refused where it is written', async () => {
    const refused = await map({ email: 'emails[' });
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining('it is no JSONata')]);
    expect((await map({ email: 'x'.repeat(2001) })).status).toBe(400);
    const { claims, problems } = await preview({}, { username: '((' });
    expect([claims, problems[0].claim]).toEqual([null, 'username']);
  });
});

test('a mapping makes what the account shows, and the preview says the same beforehand', async () => {
  const mapping = {
    display_name: 'first & " " & last',
    given_name: 'first',
    username: '$lowercase(login)',
    locale: 'null',
  };
  const said = { first: 'Ada', last: 'Park', login: 'ADA', locale: 'fr', email: 'ada-mapped@example.com' };
  const seen = await preview({ email: said.email, locale: 'fr', raw: said }, mapping);
  expect(seen).toMatchObject({
    claims: { display_name: 'Ada Park', given_name: 'Ada', username: 'ada' },
    changed: ['username', 'display_name', 'given_name', 'locale'],
    problems: [],
  });
  expect((await map(mapping)).status).toBe(200);
  const { visit, identity } = await arrive({ ...said, email_verified: true });
  expect(identity).toMatchObject({ display_name: 'Ada Park', username: 'ada', email_verified: true });
  expect(await stage.user(visit.userId!)).toMatchObject({ given_name: 'Ada', locale: null });
  expect((await map(null)).body.claim_mapping).toBeNull();
});
