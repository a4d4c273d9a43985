/**
 * Which format the files of a collection are of. A folder may hold several kinds of files, and some that hold no traces at
 * all (a trainer's state, a list of data sets): each file is told by its own records.
 */
import { detect } from '../../app/formats/detect'
import type { Format } from '../../app/formats'
import type { NamedReader } from '../../app/readers/reader'
import { withReader } from '../../app/readers/record-format'
import { parseRow, type Container } from './containers'
import { formatOf } from './detect-format'

/** Records that a format is told by. */
export const sampleRows = 24
/** Files that are looked into to tell what a folder is about. */
const sampleFiles = 64
/** A format that fits this much better than the collection's is taken for a file. */
const clearly = 0.3

/** The first records of some files. */
export interface RecordSample {
  /** Those that some format takes for its own. */
  readonly values: readonly unknown[]
  /** One that none does, and what is wrong with those that cannot be read. */
  readonly other: readonly unknown[]
  readonly messages: readonly string[]
}

/** Opens a file of the collection by its number. */
export type OpenFile = (file: number) => Promise<Container>

/** Records from the first files on, until there are enough that some format knows. */
export async function sampleOf(open: OpenFile, files: number, signal: AbortSignal): Promise<RecordSample> {
  const values: unknown[] = []
  const other: unknown[] = []
  const messages: string[] = []
  for (let file = 0; file < Math.min(files, sampleFiles) && values.length < sampleRows; file++) {
    try {
      const first = await firstOf(open, file, signal)
      messages.push(...first.messages)
      for (const value of first.values)
        if (detect([value]).length > 0) values.push(value)
        else if (other.length < sampleRows) other.push(value)
    } catch (error) {
      if (files === 1) throw error
    }
  }
  return { values: values.slice(0, sampleRows), other, messages }
}

/** The first records of a file. */
async function firstOf(open: OpenFile, file: number, signal: AbortSignal) {
  const values: unknown[] = []
  const messages: string[] = []
  const container = await open(file)
  for await (const { rows } of container.batches({ offset: 0, line: 1 }, signal)) {
    for (const row of rows) {
      const parsed = parseRow(row)
      if (parsed.ok) values.push(parsed.value)
      else messages.push(parsed.message)
      if (values.length >= sampleRows || messages.length > 1000) return { values, messages }
    }
  }
  return { values, messages }
}

/** The format of each file of a collection; undefined for one that holds no traces. */
export type FormatOfFile = (file: number) => Promise<Format | undefined>

/** What the formats of files are told by. */
export interface FormatsAsked {
  readonly open: OpenFile
  readonly files: number
  /** What the collection as a whole is. */
  readonly format: Format
  /** A person has said so: every file is read as that. */
  readonly chosen: boolean
  /** A reader for the calls of whatever each file is; `format` is read with it already. */
  readonly reader?: NamedReader
}

/** Formats by file, each found out once. */
export function formatsOfFiles({ open, files, format, chosen, reader }: FormatsAsked): FormatOfFile {
  const known = new Map<number, Promise<Format | undefined>>()
  if (chosen || files === 1 || reader?.record !== undefined) return () => Promise.resolve(format)
  return (file) => {
    const before = known.get(file)
    if (before !== undefined) return before
    const found = find(open, file, format).then((own) =>
      reader === undefined ? own : withReader(own, reader),
    )
    known.set(file, found)
    return found
  }
}

async function find(open: OpenFile, file: number, format: Format): Promise<Format | undefined> {
  const container = await open(file).catch(() => undefined)
  // Parts of one data set; looking into every part for its first rows would read all its images.
  if (container === undefined || container.kind.cut === 'parquet') return format
  const { values } = await firstOf(open, file, new AbortController().signal).catch(() => ({ values: [] }))
  // Nothing that can be read: its rows tell what is wrong with them.
  if (values.length === 0) return format
  const [best, ...rest] = detect(values)
  if (best === undefined) return values.some((value) => format.parse(value).ok) ? format : undefined
  const own = [best, ...rest].find((likely) => likely.format.id === format.id)
  return own !== undefined && best.sure - own.sure < clearly ? format : (formatOf(best.format.id) ?? format)
}

/** What is told of a file that holds no traces. */
export const passedOver = 'This file holds no traces that Relook knows; it was passed over.'
