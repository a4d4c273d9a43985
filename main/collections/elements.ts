/**
 * Cuts chunks into JSON values without parsing them: the elements of an array, or values one after the other (a single
 * object, pretty-printed objects in a row). Finds only where values begin and end; what is inside is parsed later.
 */
import { formatBytes } from '../../app/bytes'
import { given } from '../../app/given'
import type { Chunk } from './bytes'
import { hasMark, isBlank } from './lines'
import { longestRecord, type RawBatch, type RawRow, type Start } from './raw'

const quote = 34
const backslash = 92
const comma = 44
const open = { square: 91, curly: 123 } as const
const close = { square: 93, curly: 125 } as const

/** Where cutting goes on; `array`: the offset is inside the array, behind a value. */
export interface ElementStart extends Start {
  readonly array: boolean
  /** An array is one value: a single dialogue is a list of messages. */
  readonly whole?: boolean
  /** The array stands in an object: what follows it is none of its values, but for another list of this kind of name. */
  readonly inObject?: (name: string) => boolean
  /** An object's values, each with its name before it. */
  readonly keyed?: boolean
}

/** The values of a JSON file, as many at a time as a chunk completes. */
export async function* cutElements(
  chunks: AsyncIterable<Chunk>,
  start: ElementStart,
): AsyncGenerator<RawBatch> {
  const scanner = new ElementScanner(start)
  let read = start.offset
  for await (const chunk of chunks) {
    read = chunk.read
    yield { rows: scanner.scan(chunk), read, next: scanner.next() }
  }
  yield { rows: scanner.end(), read, next: scanner.next() }
}

/** Finds where values begin and end, chunk by chunk. */
class ElementScanner {
  readonly #keyed: boolean
  /** Behind the last value of an array in an object: looks for the next one. */
  readonly #between: ReturnType<typeof createBetween> | undefined
  #ended = false
  #line: number
  #depth: number
  /** Depth at which values stand; undefined until the first byte tells. */
  #base: number | undefined
  #inString = false
  #escaped = false
  /** Offset of the value being read; -1 between values. */
  #from = -1
  /** Offset behind its last byte that is no white space. */
  #last = 0
  #held: Buffer[] = []
  #heldLength = 0
  #rows: RawRow[] = []
  #next: Start

  constructor({ offset, line, array, whole, inObject, keyed }: ElementStart) {
    this.#keyed = keyed === true
    this.#between = inObject === undefined ? undefined : createBetween(inObject)
    this.#line = line
    this.#depth = array ? 1 : 0
    this.#base = whole === true ? 0 : array ? 1 : undefined
    this.#next = { offset, line }
  }

  scan(chunk: Chunk): RawRow[] {
    this.#rows = []
    const { bytes, offset } = chunk
    let i = offset === 0 && hasMark(bytes) ? 3 : 0
    while (i < bytes.length) {
      if (this.#ended && this.#between !== undefined) {
        const found = this.#between(bytes, i)
        if (found === undefined) break
        this.#ended = false
        i = found
      } else if (this.#inString) {
        i = this.#overString(bytes, i)
        this.#last = offset + i
      } else this.#over(chunk, i++)
    }
    this.#hold(chunk)
    return this.#rows
  }

  end(): RawRow[] {
    this.#rows = []
    // All bytes are held already; an open bracket or string means that the file was cut off.
    const torn = this.#inString || this.#depth > (this.#base ?? 0) || this.#base === 1
    this.#finish({ offset: this.#last, bytes: Buffer.alloc(0), read: this.#last }, torn)
    return this.#rows
  }

  /** Behind the last finished value. */
  next(): Start {
    return this.#next
  }

  /** Keeps what a value has in this chunk; of one that is too long nothing. */
  #hold({ bytes, offset }: Chunk): void {
    if (this.#from < 0) return
    const part = bytes.subarray(Math.max(0, this.#from - offset))
    this.#heldLength += part.length
    if (this.#heldLength <= longestRecord) this.#held.push(part)
    else this.#held = []
  }

  #finish(chunk: Chunk, torn: boolean): void {
    const [from, last] = [this.#from, this.#last]
    if (from < 0) return
    const length = last - from
    const tail = chunk.bytes.subarray(Math.max(0, from - chunk.offset), Math.max(0, last - chunk.offset))
    const tooLong = length > longestRecord
    const problem = `The record is longer than ${formatBytes(longestRecord)} and was passed over.`
    const bytes = tooLong ? undefined : Buffer.concat([...this.#held, tail]).subarray(0, length)
    this.#rows.push({
      offset: from,
      length,
      line: this.#line++,
      ...(bytes === undefined ? { problem } : { bytes }),
      ...given({ torn: torn || undefined, keyed: this.#keyed || undefined }),
    })
    this.#next = { offset: from + length, line: this.#line }
    this.#from = -1
    this.#held = []
    this.#heldLength = 0
  }

  /** Reads over the inside of a string from `i`; the index behind what was read. */
  #overString(bytes: Buffer, i: number): number {
    let escaped = this.#escaped
    while (i < bytes.length) {
      const byte = bytes[i++]
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) {
        this.#inString = false
        break
      }
    }
    this.#escaped = escaped
    return i
  }

  /** Reads over one byte outside of strings. */
  #over(chunk: Chunk, i: number): void {
    const byte = chunk.bytes[i]
    const at = chunk.offset + i
    if (byte === quote) {
      this.#begin(at)
      this.#inString = true
    } else if (byte === open.square || byte === open.curly) this.#open(byte, at)
    else if (byte === close.square || byte === close.curly) this.#close(chunk, at)
    else if (this.#depth === this.#base && byte === comma) this.#finish(chunk, false)
    else if (!isBlank(byte)) {
      this.#base ??= 0
      this.#begin(at)
      this.#last = at + 1
    } else if (this.#depth === 0) this.#finish(chunk, false)
  }

  #begin(at: number): void {
    if (this.#from < 0) this.#from = at
  }

  #open(byte: number, at: number): void {
    if (this.#base === undefined && byte === open.square) {
      this.#base = this.#depth = 1
      return
    }
    this.#base ??= 0
    // Objects that stand one after the other need no comma between them.
    this.#begin(at)
    this.#depth++
  }

  #close(chunk: Chunk, at: number): void {
    if (this.#depth > (this.#base ?? 0)) {
      this.#depth--
      this.#last = at + 1
      if (this.#depth === this.#base && this.#base === 0) this.#finish(chunk, false)
    } else {
      this.#finish(chunk, false)
      this.#ended = this.#between !== undefined
    }
  }
}

/**
 * Reads over what stands between two lists of one object; gives the index behind the bracket of the next list whose name is
 * of the right kind, or the end. Keeps its place from chunk to chunk.
 */
function createBetween(
  isList: (name: string) => boolean,
): (bytes: Buffer, from: number) => number | undefined {
  let depth = 0
  let name: number[] = []
  let inString = false
  let escaped = false
  return (bytes, from) => {
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
        // No name of a list is long; values are read over.
        if (inString && name.length < 100) name.push(byte)
      } else if (byte === quote) {
        inString = true
        name = []
      } else if (byte === open.square && depth === 0 && isList(Buffer.from(name).toString('utf8')))
        return i + 1
      else if (byte === open.square || byte === open.curly) depth++
      else if (byte === close.square || byte === close.curly) depth--
    }
    return undefined
  }
}
