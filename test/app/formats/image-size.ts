/** Sizes of PNG files, for tests that compare with real crops. */
import { readFileSync } from 'node:fs'

/** Width and height of a PNG, from its header. */
export function imageSize(file: URL): { readonly width: number; readonly height: number } {
  const bytes = readFileSync(file)
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}
