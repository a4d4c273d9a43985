/** Zip files as programs write them, for tests: any way of packing, any claim about a size. */
import { crc32, deflateRawSync } from 'node:zlib'

/** An entry. `claims`: the unpacked size it says it has. */
export interface ZipEntry {
  readonly name: string
  readonly text: string
  readonly method?: 'stored' | 'deflated' | 'zstd'
  readonly claims?: number
}

const numbers = { stored: 0, deflated: 8, zstd: 93 } as const

/** The bytes of a zip file. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text, method = 'deflated', claims } of entries) {
    const bytes = Buffer.from(text)
    const packed = method === 'stored' ? bytes : method === 'zstd' ? zstdOf(bytes) : deflateRawSync(bytes)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(numbers[method], 4)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(claims ?? bytes.length, 18)
    shared.writeUInt16LE(Buffer.byteLength(name), 22)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, rest, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

/** A zstd frame of raw blocks: whole, and nothing is packed. Source: RFC 8878, 3.1.1. */
function zstdOf(bytes: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt32LE(0xfd2fb528, 0)
  head.writeUInt8(0b10100000, 4) // one segment, four bytes of content size
  head.writeUInt32LE(bytes.length, 5)
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length || at === 0; at += 100_000) {
    const part = bytes.subarray(at, at + 100_000)
    const last = at + 100_000 >= bytes.length ? 1 : 0
    const block = Buffer.alloc(3)
    block.writeUIntLE((part.length << 3) | last, 0, 3)
    blocks.push(block, part)
  }
  return Buffer.concat([head, ...blocks])
}
