/** Collects filled records until a piece is full, and writes it. Knows no trace. */
import { splits, type Split, type Writer } from '../../app/exports/writer'
import type { FilledRecord } from './fill'
import { parquetBytes } from './parquet'
import { addFacts, noFacts, type Facts } from './records'
import type { Shard, Shards } from './shards'

export interface Packer {
  readonly add: (split: Split, row: FilledRecord) => void
  /** One more trace is done, up to `next`; gives the piece if that filled it. */
  readonly note: (next: number, facts: Facts, image: string | undefined) => Promise<Shard | undefined>
  /** Writes what is left. */
  readonly flush: () => Promise<Shard | undefined>
}

export interface PackerOptions {
  readonly writer: Writer
  readonly shards: Shards
  /** Of the pieces before: positions go on counting from there. */
  readonly facts: Facts
  /** When a piece is full. */
  readonly traces: number
  readonly bytes: number
}

/** A packer that goes on after the pieces that are done. */
export function createPacker({ writer, shards, facts: before, traces, bytes }: PackerOptions): Packer {
  const counted = { ...before.records }
  let rows: Record<Split, FilledRecord[]> = { train: [], dev: [], test: [] }
  let facts = noFacts
  let images: string[] = []
  let count = 0
  let size = 0
  let end = 0
  const flush = async (): Promise<Shard | undefined> => {
    if (count === 0) return undefined
    const files = splits
      .filter((split) => rows[split].length > 0)
      .map((split) => ({ split, rows: rows[split].length, bytes: packed(writer, rows[split]) }))
    const shard = await shards.add({ next: end, facts, images: [...new Set(images)] }, files)
    rows = { train: [], dev: [], test: [] }
    facts = noFacts
    images = []
    count = 0
    size = 0
    return shard
  }
  return {
    add: (split, row) => {
      // `numbered` speaks of slots too, of which a filled record has none left.
      const numbered =
        writer.numbered?.(row as Parameters<NonNullable<Writer['numbered']>>[0], counted[split]) ?? row
      rows[split].push(numbered)
      counted[split]++
      size += weight(numbered)
    },
    note: async (next, own, image) => {
      facts = addFacts(facts, own)
      if (image !== undefined) images.push(image)
      count++
      end = next
      return count >= traces || size >= bytes ? flush() : undefined
    },
    flush,
  }
}

function packed({ id, container, columns }: Writer, rows: readonly FilledRecord[]): Uint8Array {
  if (container === 'parquet') {
    if (columns === undefined) throw new Error(`The writer ${id} names no columns.`)
    return parquetBytes(columns, rows)
  }
  const lines = rows.map((row) => JSON.stringify(row))
  return Buffer.from(container === 'json' ? lines.join(',\n') : lines.map((l) => `${l}\n`).join(''))
}

/** About how many bytes a value takes. */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce<number>((sum, v) => sum + weight(v), 16)
}
