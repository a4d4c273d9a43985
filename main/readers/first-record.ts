/** The first record of a file that no format knows, for a person to point at: its fields and what they may be. */
import { join } from 'node:path'
import { fieldsIn, type FieldSample } from '../../app/readers/path'
import type { NamedReader } from '../../app/readers/reader'
import { suggestReader } from '../../app/readers/suggest'
import { openContainer, parseRow, type Container } from '../collections/containers'
import { sourcesAt } from '../collections/sources'

/** A record's fields, and a beginning of a reader for it. */
export interface FirstRecord {
  readonly fields: readonly FieldSample[]
  readonly suggestion: NamedReader
}

/** Rows looked at before a file is given up: the first ones may be broken. */
const looked = 100

/**
 * The first record of a file or folder that can be read; undefined where none can. `folder`: where a copy may be unpacked;
 * `encoding`: what a person says its text is written in.
 */
export async function firstRecord(
  path: string,
  folder: string,
  encoding?: string,
): Promise<FirstRecord | undefined> {
  const [file] = (await sourcesAt(path)).files
  if (file === undefined) return undefined
  const container = await openContainer(
    file.path,
    join(folder, `unpacked-first-${encoding ?? 'found'}`),
    encoding,
  )
  return firstRecordOf(container, file.name)
}

/** The same of an opened file, by the name its reader would have. */
export async function firstRecordOf(container: Container, file: string): Promise<FirstRecord | undefined> {
  let seen = 0
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, new AbortController().signal))
    for (const row of rows) {
      const parsed = parseRow(row)
      if (parsed.ok)
        return { fields: fieldsIn(parsed.value), suggestion: suggestReader(parsed.value, readerName(file)) }
      if (++seen >= looked) return undefined
    }
  return undefined
}

/** A file's name as a reader may be called. */
function readerName(file: string): string {
  const base = (file.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '')
  const plain = base
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trim()
    .slice(0, 60)
    .trim()
  return plain === '' ? 'My reader' : plain
}
