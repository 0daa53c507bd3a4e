import { beforeEach, describe, expect, test } from 'vitest';
import { createPolicies, type Policies, type PolicyRequest, type PolicyText, policyTextMax } from './policies.ts';

let errors: number;
let policies: Policies;
beforeEach(() => {
  errors = 0;
  policies = createPolicies({ countError: () => (errors += 1) });
});

const tenant = 'a-tenant';
const named = (cedar: string, name = 'one', version = 1): PolicyText => ({ id: `id-of-${name}`, name, version, cedar });

const person = {
  id: 'u1',
  status: 'active',
  created_at: '2026-01-01T00:00:00.000Z',
  email: 'ada@example.com',
  email_domain: 'example.com',
  email_proved: true,
  phone_proved: false,
  identities: 1,
  providers: ['google'],
  strategies: ['google-oauth2'],
  app_metadata: ['roles=admin'],
};

const identity = {
  provider: { id: 'p1', name: 'github', strategy: 'github' },
  subject: '42',
  email_proved: false,
  phone_proved: false,
};

function linking(context: PolicyRequest['context'] = {}): PolicyRequest {
  return {
    principal: { type: 'Actor', id: 'key' },
    action: 'identity:link',
    resource: { type: 'Identity', id: 'i1' },
    context: {
      request: {
        at: '2026-01-15T12:00:00.123Z',
        hour: 12,
        weekday: 4,
        actor_kind: 'api_key',
        actor_name: 'x',
        ip: '10.1.2.3',
      },
      identity,
      user: person,
      linked_by: 'manual',
      matched_on: [],
      ...context,
    },
  };
}

const decide = (cedar: string, request = linking()) => policies.decide(tenant, [named(cedar)], request);
const link = 'forbid(principal, action == Action::"identity:link", resource)';

describe('what is refused when it is written', () => {
  const mistakes = (text: string) => policies.check(text).mistakes;

  test('a syntax error, with its line and column in characters', () => {
    expect(mistakes('// é 😀\nforbid(principal, action, resourc);')).toEqual([
      {
        message: 'found an invalid variable in the policy scope: resourc',
        line: 2,
        column: 27,
        help: 'policy scopes must contain a `principal`, `action`, and `resource` element in that order',
      },
    ]);
    expect(mistakes('/* 😀 */')).toMatchObject([{ line: 1 }]);
    expect(mistakes('// "😀é"\n@notice("😀é") forbid(principal, action ==, resource);')).toMatchObject([
      { line: 2, column: 42 },
    ]);
  });

  test.each([
    ['an attribute that is not there', `${link} when { context.user.nmae == "x" };`, /not found/],
    ['a type that does not fit', `${link} when { context.user.identities == "x" };`, /Long and String/],
    ['an attribute that may be missing', `${link} when { context.user.email == "x" };`, /optional attribute/],
    ['an action that is not there', 'forbid(principal, action == Action::"identity:lnk", resource);', /unrecognized/],
    [
      'an attribute that not every action has',
      'forbid(principal, action, resource) when { context.identity has email };',
      /identity/,
    ],
    ['a call that could fail', `${link} when { ip(context.identity.subject).isLoopback() };`, /non-literal/],
    ['a template', 'forbid(principal == ?principal, action, resource);', /slot/],
    ['the same annotation twice', '@notice("a") @notice("b") forbid(principal, action, resource);', /duplicate/],
    ['no statement', '// nothing', /no statement/],
    ['half a statement', 'forbid(principal, action, resource)', /unexpected end/],
    ['half a character', `${link} when { context.identity.subject == "\ud800" };`, /well-formed/],
    ['more than anybody writes', `// ${'x'.repeat(policyTextMax)}`, /characters/],
    ['very many statements', 'forbid(principal, action, resource);'.repeat(101), /statements/],
  ])('%s', (_what, text, message) => {
    expect(mistakes(text)[0]?.message).toMatch(message);
  });

  test.each([
    ['brackets', `${'('.repeat(5000)}true${')'.repeat(5000)}`],
    ['lists', `${'['.repeat(80)}1${']'.repeat(80)}.isEmpty()`],
    ['comparisons', `${'(true == '.repeat(80)}true${')'.repeat(80)}`],
    ['a long row', Array(2000).fill('true').join(' && ')],
    ['members', `context${'.a'.repeat(2000)}`],
    ['conditions', `${'true } when { '.repeat(200)} true`],
    ['choices', `${'if true then true else '.repeat(1000)}true`],
    ['what a comment hides', `// "\n${'['.repeat(80)}1${']'.repeat(80)}.isEmpty()`],
    ['what a string hides', `"\\"//" == "" && ${'['.repeat(80)}1${']'.repeat(80)}.isEmpty()`],
  ])('%s that would overflow the engine, which goes on for everybody else', (_what, condition) => {
    expect(mistakes(`${link} when { ${condition} };`)[0]?.message).toMatch(/nested too deeply/);
    expect(mistakes(`${link};`)).toEqual([]);
  });

  test('what is allowed and never applies is warned of', () => {
    const { mistakes: none, warnings } = policies.check('forbid(principal == User::"x", action, resource);');
    expect(none).toEqual([]);
    expect(warnings[0]).toMatchObject({ message: expect.stringContaining('unable to find an applicable'), line: 1 });
  });
});

