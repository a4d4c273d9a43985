/**
 * The records of an export in pieces that are each whole or not there: a piece is written, then a line of a log says so with
 * its size and hash. What a kill left is checked against the log and gone on from. Knows no trace and no image.
 */
import { parsedJson } from '../../app/json'
import { createHash } from 'node:crypto'
import { appendFile, chmod, mkdir, open, readFile, stat } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { splits, type Split } from '../../app/exports/writer'
import { diskFailure, writeWhole } from '../store/folder'
import { removeTree } from '../store/own-folder'
import type { Facts } from './records'

/** One piece of one split. */
export interface ShardFile {
  readonly split: Split
  readonly name: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** Everything that was written between two places of the source. */
export interface Shard {
  /** Where the source goes on after it. */
  readonly next: number
  readonly files: readonly ShardFile[]
  readonly facts: Facts
  /** Ids of the images it is about. */
  readonly images: readonly string[]
}

export interface Shards {
  /** Those finished before, in order. */
  readonly done: readonly Shard[]
  /** Writes the pieces, then the line that counts. */
  readonly add: (
    content: Omit<Shard, 'files'>,
    files: readonly { readonly split: Split; readonly rows: number; readonly bytes: Uint8Array }[],
  ) => Promise<Shard>
  readonly path: (file: ShardFile) => string
}

const tally = z.record(z.string(), z.number())
const line = z.object({
  next: z.number().int(),
  files: z.array(
    z.object({
      split: z.enum(splits),
      name: z.string().regex(/^[0-9]{6}-(train|dev|test)\.[a-z]+$/),
      rows: z.number(),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
  facts: z.object({
    records: z.object({ train: z.number(), dev: z.number(), test: z.number() }),
    crops: z.number(),
    corrected: z.number(),
    accepted: z.number(),
    forced: z.number().default(0),
    skipped: tally,
    sources: tally,
    licences: tally,
    models: tally,
    annotators: z.record(
      z.string(),
      z.object({ reviewed: z.number(), accepted: z.number(), corrected: z.number(), spent: z.number() }),
    ),
  }),
  images: z.array(z.string()),
})

/** Opens the pieces under a folder; begins again where they are of another export than `fingerprint`. */
export async function openShards(folder: string, fingerprint: string, extension: string): Promise<Shards> {
  const log = join(folder, 'log.jsonl')
  const known = await readLog(log, fingerprint)
  if (known === undefined) await removeTree(folder, dirname(folder))
  const done = await checked(folder, known ?? [])
  await mkdir(folder, { recursive: true })
  // The log again with exactly what holds: a torn last line or a broken piece is gone for good.
  await writeWhole(log, [fingerprint, ...done.map((s) => JSON.stringify(s))].map((l) => `${l}\n`).join(''))
  let number = done.length
  return {
    done,
    path: (file) => join(folder, file.name),
    add: async (content, parts) => {
      number++
      const files = await Promise.all(
        parts.map(async ({ split, rows, bytes }): Promise<ShardFile> => {
          const name = `${String(number).padStart(6, '0')}-${split}.${extension}`
          await writeShared(join(folder, name), bytes)
          const sha256 = createHash('sha256').update(bytes).digest('hex')
          return { split, name, rows, bytes: bytes.length, sha256 }
        }),
      )
      const shard: Shard = { ...content, files }
      try {
        await appendFile(log, `${JSON.stringify(shard)}\n`)
        await synced(log)
      } catch (error) {
        throw diskFailure(error, log)
      }
      return shard
    },
  }
}

/** Whole or not there, and readable as far as the person's other files are: a data set is made to be handed on. */
export async function writeShared(path: string, data: string | Uint8Array): Promise<void> {
  await writeWhole(path, data)
  await chmod(path, 0o666 & ~process.umask())
}

async function readLog(path: string, fingerprint: string): Promise<Shard[] | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const [first, ...lines] = text.split('\n')
  if (first !== fingerprint) return undefined
  const shards: Shard[] = []
  for (const text of lines) {
    const shard = parsed(text)
    // Whatever comes after a line that does not hold cannot be gone on from.
    if (shard === undefined) break
    shards.push(shard)
  }
  return shards
}

function parsed(text: string): Shard | undefined {
  return line.safeParse(parsedJson(text)).data
}

/** The shards up to the first with a piece that is gone or not what was written. */
async function checked(folder: string, shards: readonly Shard[]): Promise<Shard[]> {
  const good: Shard[] = []
  for (const shard of shards) {
    for (const file of shard.files) if (!(await holds(join(folder, file.name), file))) return good
    good.push(shard)
  }
  return good
}

async function holds(path: string, file: ShardFile): Promise<boolean> {
  try {
    if ((await stat(path)).size !== file.bytes) return false
    const sha = createHash('sha256')
    for await (const chunk of createReadStream(path)) sha.update(chunk as Buffer)
    return sha.digest('hex') === file.sha256
  } catch {
    return false
  }
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
