/** The pure parts: phones, closed lists, spellings of input, fields of connections. */
import { createRequire } from 'node:module';
import { Models } from 'authing-node-sdk';
import fc from 'fast-check';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { DomainError, type ErrorCode, errorTable } from '../../domain/errors.ts';
import { fromObjectId } from '../../domain/ids.ts';
import { createReplayMemory } from '../../operations/replay-memory.ts';
import { readFields } from './connection-fields.ts';
import { messageOf, wordOf } from './errors.ts';
import { fromWireId, toWireId } from './ids.ts';
import { normaliseBody, normaliseQuery } from './input.ts';
import { isPlainlyMeant, joinPhone, spellingsOf, splitPhone } from './phone.ts';
import {
  connectionTypes,
  newestProviderName,
  providerNames,
  providerOf,
  toConnectionType,
  toProviderName,
  toStrategy,
} from './provider-names.ts';

describe('phones', () => {
  test.each([
    ['13800138000', undefined, '+8613800138000', { phone: '13800138000', phoneCountryCode: '+86' }],
    ['13800138000', '86', '+8613800138000', { phone: '13800138000', phoneCountryCode: '+86' }],
    ['07911 123456', '+44', '+447911123456', { phone: '7911123456', phoneCountryCode: '+44' }],
    ['(415) 555-0100', '001', '+14155550100', { phone: '4155550100', phoneCountryCode: '+1' }],
    ['+352 661 123 456', '+86', '+352661123456', { phone: '661123456', phoneCountryCode: '+352' }],
    ['1234', undefined, '+861234', { phone: '1234', phoneCountryCode: '+86' }],
  ])('%s with %s', (phone, code, joined, split) => {
    expect(joinPhone(phone, code)).toBe(joined);
    expect(splitPhone(joined)).toEqual(split);
  });

  test('without a calling code in front stay whole', () => {
    expect(splitPhone('110')).toEqual({ phone: '110' });
    expect(splitPhone('+0123456')).toEqual({ phone: '+0123456' });
  });

  test('a split number joins again to the same', () => {
    const number = fc.stringMatching(/^1[3-9][0-9]{9}$/);
    fc.assert(
      fc.property(number, (phone) => {
        const joined = joinPhone(phone, '+86');
        const split = splitPhone(joined);
        expect(split).toEqual({ phone, phoneCountryCode: '+86' });
        expect(spellingsOf(phone)).toContain(joined);
        expect(isPlainlyMeant(phone, joined)).toBe(true);
      }),
    );
  });

  test('what is none is refused', () => {
    expect(() => joinPhone('abc', undefined)).toThrow('phone');
    expect(() => joinPhone('13800138000', 'x')).toThrow('phoneCountryCode');
    expect(spellingsOf('abc')).toEqual([]);
    expect(spellingsOf('+1 415')).toEqual(['+1415']);
  });
});

describe('closed lists', () => {
  test('are those of the SDK', () => {
    expect(Object.values(Models.IdentityDto.provider).sort()).toEqual([...providerNames, newestProviderName].sort());
    const { ExtIdpConnDetail } = createRequire(import.meta.url)('authing-node-sdk/dist/models/ExtIdpConnDetail.js');
    const types: string[] = Object.values(ExtIdpConnDetail.type);
    for (const type of connectionTypes) expect(types).toContain(type);
  });

  test('every source has a plain type of connection of its own', () => {
    for (const provider of providerNames.filter((name) => !['zjzwfw', 'zzding'].includes(name)))
      expect(providerOf(toConnectionType('anything', provider))).toBe(provider);
    expect(toConnectionType('google:mobile', 'google')).toBe('google:mobile');
    expect(toConnectionType('google-oauth2', 'google')).toBe('google');
    expect(toConnectionType('github', 'google')).toBe('google');
  });

  test('a word goes to its strategy and back', () => {
    for (const provider of providerNames) expect(toProviderName(toStrategy(provider))).toBe(provider);
    expect(toProviderName('a-strategy-of-tomorrow')).toBe('oauth2');
  });
});

describe('ids', () => {
  test('have one spelling, and 24 digits where they were born with them', () => {
    const uuid = '01a1fdc2-2ad6-7428-b08b-c7e543d84428';
    expect(toWireId(uuid)).toBe('01a1fdc22ad67428b08bc7e543d84428');
    for (const text of [toWireId(uuid), toWireId(uuid).toUpperCase(), uuid]) expect(fromWireId(text)).toBe(uuid);
    const carried = fromObjectId('62f20932716fbcc10d966ee5')!;
    expect(toWireId(carried)).toBe('62f20932716fbcc10d966ee5');
    expect(fromWireId('62F20932716FBCC10D966EE5')).toBe(carried);
    for (const text of ['', 'x', '62f20932716fbcc10d966eeg', `${toWireId(uuid)}0`, '../etc'])
      expect(fromWireId(text)).toBeNull();
  });
});

