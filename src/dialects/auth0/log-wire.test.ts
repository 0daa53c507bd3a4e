import { describe, expect, test } from 'vitest';
import type { Event } from '../../domain/event.ts';
import { toLogWire } from './log-wire.ts';

const event: Event = {
  id: '0190a2b4-c6d8-7e0f-8123-456789abcdef',
  tenantId: '0190a2b4-0000-7000-8000-000000000001',
  type: 'user.created',
  actor: { kind: 'system', id: null, label: 'sign-in' },
  userId: '0190a2b4-0000-7000-8000-000000000002',
  counterpartUserId: null,
  identityId: null,
  identityProviderId: null,
  before: null,
  after: null,
  decision: null,
  requestId: null,
  undoes: null,
  createdAt: '2026-11-21T12:00:00.000Z',
};
const decision = { action: 'link' };

describe('toLogWire', () => {
  test.each<[string, Partial<Event>, string]>([
    ['a call that makes a user', { type: 'user.created' }, 'sapi'],
    ['a first sign-in', { type: 'user.created', decision }, 'ss'],
    ['a link by hand', { type: 'identity.linked' }, 'sapi'],
    ['a sign-in that links', { type: 'identity.linked', decision }, 's'],
    ['a sign-in', { type: 'user.signed_in', decision }, 's'],
    ['a refused sign-in', { type: 'user.sign_in_refused', decision }, 'f'],
    ['a merge, which is decided too', { type: 'user.merged', decision }, 'sapi'],
    ['a sign-out', { type: 'session.ended' }, 'slo'],
  ])('%s', (_what, change, type) => {
    expect(toLogWire({ ...event, ...change }, undefined)).toMatchObject({ type, description: expect.any(String) });
  });

  test('names the client, the user as it is called, and nothing that is not known', () => {
    const key = '0190a2b4-0000-7000-8000-000000000003';
    const actor = { kind: 'api_key', id: key, label: 'billing', ip: '192.0.2.1', dialect: 'auth0' };
    expect(toLogWire({ ...event, actor }, { userId: 'github|1', name: null })).toEqual({
      _id: '0190a2b4c6d87e0f8123456789abcdef',
      log_id: '0190a2b4c6d87e0f8123456789abcdef',
      date: '2026-11-21T12:00:00.000Z',
      type: 'sapi',
      description: 'Create a User',
      client_id: expect.stringMatching(/^[0-9A-Za-z]{43}$/),
      client_name: 'billing',
      ip: '192.0.2.1',
      user_id: 'github|1',
      isMobile: false,
      details: { event: 'user.created', dialect: 'auth0' },
    });
  });

  test('remembers what a user was called who is no more', () => {
    const user = { id: event.userId, originKey: 'github|1' };
    expect(toLogWire({ ...event, after: { user } }, undefined).user_id).toBe('github|1');
    expect(toLogWire(event, undefined).user_id).toBe('auth0|0190a2b4000070008000000000000002');
  });
});
