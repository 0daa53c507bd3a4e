import { describe, expect, test } from 'vitest';
import { matchTail } from './user-routes.ts';

const unlink = '/identities/:provider/:user_id';

describe('matchTail', () => {
  test.each<[string, string, object | null]>([
    ['auth0|a/b', '', { id: 'auth0|a/b' }],
    ['auth0|a/b/identities', '/identities', { id: 'auth0|a/b' }],
    ['auth0|a/identities/b', '/identities', null],
    ['identities', '/identities', null],
    ['auth0|a/identities/github/1', unlink, { id: 'auth0|a', provider: 'github', user_id: '1' }],
    ['auth0|a/b/identities/oidc/c|d/e', unlink, { id: 'auth0|a/b', provider: 'oidc', user_id: 'c|d/e' }],
    ['a/identities/x/identities/oidc/1', unlink, { id: 'a/identities/x', provider: 'oidc', user_id: '1' }],
    ['auth0|a/identities/github', unlink, null],
    ['auth0|a/logs', unlink, null],
  ])('%s as %s', (path, tail, params) => {
    expect(matchTail(path.split('/'), tail)).toEqual(params);
  });
});
