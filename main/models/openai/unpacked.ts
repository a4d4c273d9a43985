/** A body as it was before a server or proxy compressed it, unasked. Pieces come out as they come in. */
import { pipeline, type Readable } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Failure } from '../../../app/failure'

/** The body by its `content-encoding`. @throws Failure `model-failed` for one nobody here can undo. */
export function decompressed(body: Readable, encoding: string, name: string): AsyncIterable<Uint8Array> {
  const last = encoding.trim().toLowerCase()
  if (last === '' || last === 'identity') return body
  const unpacker = unpackerFor(last)
  if (unpacker === undefined) {
    body.destroy()
    throw new Failure(
      'model-failed',
      `${name} compresses its answers with “${last}”, which Relook cannot read.`,
    )
  }
  // Whatever breaks it is thrown where the pieces are read.
  pipeline(body, unpacker, () => undefined)
  return unpacker
}

function unpackerFor(encoding: string) {
  // Flushed at every piece: an answer is read while it is written.
  const options = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(options)
  if (encoding === 'deflate') return createInflate(options)
  if (encoding === 'br') return createBrotliDecompress()
  return undefined
}
