import { describe, expect, test } from 'vitest';
import { type ApplicationSubject, chooseAccount } from './application.ts';
import { requireOrigin, requireRedirectUri } from './redirect-uri.ts';

const told = (userId: string, createdAt: string): ApplicationSubject => ({
  tenantId: 't',
  applicationId: 'a',
  userId,
  subject: userId,
  createdAt,
});

describe('the account that an application hears of', () => {
  test('is the live one when nothing was told, or it was told of', () => {
    expect(chooseAccount('keep', 'live', [])).toBe('live');
    expect(chooseAccount('keep', 'live', [told('merged', '2026-01-01'), told('live', '2026-02-01')])).toBe('live');
  });

  test('is the one that it knew, the oldest of several', () => {
    expect(chooseAccount('keep', 'live', [told('later', '2026-02-01'), told('first', '2026-01-01')])).toBe('first');
  });

  test('is the live one always, where that was chosen', () => {
    expect(chooseAccount('survivor', 'live', [told('merged', '2026-01-01')])).toBe('live');
  });
});

describe('redirect URIs', () => {
  test.each([
    'https://app.example.com/callback',
    'https://app.example.com/callback?a=b',
    'http://localhost:3000/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:8080/callback',
    'com.example.app:/callback',
    'com.example.app://id.example.com/ios/com.example.app/callback',
  ])('%s is taken', (uri) => {
    expect(() => requireRedirectUri(uri, 'redirectUris')).not.toThrow();
  });

  test.each([
    'http://app.example.com/callback',
    'http://localhost.evil.example/callback',
    'https://app.example.com/#here',
    'https://app.example.com/callback#',
    'https://user:password@app.example.com/',
    'https://*.example.com/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    '/callback',
    'app.example.com',
    '',
  ])('%j is refused', (uri) => {
    expect(() => requireRedirectUri(uri, 'redirectUris')).toThrow(/cannot be used/);
  });

  test('an origin is scheme, host and port alone', () => {
    for (const origin of ['https://spa.example.com', 'http://localhost:5173'])
      expect(() => requireOrigin(origin, 'webOrigins')).not.toThrow();
    for (const origin of ['https://spa.example.com/', 'https://spa.example.com/a', 'spa.example.com', '*', 'null'])
      expect(() => requireOrigin(origin, 'webOrigins'), origin).toThrow();
  });
});
