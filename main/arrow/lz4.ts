/**
 * LZ4 frames, as Arrow's writers pack buffers (pandas' `to_feather` unless told otherwise). The libraries there are either unpack bare
 * blocks, where these refer to what came before them in the frame, or are no longer kept. Knows nothing of Arrow.
 * Source: lz4/lz4, doc/lz4_Frame_format.md and doc/lz4_Block_format.md.
 */

/** A frame unpacked to the length it is said to have. @throws Error for one that is broken or longer. */
export function unLz4(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 7 || view.getUint32(0, true) !== 0x184d2204) throw new Error('no LZ4 frame')
  const flags = view.getUint8(4)
  let at = 6 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4) + 1
  const checked = (flags & 16) === 0 ? 0 : 4
  const out = new Uint8Array(length)
  let end = 0
  for (;;) {
    const head = view.getUint32(at, true)
    at += 4
    if (head === 0) break
    const size = head & 0x7fffffff
    const block = bytes.subarray(at, at + size)
    if (block.length < size) throw new Error('LZ4 frame cut off')
    if (head >>> 31 === 0) end = unBlock(block, out, end)
    else {
      out.set(block, end)
      end += size
    }
    at += size + checked
  }
  if (end !== length) throw new Error('LZ4 frame of another length')
  return out
}

/** A block unpacked behind what there is; where it ends. */
function unBlock(block: Uint8Array, out: Uint8Array, from: number): number {
  let to = from
  let i = 0
  /** A length that goes on in further bytes while they are full. */
  const more = (start: number): number => {
    let length = start
    if (start === 15)
      for (let byte = 255; byte === 255;) {
        byte = block[i++] ?? 0
        length += byte
      }
    return length
  }
  while (i < block.length) {
    const token = block[i++] ?? 0
    const literals = more(token >> 4)
    out.set(block.subarray(i, i + literals), to)
    i += literals
    to += literals
    if (i >= block.length) break
    const back = (block[i] ?? 0) | ((block[i + 1] ?? 0) << 8)
    i += 2
    const length = more(token & 15) + 4
    if (back === 0 || back > to || to + length > out.length) throw new Error('LZ4 block broken')
    for (let n = 0; n < length; n++, to++) out[to] = out[to - back] ?? 0
  }
  return to
}
