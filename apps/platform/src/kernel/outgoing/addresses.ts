import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet: IANA special-purpose registries for IPv4 and IPv6 (RFC 6890). */
const special = new BlockList();
const specialRanges: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
];
for (const [network, length, family] of specialRanges) special.addSubnet(network, length, family);

/** Only 2000::/3 is global unicast; of it these reach special or embedded IPv4 networks. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const specialIpv6 = new BlockList();
specialIpv6.addSubnet('2001::', 23, 'ipv6');
specialIpv6.addSubnet('2001:db8::', 32, 'ipv6');
specialIpv6.addSubnet('2002::', 16, 'ipv6');
specialIpv6.addSubnet('3fff::', 20, 'ipv6');

/** The IPv4 address inside ::ffff:a.b.c.d (also in hex form), which connects to that IPv4 host. */
export function unmapped(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (hex === null) return address;
  const high = Number.parseInt(hex[1] ?? '0', 16);
  const low = Number.parseInt(hex[2] ?? '0', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

export function isPublicAddress(address: string): boolean {
  const plain = unmapped(address);
  switch (isIP(plain)) {
    case 4:
      return !special.check(plain, 'ipv4');
    case 6:
      return globalUnicast.check(plain, 'ipv6') && !specialIpv6.check(plain, 'ipv6');
    default:
      return false;
  }
}

/** Hosts, addresses and CIDR ranges that the operators listed. */
export interface AllowList {
  hasHost(hostname: string): boolean;
  hasAddress(address: string): boolean;
}

export function createAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = '', length] = entry.trim().toLowerCase().split('/');
    const bare = address.replace(/^\[|\]$/g, '');
    const version = isIP(bare);
    if (version === 0) hosts.add(bare);
    else
      networks.addSubnet(
        bare,
        length === undefined ? (version === 4 ? 32 : 128) : Number(length),
        version === 4 ? 'ipv4' : 'ipv6',
      );
  }
  return {
    hasHost: (hostname) => hosts.has(hostname.toLowerCase()),
    hasAddress(address) {
      const plain = unmapped(address);
      return networks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
