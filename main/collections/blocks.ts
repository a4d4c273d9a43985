/**
 * Cuts a text log into its blocks: one for each question, from its heading (`Iteration 12:`, `Sample 12:`) to the next.
 * What stands before the first is no record. What a block says is the format's business.
 */
import { formatBytes } from '../../app/bytes'
import type { Chunk } from './bytes'
import { longestRecord, type RawBatch, type RawRow, type Start } from './raw'

/** A heading at the beginning of a line. */
const heading = /^(?:Iteration|Sample) \d+:[ \t]*\r?$/gm

/** Whether the beginning of a file is such a log: a heading, and the line that what a model wrote stands below. */
export function isLog(head: string): boolean {
  return head.search(heading) >= 0 && /^(?:Full )?Response:[ \t]*\r?$/m.test(head)
}

/** The blocks of a file from a block's beginning on (or from its own). `line`: of the heading. */
export async function* cutBlocks(chunks: AsyncIterable<Chunk>, start: Start): AsyncGenerator<RawBatch> {
  let held: Buffer = Buffer.alloc(0)
  /** Offset of what is held, and its line. */
  let { offset, line } = start
  let read = start.offset
  /** Blocks that are whole; all of them at the end of the file. */
  const cut = (last: boolean): RawRow[] => {
    const text = held.toString('latin1')
    const heads = [...text.matchAll(heading)].map((m) => m.index)
    const rows: RawRow[] = []
    let from = 0
    const over = (to: number) => {
      line += newlinesIn(held.subarray(from, to))
      from = to
    }
    for (const [i, head] of heads.entries()) {
      const end = heads[i + 1] ?? (last ? held.length : undefined)
      if (end === undefined) break
      over(head)
      const bytes = Buffer.from(held.subarray(head, end))
      rows.push({ offset: offset + head, length: bytes.length, line, bytes, text: true })
      over(end)
    }
    // A heading may be cut off by the chunk's end; so little is kept that no time is lost.
    if (heads.length === 0 && !last) over(Math.max(0, text.lastIndexOf('\n')))
    held = held.subarray(from)
    offset += from
    if (held.length > longestRecord) {
      rows.push({ offset, length: held.length, line, problem: tooLong })
      line += newlinesIn(held)
      offset += held.length
      held = Buffer.alloc(0)
    }
    return rows
  }
  for await (const chunk of chunks) {
    read = chunk.read
    held = held.length === 0 ? chunk.bytes : Buffer.concat([held, chunk.bytes])
    yield { rows: cut(false), read, next: { offset, line } }
  }
  yield { rows: cut(true), read, next: { offset, line } }
}

const tooLong = `The block is longer than ${formatBytes(longestRecord)} and was passed over.`

function newlinesIn(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}
