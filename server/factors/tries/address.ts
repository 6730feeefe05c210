import { isIPv6 } from 'node:net'

/**
 * What counts as one address: an IPv4 address, or a /64 of IPv6, which is what one subscriber gets (RFC 6177) and
 * walks through freely. IPv4 in IPv6 (RFC 4291 2.5.5.2) is IPv4. What is no address stands for itself.
 */
export function countedAddress(address: string): string {
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return bare
  // The URL parser writes every spelling of an address in one way (RFC 5952), a dotted tail as hexadecimal.
  const [before = '', after] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return dotted(groups.slice(6))
  return `${groups.slice(0, 4).join(':')}::/64`
}

const dotted = (groups: readonly string[]) =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join('.')
