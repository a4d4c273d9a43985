/**
 * Finds out what a file or folder of traces is and opens its index: which files, which format, where images lie. What is
 * done with it then is opened.ts.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { given } from '../../app/given'
import { createDecider, type Decider } from '../../app/reading/decide'
import type { Reading } from '../../app/host/collections'
import { dialectOf } from '../../app/dialects'
import { Failure } from '../../app/failure'
import type { Format, ForeignTrace } from '../../app/formats'
import { withReader } from '../../app/readers/record-format'
import { version } from '../resources/version'
import { partOf } from './bytes'
import { isCopied, keepOpened, openContainer, type Container } from './containers'
import { detectFormat, formatOf } from './detect-format'
import { formatsOfFiles, sampleOf, sampleRows } from './file-formats'
import type { Indexing } from './indexer'
import { textEncodingOf, type CollectionChoices } from './indexer-contract'
import { openIndex, type IndexFiles } from './index-files'
import { createMeasurer } from './measure'
import { createFinder } from './images'
import { isKeptIn } from '../store/images'
import { createReady, type ReadyCollection } from './ready'
import type { Annotations } from './annotations'
import { summariseTrace, type TraceSummary } from './summary'
import { onlyGrew, sourcesAt, stampOf, type Sources } from './sources'

/** What is opened. */
export interface CollectionToOpen {
  readonly collection: string
  readonly path: string
  readonly folder: string
  readonly chosen: CollectionChoices
  readonly also: readonly string[]
  readonly anywhere: boolean
  /** Where the data folder keeps images. */
  readonly kept?: string
  /** Records that are not read, by file and line, and why. */
  readonly passOver?: readonly { readonly file: number; readonly line: number; readonly message: string }[]
}

/** Grows when the same file gives other rows than before: indexes made before are made again. */
const readingVersion = 3

/** A collection whose files are known and whose index is open. */
export interface Current {
  readonly ready: ReadyCollection
  readonly work: Omit<Indexing, 'onProgress'>
  readonly reading: () => Reading
  readonly total: number
  readonly quickStamp: string
  /**
   * Decides again how boxes are read, from those seen so far. True: all rows are to be measured again. Cheap until there are twice as
   * many as before, unless `now`.
   */
  readonly refine: (now?: boolean) => boolean
  readonly close: () => Promise<void>
}

/** Opens it. @throws Failure with the reason it cannot be. */
export async function prepareCollection(
  opening: CollectionToOpen,
  annotations: Pick<Annotations, 'reviews' | 'tried' | 'isOf'>,
  settled: () => boolean,
): Promise<Current> {
  const { collection, path, folder, chosen } = opening
  const sources = await sourcesAt(path)
  const stamp = await stampOf(sources)
  const copies = join(folder, `unpacked-${chosen.encoding ?? 'found'}-${stamp.whole.slice(0, 16)}`)
  await forgetCopies(folder, copies)
  const openFile = opener(sources, { copies, encoding: chosen.encoding })
  const { format, sample } = await formatFor(sources, openFile, chosen)
  const text = textEncodingOf(chosen, (await openFile(0)).kind.encoding)
  const index = await openIndex(join(folder, 'index'), {
    made: madeOf(format, chosen),
    stamp,
    // Only lines can be gone on with: an array or a parquet file that grew was written again.
    grew: async (old) => (await isPlainLines(openFile)) && onlyGrew(sources, old),
  })
  const work = workOver(opening, { sources, openFile, format, sample, index })
  const { finder, decider } = work
  const gone = new AbortController()
  return {
    ready: createReady({ collection, work, finder, ...annotations, settled, gone: gone.signal }),
    work,
    reading: () => ({ ...readingOf(format, sample, { chosen, decider }), ...given({ text }) }),
    refine: (now) => refined(work, now),
    total: sources.bytes,
    quickStamp: quickStamp(sources),
    close: async () => {
      gone.abort()
      await index.close()
    },
  }
}

/** What the rows of an index are made with: another of it, and they are made again. */
function madeOf(format: Format, { dialect, reader, encoding }: CollectionChoices): string {
  return JSON.stringify([
    version,
    readingVersion,
    format.id,
    dialect ?? '',
    reader ?? null,
    // Only where one is chosen: what was indexed before stays.
    ...(encoding === undefined ? [] : [encoding]),
  ])
}

/** What its rows are measured with: another of it, and they are measured again. */
function measuredWith({ dialect, space, order, pixels, images }: CollectionChoices): string {
  // The first: whose images lie and whose are turned, as the dialects have it.
  return JSON.stringify([2, dialect ?? '', space ?? '', order ?? '', pixels ?? 0, images])
}

interface Found {
  readonly sources: Sources
  readonly openFile: (file: number) => Promise<Container>
  readonly format: Format
  readonly sample: readonly ForeignTrace[]
  readonly index: IndexFiles
}

