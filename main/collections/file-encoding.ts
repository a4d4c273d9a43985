/** In which encoding a file's text is: its beginning, and where that is plain ASCII some places further in. */
import { openForReading } from './bytes'
import { encodingNamed, guessEncoding, unsureEncoding, type Encoding } from './encoding'
import { encodingName } from '../../app/encodings'
import { Failure } from '../../app/failure'

/** What is read of a file to see what it is. */
export const headSize = 1 << 16

/**
 * How the text of a file that is read piece by piece is decoded: for encodings in which tabs, quotes and line ends are the bytes that
 * ASCII has. @throws Failure `bad-input` for UTF-16, and where it cannot be told.
 */
export async function pieceDecoder(path: string): Promise<(bytes: Buffer) => string> {
  const encoding = await encodingOf(path, await headOf(path), { gzip: false, encoding: undefined })
  if (encoding === undefined) return (bytes) => bytes.toString('utf8')
  if (encoding.startsWith('utf-16'))
    throw new Failure(
      'bad-input',
      `The text of this file is ${encodingName(encoding)}. Save it as UTF-8 and open that.`,
    )
  return (bytes) => new TextDecoder(encoding).decode(bytes)
}

async function headOf(path: string): Promise<Buffer> {
  const file = await openForReading(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

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
