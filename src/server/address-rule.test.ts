import { expect, test } from 'vitest';
import { createAddressRule } from './address-rule.ts';

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '2001:0:1::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fd00::1',
  'fe80::1',
  'fe80::1%lo',
  'ff02::1',
  'not an address',
  '',
])('refuses `%s`', (address) => {
  expect(createAddressRule([])(address)).toBe(false);
});

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
])('allows `%s`', (address) => {
  expect(createAddressRule([])(address)).toBe(true);
});

test('allows what the operator names, and no more', () => {
  const isAllowed = createAddressRule(['10.20.0.0/16', 'fd00:1::/32', '::1/128']);
  expect(['10.20.255.1', '::ffff:10.20.0.1', 'fd00:1::5', '::1'].map(isAllowed)).toEqual([true, true, true, true]);
  expect(['10.21.0.1', 'fd00:2::5', '127.0.0.1', '::2'].map(isAllowed)).toEqual([false, false, false, false]);
});

test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'localhost/8', '10.0.0.0/8/8', '10.0.0.0/ 8', ''])(
  'does not take `%s` for a network',
  (network) => {
    expect(() => createAddressRule([network])).toThrow(RangeError);
  },
);
