/** What fontkit asks of the package `brotli`, done by Node: scripts/build.mjs puts it in the package's place. Knows no font. */
import { brotliDecompressSync } from 'node:zlib'

/** The bytes of a font's tables (WOFF2). @throws Error when they are none. */
export default function decompress(bytes: Uint8Array): Uint8Array {
  return brotliDecompressSync(bytes)
}