describe('an evaluation error refuses', () => {
  const overflows = '9223372036854775807 + context.user.identities == 0';

  test.each([
    ['a forbid that errs, which Cedar itself would skip', `${link} when { ${overflows} };`],
    ['a permit that errs', `permit(principal, action == Action::"identity:link", resource) when { ${overflows} };`],
  ])('%s', (_what, cedar) => {
    expect(policies.check(cedar).mistakes).toEqual([]);
    expect(decide(cedar)).toEqual({
      permitted: false,
      policies: [{ id: 'id-of-one', name: 'one', version: 1 }],
      notices: [],
      errors: [{ policy: { id: 'id-of-one', name: 'one', version: 1 }, message: expect.stringContaining('overflow') }],
    });
    expect(errors).toBe(1);
  });

  test('what only might happen is not counted', () => {
    expect(policies.suppose(tenant, [named(`${link} when { ${overflows} };`)], linking()).permitted).toBe(false);
    expect(errors).toBe(0);
  });

  test('a stored text that does not parse any more', () => {
    const verdict = policies.decide(
      tenant,
      [named('@notice("fine") permit(principal, action, resource);', 'fine'), named('forbid(', 'broken')],
      linking(),
    );
    expect(verdict).toMatchObject({ permitted: false, errors: [{ policy: { name: 'broken' } }] });
    expect(errors).toBe(1);
  });

  test('a stored text that overflows the engine takes nobody else with it', () => {
    const other = named('@notice("no") forbid(principal, action, resource);', 'other');
    expect(policies.decide('another', [other], linking()).notices).toEqual(['no']);
    const deep = named(`${link} when { ${'('.repeat(5000)}true${')'.repeat(5000)} };`, 'deep');
    expect(policies.decide(tenant, [deep], linking())).toMatchObject({ permitted: false });
    expect(policies.decide('another', [other], linking()).notices).toEqual(['no']);
  });

  test('facts that cannot be handed over', () => {
    const odd = linking({ request: { ...(linking().context.request as object), ip: 'nonsense' } });
    expect(decide('permit(principal, action, resource);', odd)).toMatchObject({ permitted: false, policies: [] });
    expect(errors).toBe(1);
  });

  test('half a character that a provider sends is replaced', () => {
    const cedar = `${link} when { context.identity.subject like "a*" };`;
    expect(decide(cedar, linking({ identity: { ...identity, subject: 'a\ud800' } }))).toMatchObject({
      permitted: false,
      errors: [],
    });
  });
});

describe('decisions', () => {
  test('no policy permits, and says nothing', () => {
    expect(policies.decide(tenant, [], linking())).toEqual({ permitted: true, policies: [], notices: [], errors: [] });
  });

  test('a forbid refuses, with the notices of what determined it, each once and in the order given', () => {
    const many = [
      named(
        `@notice("second") ${link};\n${'@notice("never") forbid(principal, action == Action::"user:merge", resource);'.repeat(10)} @notice("last") ${link};`,
        'a',
        3,
      ),
      named('@notice("a permit has no say") permit(principal, action, resource);', 'b'),
      named(`@notice("second") ${link}; @notice("third 😀") ${link};`, 'c'),
    ];
    expect(policies.decide(tenant, many, linking())).toEqual({
      permitted: false,
      policies: [
        { id: 'id-of-a', name: 'a', version: 3 },
        { id: 'id-of-c', name: 'c', version: 1 },
      ],
      notices: ['second', 'last', 'third 😀'],
      errors: [],
    });
  });

  test('a permit permits nothing more, and its notice is told', () => {
    const cedar = '@notice("welcome") permit(principal, action, resource);';
    expect(decide(cedar)).toMatchObject({ permitted: true, notices: ['welcome'], policies: [{ name: 'one' }] });
    expect(policies.decide(tenant, [named(cedar), named(`${link};`, 'two')], linking())).toMatchObject({
      permitted: false,
      notices: [],
      policies: [{ name: 'two' }],
    });
  });

  test.each([
    ['the actor', 'principal == Actor::"key"'],
    ['the provider of the identity', 'resource in IdentityProvider::"p1"'],
    ['a network', 'context.request has ip && context.request.ip.isInRange(ip("10.0.0.0/8"))'],
    ['a time', 'context.request.at > datetime("2026-01-15") && context.request.hour >= 12'],
    ['an age', 'context.request.at.durationSince(context.user.created_at) > duration("10d")'],
    ['metadata', 'context.user.app_metadata.contains("roles=admin")'],
    ['proof', 'context.user.email_proved && !context.identity.email_proved'],
  ])('may ask for %s', (_what, condition) => {
    const cedar = `${link} when { ${condition} };`;
    expect(policies.check(cedar).mistakes).toEqual([]);
    expect(decide(cedar)).toMatchObject({ permitted: false, errors: [] });
  });

  test('many tenants and changes with few sets: each is asked its own', () => {
    policies = createPolicies({ countError: () => {}, setsMax: 3 });
    for (let round = 0; round < 4; round += 1)
      for (let number = 0; number < 7; number += 1) {
        const own = named(`@notice("tenant ${number}, round ${round}") ${link};`, 'one', round);
        expect(policies.decide(`tenant-${number}`, [own], linking()).notices).toEqual([
          `tenant ${number}, round ${round}`,
        ]);
        // The same version with another text: a transaction that was rolled back.
        const other = named(`@notice("other") ${link};`, 'one', round);
        expect(policies.decide(`tenant-${number}`, [other], linking()).notices).toEqual(['other']);
      }
  });

  test('a request that somebody made up is held against the schema', () => {
    const answer = (request: PolicyRequest) => policies.answer(tenant, [named(`${link};`)], request);
    expect(answer(linking())).toMatchObject({ permitted: false, errors: [] });
    expect(answer(linking({ linked_by: 7 }))).toEqual({ misfit: expect.stringContaining('linked_by') });
    expect(answer({ ...linking(), resource: { type: 'User', id: 'x' } })).toEqual({ misfit: expect.any(String) });
    expect(errors).toBe(0);
  });
});
