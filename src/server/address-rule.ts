/**
 * Which IP addresses are public: those that the IANA special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry) leave over.
 */
import { BlockList, isIP } from 'node:net';

export type AddressRule = (address: string) => boolean;

const reservedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // shared between carriers and their customers
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Everything outside of this is reserved, local or unassigned. */
const globalIpv6 = ['2000::/3'];

const reservedIpv6 = [
  '2001::/23', // protocol assignments, Teredo among them, which carries an IPv4 address inside
  '2001:db8::/32',
  '2002::/16', // 6to4, the same
  '3fff::/20',
];

/** Public addresses, and those in `allowedNetworks` (CIDR). Throws a `RangeError` for a network that is not one. */
export function createAddressRule(allowedNetworks: readonly string[]): AddressRule {
  const allowed = listNetworks(allowedNetworks);
  const reserved = listNetworks([...reservedIpv4, ...reservedIpv6]);
  const global = listNetworks(globalIpv6);
  return (address) => {
    const plain = carriedIpv4(address) ?? address;
    if (isIP(plain) === 4) return allowed.check(plain, 'ipv4') || !reserved.check(plain, 'ipv4');
    if (isIP(plain) !== 6) return false;
    return allowed.check(plain, 'ipv6') || (global.check(plain, 'ipv6') && !reserved.check(plain, 'ipv6'));
  };
}

function listNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = '', ...rest] = network.split('/');
    const family = isIP(address);
    if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128) || rest.length > 0)
      throw new RangeError(`\`${network}\` is not a network; write it like \`10.0.0.0/8\` or \`fd00::/8\``);
    list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** The IPv4 address that an IPv6 one reaches: mapped (RFC 4291 §2.5.5.2), or through NAT64 (RFC 6052 §2.1). */
function carriedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6 || !URL.canParse(`http://[${address}]`)) return undefined;
  // `URL` writes every spelling of an IPv6 address in one way (RFC 5952).
  const spelling = new URL(`http://[${address}]`).hostname;
  const [, high, low] = /^\[(?:::ffff|64:ff9b:):([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(spelling) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}
