/** Finished pieces as the files of a data set. Repeatable: a kill in the middle is made good by doing it again. */
import { copyFile, link, open, rm } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { splits, type Split, type Writer } from '../../app/exports/writer'
import { Failure, throwIfCancelled } from '../../app/failure'
import { diskFailure } from '../store/folder'
import type { Shard, ShardFile, Shards } from './shards'

/** The data files of each split, as written. */
export type DataFiles = Readonly<Record<Split, readonly string[]>>

export interface JoinParts {
  readonly writer: Writer
  readonly shards: Shards
  readonly all: readonly Shard[]
  readonly folder: string
  /** The one data file's name, where one was asked for. */
  readonly file?: string
  readonly signal: AbortSignal
}

/** Joins the pieces of each split: lines into one file, parquet into numbered ones. */
export async function joinShards(joining: JoinParts): Promise<DataFiles> {
  const files: Record<Split, readonly string[]> = { train: [], dev: [], test: [] }
  for (const split of splits) {
    const pieces = joining.all.flatMap((s) => s.files.filter((f) => f.split === split && f.rows > 0))
    if (pieces.length === 0) continue
    files[split] =
      joining.writer.container === 'parquet'
        ? await parquetFiles(joining, split, pieces)
        : [await lines(joining, split, pieces)]
  }
  return files
}

/** Names as Hugging Face gives them, or the one name that was asked for. */
async function parquetFiles(
  { shards, folder, file, signal }: JoinParts,
  split: Split,
  pieces: readonly ShardFile[],
): Promise<readonly string[]> {
  if (file !== undefined && pieces.length > 1)
    throw new Failure('bad-input', 'The data is too large for one parquet file. Name a folder instead.')
  const digits = (n: number) => String(n).padStart(5, '0')
  const names: string[] = []
  for (const [i, piece] of pieces.entries()) {
    throwIfCancelled(signal)
    const name = file ?? `${split}-${digits(i)}-of-${digits(pieces.length)}.parquet`
    const path = join(folder, name)
    try {
      await rm(path, { force: true })
      await link(shards.path(piece), path).catch(() => copyFile(shards.path(piece), path))
    } catch (error) {
      throw diskFailure(error, path)
    }
    names.push(name)
  }
  return names
}

async function lines(joining: JoinParts, split: Split, pieces: readonly ShardFile[]): Promise<string> {
  const { writer, shards, folder, signal } = joining
  const name = joining.file ?? `${split}.${writer.container}`
  const path = join(folder, name)
  const array = writer.container === 'json'
  try {
    const target = await open(path, 'w')
    try {
      if (array) await target.write('[\n')
      for (const [i, piece] of pieces.entries()) {
        throwIfCancelled(signal)
        // Pieces of an array end without a comma; lines end with a line end.
        if (array && i > 0) await target.write(',\n')
        for await (const chunk of createReadStream(shards.path(piece)))
          await target.writeFile(chunk as Buffer)
      }
      if (array) await target.write('\n]\n')
      await target.sync()
    } finally {
      await target.close()
    }
  } catch (error) {
    throw diskFailure(error, path)
  }
  return name
}
