/**
 * Cuts chunks into JSON values without parsing them: the elements of an array, or values one after the other (a single
 * object, pretty-printed objects in a row). Finds only where values begin and end; what is inside is parsed later.
 */
import { formatBytes } from '../../app/bytes'
import { given } from '../../app/given'
import type { Chunk } from './bytes'
import { hasMark, isBlank } from './lines'
import { longest, type Batch, type RawRow, type Start } from './raw'

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
export async function* cutElements(chunks: AsyncIterable<Chunk>, start: ElementStart): AsyncGenerator<Batch> {
  const scanner = createScanner(start)
  let read = start.offset
  for await (const chunk of chunks) {
    read = chunk.read
    yield { rows: scanner.scan(chunk), read, next: scanner.next() }
  }
  yield { rows: scanner.end(), read, next: scanner.next() }
}

interface Scanner {
  readonly scan: (chunk: Chunk) => RawRow[]
  readonly end: () => RawRow[]
  /** Behind the last finished value. */
  readonly next: () => Start
}

function createScanner(start: ElementStart): Scanner {
  let line = start.line
  let depth = start.array ? 1 : 0
  /** Depth at which values stand; undefined until the first byte tells. */
  let base = start.whole === true ? 0 : start.array ? 1 : undefined
  let inString = false
  let escaped = false
  /** Behind the last value of an array in an object: looks for the next one. */
  const between = start.inObject === undefined ? undefined : createBetween(start.inObject)
  let ended = false
  /** Offset of the value being read; -1 between values. */
  let from = -1
  /** Offset behind its last byte that is no white space. */
  let last = 0
  let held: Buffer[] = []
  let heldLength = 0
  let rows: RawRow[] = []
  let next: Start = { offset: start.offset, line: start.line }

  const finish = (chunk: Chunk, torn: boolean) => {
    if (from < 0) return
    const length = last - from
    const tail = chunk.bytes.subarray(Math.max(0, from - chunk.offset), Math.max(0, last - chunk.offset))
    const tooLong = length > longest
    const problem = `The record is longer than ${formatBytes(longest)} and was passed over.`
    const bytes = tooLong ? undefined : Buffer.concat([...held, tail]).subarray(0, length)
    rows.push({
      offset: from,
      length,
      line: line++,
      ...(bytes === undefined ? { problem } : { bytes }),
      ...given({ torn: torn || undefined, keyed: start.keyed || undefined }),
    })
    next = { offset: from + length, line }
    from = -1
    held = []
    heldLength = 0
  }
  /** Reads over the inside of a string from `i`; the index behind what was read. */
  const overString = (bytes: Buffer, i: number): number => {
    while (i < bytes.length) {
      const byte = bytes[i++]
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) {
        inString = false
        break
      }
    }
    return i
  }
  const over = (chunk: Chunk, i: number): number => {
    const { bytes, offset } = chunk
    const byte = bytes[i]
    const at = offset + i
    if (byte === quote) {
      if (from < 0) from = at
      inString = true
      return i + 1
    }
    if (byte === open.square || byte === open.curly) {
      if (base === undefined && byte === open.square) {
        base = depth = 1
        return i + 1
      }
      base ??= 0
      // Objects that stand one after the other need no comma between them.
      if (from < 0) from = at
      depth++
      return i + 1
    }
    if (byte === close.square || byte === close.curly) {
      if (depth > (base ?? 0)) {
        depth--
        last = at + 1
        if (depth === base && base === 0) finish(chunk, false)
      } else {
        finish(chunk, false)
        ended = between !== undefined
      }
      return i + 1
    }
    if (depth === base && byte === comma) finish(chunk, false)
    else if (!isBlank(byte)) {
      base ??= 0
      if (from < 0) from = at
      last = at + 1
    } else if (depth === 0 && from >= 0) finish(chunk, false)
    return i + 1
  }
  return {
    scan: (chunk) => {
      rows = []
      const { bytes, offset } = chunk
      let i = offset === 0 && hasMark(bytes) ? 3 : 0
      while (i < bytes.length) {
        if (ended && between !== undefined) {
          const found = between(bytes, i)
          if (found === undefined) break
          ended = false
          i = found
        } else if (inString) {
          i = overString(bytes, i)
          last = offset + i
        } else i = over(chunk, i)
      }
      if (from >= 0) {
        const part = bytes.subarray(Math.max(0, from - offset))
        heldLength += part.length
        if (heldLength <= longest) held.push(part)
        else held = []
      }
      return rows
    },
    end: () => {
      rows = []
      // All bytes are held already; an open bracket or string means that the file was cut off.
      finish(
        { offset: last, bytes: Buffer.alloc(0), read: last },
        inString || depth > (base ?? 0) || base === 1,
      )
      return rows
    },
    next: () => next,
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
