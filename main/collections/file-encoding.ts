/** In which encoding a file's text is: its beginning, and where that is plain ASCII some places further in. */
import { openForReading } from './bytes'
import { encodingNamed, guessEncoding, unsureEncoding, type Encoding } from './encoding'

/** What is read of a file to see what it is. */
export const headSize = 1 << 16

/** Undefined: UTF-8. Text that is nothing but ASCII at its beginning is looked at in further places, too. */
export async function encodingOf(
  path: string,
  head: Buffer,
  { gzip, encoding }: { readonly gzip: boolean; readonly encoding: string | undefined },
): Promise<Encoding | undefined> {
  if (encoding !== undefined) {
    const named = encodingNamed(encoding)
    return named === 'utf-8' ? undefined : named
  }
  const guess = guessEncoding(head, gzip ? [] : await samplesOf(path))
  if (guess.type === 'unsure') throw unsureEncoding(guess.candidates)
  return guess.type === 'utf-8' ? undefined : guess.encoding
}

/** Places in a file at which its encoding is looked at besides its beginning. */
const samplePlaces = 12
const sampleSize = 1 << 14

async function samplesOf(path: string): Promise<readonly Buffer[]> {
  const file = await openForReading(path)
  try {
    const { size } = await file.stat()
    if (size <= headSize) return []
    const samples: Buffer[] = []
    for (let i = 1; i <= samplePlaces; i++) {
      const at = Math.max(headSize, Math.floor((size * i) / samplePlaces) - sampleSize)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleSize), 0, sampleSize, at)
      samples.push(buffer.subarray(0, bytesRead))
    }
    return samples
  } finally {
    await file.close()
  }
}
