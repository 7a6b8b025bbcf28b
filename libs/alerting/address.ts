import { BlockList, isIP, isIPv4 } from 'node:net';

type Range = readonly [network: string, prefix: number];

/** Addresses that are not of the public internet, by what they are (IANA special-purpose registries). */
const ranges: Readonly<Record<string, readonly Range[]>> = {
  unspecified: [
    ['0.0.0.0', 8],
    ['::', 128],
  ],
  loopback: [
    ['127.0.0.0', 8],
    ['::1', 128],
  ],
  private: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['fc00::', 7],
    ['fec0::', 10],
  ],
  'shared (carrier NAT)': [['100.64.0.0', 10]],
  'link-local': [
    ['169.254.0.0', 16],
    ['fe80::', 10],
  ],
  multicast: [
    ['224.0.0.0', 4],
    ['ff00::', 8],
  ],
  documentation: [
    ['192.0.2.0', 24],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['2001:db8::', 32],
    ['3fff::', 20],
  ],
  // These carry an IPv4 address within, so that a gateway may lead anywhere.
  translated: [
    ['192.88.99.0', 24],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
  ],
  reserved: [
    ['192.0.0.0', 24],
    ['198.18.0.0', 15],
    ['240.0.0.0', 4],
    ['2001::', 23],
  ],
};

function blockList(networks: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIPv4(network) ? 'ipv4' : 'ipv6');
  return list;
}

const lists = Object.entries(ranges).map(([kind, networks]) => ({ kind, list: blockList(networks) }));
const mapped = blockList([['::ffff:0:0', 96]]);
const globalUnicast = blockList([['2000::', 3]]);

/** The IPv4 address in a mapped one such as `::ffff:10.0.0.1` or `::ffff:a00:1`. */
function unmapped(address: string): string {
  // The parser of URLs has one spelling for an address: its last two groups are hexadecimal.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high, low] = groups.map((group) => Number.parseInt(group || '0', 16));
  const bits = (high ?? 0) * 65_536 + (low ?? 0);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

/**
 * Why an outgoing request must not go to an address, in a word: `loopback`, `private`, `link-local`, …; undefined for an
 * address of the public internet. Ask for the address that the connection is made to, not for a name: a name may lead
 * elsewhere the next time. What is no address in the usual spelling is refused too.
 */
export function notPublic(address: string): string | undefined {
  // A zone (`fe80::1%eth0`) belongs to addresses of a link alone.
  if (address.includes('%')) return 'link-local';
  const family = isIP(address);
  if (family === 0) return 'not an address';
  if (family === 6 && mapped.check(address, 'ipv6')) return notPublic(unmapped(address));
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const found = lists.find(({ list }) => list.check(address, type));
  if (found) return found.kind;
  return family === 6 && !globalUnicast.check(address, 'ipv6') ? 'reserved' : undefined;
}