describe('input', () => {
  const schema = Type.Object({
    name: Type.String(),
    nickname: Type.Optional(Type.String()),
    kind: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['a'] })),
    flag: Type.Optional(Type.Boolean()),
    at: Type.Optional(Type.Number()),
    ids: Type.Optional(Type.Array(Type.String())),
    inner: Type.Optional(Type.Object({ kind: Type.Optional(Type.Unsafe<string>({ type: 'string', enum: ['a'] })) })),
    list: Type.Optional(Type.Array(Type.Object({ name: Type.Optional(Type.String()) }))),
    free: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
  });

  test.each([
    [{ ids: 'a,b' }, ['a', 'b']],
    [{ ids: 'a' }, ['a']],
    [{ ids: ['a', 'b,c'] }, ['a', 'b,c']],
    [{ ids: '[a b]' }, ['a', 'b']],
    [{ ids: '["a","b c"]' }, ['a', 'b c']],
    [{ 'ids[]': 'a,b' }, ['a,b']],
    [{ 'ids[]': ['a', 'b'] }, ['a', 'b']],
    [{ ids: '' }, []],
  ])('a list is read from %o', (query, ids) => {
    expect(normaliseQuery(query, schema)).toEqual({ ids });
  });

  test('a query', () => {
    const query = { name: '', nickname: '', kind: '', flag: 'True', at: '1.5e 12', unknown: '1' };
    expect(normaliseQuery(query, schema)).toEqual({ name: '', flag: 'true', at: '1.5e+12' });
  });

  test('a body', () => {
    const body = {
      name: 'n',
      nickname: '',
      kind: '',
      flag: null,
      inner: { kind: '' },
      list: [{ name: null }, { name: '' }],
      free: { a: null, b: '' },
      unknown: 1,
    };
    expect(normaliseBody(body, schema)).toEqual({
      name: 'n',
      nickname: '',
      inner: {},
      list: [{}, { name: '' }],
      free: { a: null, b: '' },
    });
    expect(normaliseBody({ inner: 'text', list: [1, null] }, schema)).toEqual({ inner: 'text', list: [1, null] });
  });
});

describe('fields of connections', () => {
  test('the client is taken out, known names become ours, the rest is kept', () => {
    expect(
      readFields({ clientID: 'c', client_secret: 's', issuerUrl: 'https://i', scopes: ['a'], encryptToken: true }),
    ).toEqual({
      clientId: 'c',
      clientSecret: 's',
      config: { issuer: 'https://i', scopes: ['a'], encryptToken: true },
    });
  });

  test.each([
    { clientSecret: 1 },
    { bindPassword: 'x' },
    { privateKey: 'x' },
    { refresh_token: 'x' },
    { big: 'x'.repeat(70_000) },
  ])('%j is refused', (fields) => {
    expect(() => readFields(fields)).toThrow(DomainError);
  });
});

describe('replay memory', () => {
  test('holds a signature for at least its time, and forgets it later', () => {
    const memory = createReplayMemory(1000);
    expect(memory.use('a', 5000)).toBe(true);
    expect(memory.use('a', 5000)).toBe(false);
    expect(memory.use('b', 5900)).toBe(true);
    expect(memory.use('c', 6100)).toBe(true);
    expect(memory.use('b', 6890)).toBe(false);
    expect(memory.use('a', 20_000)).toBe(true);
  });
});

describe('refusals', () => {
  test('every code has a status and a message in both languages', () => {
    for (const code of Object.keys(errorTable) as ErrorCode[]) {
      expect(wordOf(code).status).toBeGreaterThanOrEqual(400);
      expect(messageOf(new DomainError(code, 'said'), 'en')).toMatch(/[a-z]/);
      expect(messageOf(new DomainError(code, 'said'), 'zh')).toMatch(/\p{Script=Han}/u);
    }
    expect(messageOf(new DomainError('internal', 'said'), 'en')).toBe('internal error');
    expect(messageOf(new DomainError('email_taken', 'said'), 'en')).toBe('said');
    expect(messageOf(new DomainError('invalid_input', 'said', { field: 'email' }), 'zh')).toBe('参数 email 格式错误');
  });
});
