/** Cuts chunks into lines: JSONL. A byte-order mark, CRLF, blank lines and a last line without an end are all right. */
import { formatBytes } from '../../app/bytes'
import { given } from '../../app/given'
import type { Chunk } from './bytes'
import { longestRecord, type RawBatch, type RawRow, type Start } from './raw'

const newline = 10
const carriage = 13

/** The lines of a file from a line's beginning on, as many at a time as a chunk completes. */
export async function* cutLines(chunks: AsyncIterable<Chunk>, start: Start): AsyncGenerator<RawBatch> {
  let { offset, line } = start
  let held: Buffer[] = []
  let heldLength = 0
  let tooLong = false
  let read = start.offset
  const row = (bytes: Buffer, torn: boolean): RawRow | undefined => {
    const length = heldLength + bytes.length
    const whole = tooLong ? undefined : held.length === 0 ? bytes : Buffer.concat([...held, bytes])
    held = []
    heldLength = 0
    tooLong = false
    const place = { offset, line }
    // The end of the file ends a line without a line feed.
    offset += length + (torn ? 0 : 1)
    line++
    if (whole === undefined)
      return {
        ...place,
        length,
        problem: `The line is longer than ${formatBytes(longestRecord)} and was passed over.`,
      }
    const { from, end } = inside(whole, place.offset === 0)
    if (from === end) return undefined
    const text = whole.subarray(from, end)
    return {
      offset: place.offset + from,
      length: end - from,
      line: place.line,
      bytes: text,
      ...given({ torn: torn || undefined }),
    }
  }
  for await (const { bytes, read: behind } of chunks) {
    read = behind
    const rows: RawRow[] = []
    let from = 0
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      const next = row(bytes.subarray(from, end), false)
      if (next !== undefined) rows.push(next)
      from = end + 1
    }
    const rest = bytes.subarray(from)
    heldLength += rest.length
    if (heldLength > longestRecord) {
      tooLong = true
      held = []
    } else if (rest.length > 0) held.push(rest)
    yield { rows, read, next: { offset, line } }
  }
  if (heldLength === 0) return
  // `row` counts what is held; the end of the file adds nothing.
  const last = row(Buffer.alloc(0), true)
  yield { rows: last === undefined ? [] : [last], read, next: { offset, line } }
}

/** Where the text begins and ends without byte-order mark, carriage return and blanks around. */
function inside(bytes: Buffer, first: boolean): { readonly from: number; readonly end: number } {
  let from = first && hasMark(bytes) ? 3 : 0
  let end = bytes.length
  while (from < end && isBlank(bytes[from])) from++
  while (end > from && isBlank(bytes[end - 1])) end--
  return { from, end }
}

/** Whether bytes begin with the UTF-8 byte-order mark. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Space, tab, line feed, carriage return: what JSON calls white space. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === newline || byte === carriage
}
