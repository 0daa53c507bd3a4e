import { expect, test } from 'vitest';
import { blankReport, failedStep, failStep, passStep, withoutSecrets } from './connection-test.ts';

const outcomes = (report: ReturnType<typeof blankReport>) =>
  report.steps.map(({ step, outcome }) => `${step}:${outcome}`);

test('a passed step takes those before it along', () => {
  expect(outcomes(passStep(blankReport('redirect'), 'authorization'))).toEqual([
    'discovery:passed',
    'authorization:passed',
    'callback:not_reached',
    'token_exchange:not_reached',
    'claims:not_reached',
    'mapping:not_reached',
    'decision:not_reached',
  ]);
});

test('a failed step leaves those after it alone, and keeps what earlier ones said', () => {
  const begun = passStep(blankReport('password'), 'password', 'well typed');
  const failed = failStep(begun, 'mapping', 'mapping_failed', 'no');
  expect(outcomes(failed)).toEqual(['password:passed', 'claims:passed', 'mapping:failed', 'decision:not_reached']);
  expect(failed.steps[0]?.said).toBe('well typed');
  expect(outcomes(failStep(blankReport('redirect'), 'discovery', 'x', 'no'))[0]).toBe('discovery:failed');
});

test.each([
  ['start', 'provider_unreachable', false, 'discovery'],
  ['finish', 'callback_invalid', true, 'callback'],
  ['finish', 'access_denied', true, 'authorization'],
  ['finish', 'provider_error', true, 'authorization'],
  ['finish', 'provider_error', false, 'token_exchange'],
  ['finish', 'token_invalid', false, 'token_exchange'],
  ['finish', 'claims_invalid', false, 'claims'],
  ['password', 'access_denied', false, 'password'],
  ['password', 'claims_invalid', false, 'claims'],
] as const)('a failure in %s of `%s` (said by the provider: %s) is one of %s', (during, reason, said, step) => {
  expect(failedStep(during, reason, said)).toBe(step);
});

test('leaves out what is called a secret, however deep', () => {
  expect(withoutSecrets({ sub: '1', access_token: 'a', deep: [{ clientSecret: 'b', name: 'Ada' }] })).toEqual({
    sub: '1',
    access_token: '(left out)',
    deep: [{ clientSecret: '(left out)', name: 'Ada' }],
  });
});
