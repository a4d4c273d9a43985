/**
 * Which addresses are not on the public internet: this machine, the local network, and what routers and clouds answer to. Knows no
 * request. Source: IANA special-purpose address registries (RFC 6890 and later), RFC 6761 and RFC 8375 for names.
 */
import { BlockList, isIP, isIPv6 } from 'node:net'

const blocked = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  blocked.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 128],
  ['::1', 128],
  // Addresses of the older kind inside newer ones are judged by what they hold, below.
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  blocked.addSubnet(net, prefix, 'ipv6')

/** Whether an IP address (either version) is not a public one. Anything that is no address counts as private. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(plain)
  if (version === 4) return blocked.check(plain, 'ipv4')
  if (version !== 6) return true
  const inner = embedded(plain)
  return inner === undefined ? blocked.check(plain, 'ipv6') : isPrivateAddress(inner)
}

/** Names that resolve to this machine or stay in the local network, whatever a resolver says. */
const localName = /(^|\.)(localhost|local|internal|lan|home|corp|intranet|home\.arpa)\.?$/i

/**
 * Whether a URL's host names a private place by itself, before anything is resolved. A name without a dot is one of the local
 * network. `host` as `URL.hostname` has it, so numbers in any notation are plain addresses already.
 */
export function isPrivateHost(host: string): boolean {
  if (host.startsWith('[') || isIP(host) !== 0) return isPrivateAddress(host)
  return host === '' || !host.includes('.') || localName.test(host)
}

/** The IPv4 address that an IPv6 one stands for (mapped, compatible, NAT64, 6to4); undefined for others. */
function embedded(address: string): string | undefined {
  if (!isIPv6(address)) return undefined
  const groups = groupsOf(address)
  const zeros = (n: number) => groups.slice(0, n).every((g) => g === 0)
  const dotted = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  if (zeros(5) && groups[5] === 0xffff) return dotted(groups[6], groups[7])
  if (zeros(6) && ((groups[6] ?? 0) !== 0 || (groups[7] ?? 0) > 1)) return dotted(groups[6], groups[7])
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return dotted(groups[6], groups[7])
  if (groups[0] === 0x2002) return dotted(groups[1], groups[2])
  return undefined
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const text = address.replace(/\d+\.\d+\.\d+\.\d+$/, (dotted) => {
    const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = '', tail] = text.split('::')
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)))
  if (tail === undefined) return numbers(head)
  const [before, after] = [numbers(head), numbers(tail)]
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after]
}
