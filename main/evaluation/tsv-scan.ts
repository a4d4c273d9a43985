/**
 * Where the cells of a tab-separated file lie. Not a general CSV library: those make text of every cell, and here a cell may be
 * megabytes of base64 that nobody needs yet; delimiters are found by native search instead of byte by byte, a gigabyte in
 * seconds. Quoting as pandas writes and reads it (minimal quotes, doubled inside). Knows nothing of columns.
 */
import type { FileHandle } from 'node:fs/promises'

/** A cell's content in the file, without its quotes. */
export interface TsvCell {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
}

/** A row: its cells, and a way to the bytes of any of them while the row is the current one. */
export interface TsvRow {
  readonly cells: readonly TsvCell[]
  readonly bytesOf: (cell: TsvCell) => Buffer
  /** Bytes of the file behind this row. */
  readonly end: number
}

const tab = 9
const newline = 10
const quote = 34
const chunkBytes = 4 * 2 ** 20

/** The rows of a file, one after the other; only the current one is in memory. */
export async function* scanTsv(file: FileHandle): AsyncGenerator<TsvRow> {
  const window = createWindow(file)
  await window.more(0)
  let at = window.startsWithMark() ? 3 : 0
  while (!(await window.isEnd(at))) {
    const cells: TsvCell[] = []
    const rowStart = at
    for (;;) {
      const cell = await readCell(window, at, rowStart)
      cells.push({ start: cell.start, end: cell.end, quoted: cell.quoted })
      at = cell.next
      if (cell.last) break
    }
    const empty = cells.length === 1 && cells[0]?.start === cells[0]?.end
    if (!empty) yield { cells, bytesOf: (cell) => window.slice(cell.start, cell.end), end: at }
  }
}

/** The text of a cell without its quoting. */
export function cellText(text: string, quoted: boolean): string {
  return quoted ? text.replaceAll('""', '"') : text
}

interface ReadCell extends TsvCell {
  /** Where the next cell begins. */
  readonly next: number
  readonly last: boolean
}

async function readCell(window: Window, from: number, rowStart: number): Promise<ReadCell> {
  const quoted = !(await window.isEnd(from)) && window.at(from) === quote
  const start = quoted ? from + 1 : from
  let end: number | undefined
  let at = start
  while (quoted && end === undefined) {
    const closing = await window.find([quote], at, rowStart)
    if (closing === undefined) end = at = window.end()
    else if (!(await window.isEnd(closing + 1, rowStart)) && window.at(closing + 1) === quote)
      at = closing + 2
    else {
      end = closing
      at = closing + 1
    }
  }
  const tabAt = await window.find([tab, newline], at, rowStart)
  const stop = tabAt ?? window.end()
  const last = tabAt === undefined || window.at(stop) === newline
  // A carriage return before the line's end belongs to the line's end.
  const bare = last && stop > at && window.at(stop - 1) === 13 ? stop - 1 : stop
  return { start, end: end ?? bare, quoted, next: Math.min(stop + 1, Math.max(stop, window.end())), last }
}

type Window = ReturnType<typeof createWindow>

/** A sliding part of the file; positions are the file's own. */
function createWindow(file: FileHandle) {
  let buffer: Buffer = Buffer.alloc(0)
  let base = 0
  let over = false
  const end = () => base + buffer.length
  /** Reads on; bytes before `keep` may go. */
  const more = async (keep: number): Promise<boolean> => {
    if (over) return false
    const chunk = Buffer.allocUnsafe(chunkBytes)
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, end())
    if (bytesRead === 0) {
      over = true
      return false
    }
    const kept = buffer.subarray(Math.max(0, keep - base))
    base = Math.max(base, Math.min(keep, end()))
    buffer = Buffer.concat([kept, chunk.subarray(0, bytesRead)])
    return true
  }
  /** The nearest of one or two bytes from a place on. */
  const nearest = (byte: number, from: number, other: number | undefined): number => {
    const one = buffer.indexOf(byte, from - base)
    if (other === undefined) return one
    // The second search ends where the first hit is, so that a far newline is not looked for with every cell.
    const part = one < 0 ? buffer.subarray(from - base) : buffer.subarray(from - base, one)
    const two = part.indexOf(other)
    return two < 0 ? one : two + from - base
  }
  return {
    end,
    more,
    at: (position: number) => buffer[position - base],
    slice: (from: number, to: number) => buffer.subarray(from - base, to - base),
    startsWithMark: () => buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf,
    isEnd: async (position: number, keep = position) => {
      while (position >= end()) if (!(await more(keep))) return true
      return false
    },
    /** Undefined when the file ends before. */
    find: async (
      [byte, other]: readonly [number, number?],
      from: number,
      keep: number,
    ): Promise<number | undefined> => {
      let searched = from
      for (;;) {
        const hit = searched >= end() ? -1 : nearest(byte, searched, other)
        if (hit >= 0) return hit + base
        searched = end()
        if (!(await more(keep))) return undefined
      }
    },
  }
}