/** What indexing works with; how boxes are read is decided from the sample where it is not known. */
function workOver(
  { chosen, also, anywhere, kept, passOver = [] }: CollectionToOpen,
  { sources, openFile, format, sample, index }: Found,
): Current['work'] {
  const finder = createFinder({ folders: [...chosen.images, sources.folder, ...also], anywhere })
  const measurer = createMeasurer({
    finder,
    fetched: () => undefined,
    isKept: (id) => kept !== undefined && isKeptIn(kept, id),
    now: () => performance.now(),
  })
  const { dialect, space, order, pixels, reader } = chosen
  const choices = given({ dialect, space, order, pixels })
  const before = index.decisions
  const isSame = index.measuredWith === measuredWith(chosen)
  if (!isSame) {
    // The first time there are no rows.
    index.unmeasure()
    index.measuredWith = measuredWith(chosen)
  }
  const decider = createDecider(choices, isSame ? before : { decided: before?.decided ?? {} })
  if (!isSame || before?.reading === undefined)
    decideFrom(decider, sample, (trace) => {
      const { size } = measurer.measure(trace, sources.folder, given({ dialect }))
      return summariseTrace(trace, { name: '', choices, size })
    })
  const { files } = sources
  const known = { format, chosen: chosen.format !== undefined, ...given({ reader }) }
  return {
    index,
    files,
    open: openFile,
    format,
    formatOf: formatsOfFiles({ open: openFile, files: files.length, ...known }),
    choices,
    measurer,
    finder,
    decider,
    passOver: new Map(passOver.map(({ file, line, message }) => [`${file}:${line}`, message])),
  }
}

/** Decides again; whether all rows are to be measured again. */
function refined({ decider, index }: Current['work'], now?: boolean): boolean {
  const changed = decider.refine(now)
  if (changed) {
    // Their boxes are evidence again when they are measured.
    decider.again()
    index.unmeasure()
  }
  index.decisions = decider.kept()
  return changed
}

async function isPlainLines(openFile: (file: number) => Promise<Container>): Promise<boolean> {
  const { kind } = await openFile(0)
  return kind.cut === 'lines' && !isCopied(kind)
}

/** Files by their number, opened once. */
function opener(
  sources: Sources,
  { copies, encoding }: { readonly copies: string; readonly encoding: string | undefined },
): (file: number) => Promise<Container> {
  const opened = keepOpened(async (number: number) => {
    const file = sources.files[number]
    if (file === undefined) throw new Failure('not-found', 'That file no longer exists.')
    return openContainer(file.path, `${copies}-${number}`, encoding)
  })
  return opened.of
}

/** Copies of gzipped files that changed since. */
async function forgetCopies(folder: string, keep: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    if (!name.startsWith('unpacked-')) continue
    if (!path.startsWith(keep) || path.endsWith(partOf(''))) await rm(path, { force: true })
  }
}

async function formatFor(
  sources: Sources,
  openFile: (file: number) => Promise<Container>,
  chosen: CollectionChoices,
): Promise<{ readonly format: Format; readonly sample: readonly ForeignTrace[] }> {
  const { values, other, messages } = await sampleOf(
    openFile,
    sources.files.length,
    new AbortController().signal,
  )
  const known = chosen.format === undefined ? detectFormat(values) : formatOf(chosen.format)
  const format = chosen.reader === undefined ? known : withReader(known, chosen.reader)
  if (format === undefined) throw unknownFormat([...values, ...other], messages, chosen)
  const sample = [...values, ...other].slice(0, sampleRows).flatMap((value) => {
    const parsed = format.parse(value)
    return parsed.ok ? parsed.value : []
  })
  return { format, sample }
}

function unknownFormat(
  values: readonly unknown[],
  seen: readonly string[],
  chosen: CollectionChoices,
): Failure {
  if (chosen.format !== undefined)
    return new Failure('not-found', `Relook does not know the format “${chosen.format}”.`)
  const [first] = values
  if (first === undefined)
    return new Failure(
      'bad-input',
      `No record of this file can be read. The first: ${seen[0] ?? 'there is none.'}`,
    )
  const keys =
    typeof first === 'object' && first !== null ? Object.keys(first).slice(0, 12).join(', ') : typeof first
  return new Failure(
    'bad-input',
    `Relook knows no format with records like these (${keys}). Choose what to read them as.`,
  )
}

/** Decides from the first traces, before any is indexed. */
function decideFrom(
  decider: Decider,
  sample: readonly ForeignTrace[],
  summaryOf: (trace: ForeignTrace) => TraceSummary,
): void {
  for (const trace of sample) decider.add(trace, summaryOf(trace))
  decider.refine(true)
  decider.again()
}

function readingOf(
  format: Format,
  sample: readonly ForeignTrace[],
  { chosen, decider }: { readonly chosen: CollectionChoices; readonly decider: Decider },
): Reading {
  const [trace] = sample
  const weighed = decider.reading()
  const dialect = chosen.dialect ?? weighed?.dialect ?? trace?.dialect ?? ''
  const own = chosen.dialect === undefined ? trace : undefined
  const spoken = dialectOf(dialect)
  const [images] = chosen.images
  return {
    format: format.id,
    dialect,
    space: weighed?.space ?? chosen.space ?? own?.space ?? spoken?.space ?? 'image',
    order: weighed?.order ?? chosen.order ?? own?.order ?? spoken?.order ?? 'xyxy',
    ...given({ weighed, pixels: chosen.pixels, images, reader: chosen.reader?.name }),
    detected: isAsDetected(chosen),
  }
}

function isAsDetected({ images: _, ...said }: CollectionChoices): boolean {
  return Object.values(said).every((choice) => choice === undefined)
}

/** Changes with size or time of any file; cheap. */
export function quickStamp({ files }: Sources): string {
  return files.map((f) => `${f.name}:${f.bytes}:${f.changedAt}`).join('\n')
}
