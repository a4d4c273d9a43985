/** Named readers kept in the data folder, one small JSON file each, and read from a file a person names. Knows no collection. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createChanges, type ChangeSignal } from '../../app/async'
import { Failure } from '../../app/failure'
import { foldedPath } from '../../app/file-name'
import { readerOf, type NamedReader } from '../../app/readers/reader'
import { writeWhole } from '../store/folder'

/** The readers of a data folder. */
export interface Readers {
  readonly list: () => Promise<readonly NamedReader[]>
  readonly changes: Pick<ChangeSignal, 'follow'>
  /** Keeps it; one of the same name is replaced. */
  readonly save: (reader: NamedReader) => Promise<void>
  readonly remove: (name: string) => Promise<void>
  /** @throws Failure `not-found`. */
  readonly named: (name: string) => Promise<NamedReader>
}

/** A reader's file is no larger: it holds paths and names. */
const longest = 1 << 20

/** The readers kept in a folder. What is no reader there is passed over. */
export function createReaders(folder: string): Readers {
  const changes = createChanges()
  const place = (name: string) => join(folder, `${name}.json`)
  const list = async () => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort()
    const found = await Promise.all(
      names.map((name) => readReader(join(folder, name)).catch(() => undefined)),
    )
    return found.filter((reader) => reader !== undefined)
  }
  return {
    list,
    changes,
    save: async (reader) => {
      // On a disk that minds neither case nor how an accent is written, it would take the other's place.
      const other = (await list()).find(({ name }) => foldedPath(name) === foldedPath(reader.name))
      if (other !== undefined && other.name !== reader.name)
        throw new Failure(
          'bad-input',
          `There is a reader “${other.name}” already: choose a name that differs in more than case.`,
        )
      await writeWhole(place(reader.name), `${JSON.stringify(reader, null, 2)}\n`)
      changes.tell()
    },
    remove: async (name) => {
      // Only what was listed: a name from outside is no path.
      if ((await list()).some((reader) => reader.name === name)) await rm(place(name), { force: true })
      changes.tell()
    },
    named: async (name) => {
      const found = (await list()).find((reader) => reader.name === name)
      if (found === undefined) throw new Failure('not-found', `There is no reader “${name}”.`)
      return found
    },
  }
}

/** The reader in a file. @throws Failure `not-found`, `bad-input` with what is wrong in it and where. */
export async function readReader(path: string): Promise<NamedReader> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new Failure('not-found', `The reader ${path} cannot be read.`, String(error))
  }
  if (text.length > longest) throw new Failure('bad-input', `${path} is too long for a reader.`)
  return parseReader(text, path)
}

function parseReader(text: string, name: string): NamedReader {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Failure(
      'bad-input',
      `${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const read = readerOf(value)
  if (read.ok) return read.value
  const wrong = read.issues.map(({ path, message }) =>
    path === undefined || path === '' ? message : `${path}: ${message}`,
  )
  throw new Failure('bad-input', `${name} is no reader. ${wrong.join(' ')}`)
}
