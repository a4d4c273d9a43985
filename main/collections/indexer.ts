/**
 * Goes through a collection's files once and puts every trace into the index, then looks for the images that were too
 * slow to look for on the way. Yields to whoever else needs the thread; stops when its signal fires and goes on from there.
 */
import { dirname } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { atMostEvery } from '../../app/async'
import { given } from '../../app/given'
import type { Format, ForeignTrace } from '../../app/formats'
import { toFailureData } from '../../app/failure'
import type { Decider } from '../../app/reading/decide'
import type { Issue } from '../../app/result'
import { markAt } from '../ports/beat'
import { parseRow, rowHash, type Container } from './containers'
import { decodedAs } from './encoding'
import { passedOver, type FormatOfFile } from './file-formats'
import type { IndexFiles } from './index-files'
import type { Measurer } from './measure'
import type { ImageFinder } from './images'
import type { RawRow, Start } from './raw'
import { summariseTrace, type Choices } from './summary'

/** What indexing works with. */
export interface Indexing {
  readonly index: IndexFiles
  /** Number of files, and each one opened. */
  readonly files: readonly { readonly path: string; readonly name: string; readonly bytes: number }[]
  readonly open: (file: number) => Promise<Container>
  /** What most of it is, and each file by itself. */
  readonly format: Format
  readonly formatOf: FormatOfFile
  readonly choices: Choices
  readonly measurer: Measurer
  readonly finder: ImageFinder
  /** How boxes are read: their rows are its evidence. */
  readonly decider: Decider
  /** Records that are issues without being read: why, by `FILE:LINE`. */
  readonly passOver: ReadonlyMap<string, string>
  /** Rows were added or measured. `read`: bytes of all files behind us. */
  readonly onProgress: (read: number) => void
}

/** The index is written out at most once in this many milliseconds. */
export const commitMs = 1500
/** Most milliseconds of work before others get the thread. */
export const stretchMs = 12
/** Rows are written, and so can be seen, at most once in this many milliseconds. */
const showMs = 50
/** Flags of the index itself, beside those of looks. */
type OwnFlag = 'nan' | 'duplicate-id' | 'missing-image'

/** The first pass: from where the index stands to the end. Resolves early when the signal fires. */
export async function indexTraces(work: Indexing, signal: AbortSignal): Promise<void> {
  const { index } = work
  const start = index.next()
  if (start === undefined) return
  const rows = new RowIndexer(work)
  await rows.remember()
  let before = work.files.slice(0, start.file).reduce((sum, f) => sum + f.bytes, 0)
  let end = start
  let committed = Date.now()
  const isShown = atMostEvery(showMs)
  for (let file = start.file; file < work.files.length; file++) {
    let next = file === start.file ? { offset: start.offset, line: start.line } : { offset: 0, line: 1 }
    try {
      const container = await work.open(file)
      const format = await work.formatOf(file)
      if (format === undefined) index.addIssue({ path: work.files[file]?.name ?? '', message: passedOver })
      tellEncoding(work, file, { container, next })
      for await (const batch of format === undefined ? [] : container.batches(next, signal)) {
        let since = Date.now()
        for (const row of batch.rows) {
          rows.add(file, row, format ?? work.format)
          if (Date.now() - since < stretchMs) continue
          if (isShown()) await index.flush()
          work.onProgress(before + batch.read)
          await breathe()
          since = Date.now()
        }
        // A last line that is not whole yet is read again when the file has grown.
        next = rows.torn(file) ?? batch.next
        if (isShown()) await index.flush()
        work.onProgress(before + batch.read)
        if (Date.now() - committed > commitMs) {
          await index.commit({ end: { file, ...next }, done: false })
          committed = Date.now()
        }
        await breathe()
        if (signal.aborted) break
      }
    } catch (error) {
      // Of several files one may be broken; a single one that is fails as a whole, with what was read kept.
      if (work.files.length === 1) throw error
      index.addIssue({ path: work.files[file]?.name ?? '', message: toFailureData(error).message })
    }
    if (signal.aborted) {
      await index.commit({ end: { file, ...next }, done: false })
      return
    }
    before += work.files[file]?.bytes ?? 0
    end = { file, ...next }
  }
  await index.commit({ end, done: true })
}

/** Says once of a file that it was decoded. */
function tellEncoding(
  { index, files }: Indexing,
  file: number,
  { container, next }: { readonly container: Container; readonly next: Start },
): void {
  const { encoding } = container.kind
  if (encoding === undefined || next.offset > 0) return
  index.addIssue({
    ...given({ path: files.length > 1 ? files[file]?.name : undefined }),
    message: decodedAs(encoding),
  })
}

/** Records into the index: the part of the first pass that is done for each. */
class RowIndexer {
  readonly #work: Omit<Indexing, 'onProgress'>
  /** How often each record was there, and ids that were. */
  readonly #hashes = new Map<string, number>()
  readonly #ids = new Set<string>()
  #torn: (Start & { readonly file: number }) | undefined

  constructor(work: Omit<Indexing, 'onProgress'>) {
    this.#work = work
  }

  add(file: number, row: RawRow, format: Format): void {
    const problem = this.#work.passOver.get(`${file}:${row.line}`)
    if (problem !== undefined) return this.#addIssue(file, row, { message: problem })
    try {
      markAt({ file, line: row.line })
      this.#read(file, row, format)
      markAt(undefined)
    } catch (error) {
      markAt(undefined)
      this.#addIssue(file, row, { message: toFailureData(error).message })
    }
  }

  /** Where the last row begins, if the file ends in the middle of it. */
  torn(file: number): Start | undefined {
    return this.#torn?.file === file ? { offset: this.#torn.offset, line: this.#torn.line } : undefined
  }

  /** What the rows already there would have left behind, when indexing goes on. */
  async remember(): Promise<void> {
    const { index } = this.#work
    for (let from = 0; from < index.visible(); from += 5000) {
      const rows = range(from, Math.min(index.visible(), from + 5000))
      for (const { id } of await index.cards(rows)) this.#ids.add(id)
      for (const row of rows) {
        const { hash, part, repeat } = index.records.get(row)
        if (part === 0) this.#hashes.set(hash, repeat + 1)
      }
      await breathe()
    }
  }

  #read(file: number, row: RawRow, format: Format): void {
    const parsed = parseRow(row)
    this.#torn = !parsed.ok && row.torn ? { file, offset: row.offset, line: row.line } : undefined
    if (!parsed.ok) return this.#addIssue(file, row, parsed)
    if (parsed.remark !== undefined) this.#addIssue(file, row, { message: parsed.remark })
    const traces = format.parse(parsed.value)
    for (const issue of traces.issues) this.#addIssue(file, row, issue)
    if (!traces.ok) return
    const hash = rowHash(row)
    const repeat = this.#hashes.get(hash) ?? 0
    this.#hashes.set(hash, repeat + 1)
    const own: OwnFlag[] = parsed.nan ? ['nan'] : []
    for (const [part, trace] of traces.value.entries())
      this.#addTrace(file, row, { trace, part, hash, repeat, own })
  }

  #addTrace(file: number, row: RawRow, { trace, part, hash, repeat, own }: Part): void {
    const { index, files, choices, measurer, decider } = this.#work
    const name = `${row.line}${part === 0 ? '' : `.${part + 1}`}`
    const measured = measurer.measure(trace, folderOf(files, file))
    const decided = decider.notationFor(trace)
    const summary = summariseTrace(trace, { name, choices, size: measured.size, decided })
    decider.add(trace, summary)
    const flags: string[] = [...summary.flags, ...own]
    if (trace.id !== undefined && this.#ids.has(trace.id)) flags.push('duplicate-id' satisfies OwnFlag)
    if (trace.id !== undefined) this.#ids.add(trace.id)
    if (measured.missing) flags.push('missing-image' satisfies OwnFlag)
    const { offset, length, line } = row
    const { looks, verdict, iou, confidence } = summary
    index.add(
      {
        file,
        offset,
        length,
        line,
        part,
        hash,
        repeat,
        looks,
        verdict,
        iou,
        confidence,
        flags: flagBits(index.flagNames, flags),
        measured: measured.done,
        missing: measured.missing,
      },
      summary.card,
      summary.words,
    )
  }

  /** An issue of a row; of several files it says which. */
  #addIssue(file: number, { line }: RawRow, issue: Pick<Issue, 'path' | 'message'>): void {
    const { index, files } = this.#work
    const named = files.length > 1 ? [files[file]?.name ?? '', issue.path ?? ''] : [issue.path ?? '']
    const path = named.filter((p) => p !== '').join(': ')
    index.addIssue({ line, ...given({ path: path === '' ? undefined : path }), message: issue.message })
  }
}

interface Part {
  readonly trace: ForeignTrace
  readonly part: number
  readonly hash: string
  readonly repeat: number
  readonly own: readonly OwnFlag[]
}

/** The trace of a row, read from its file again. @throws Failure-like errors when it no longer exists. */
export async function traceAt(
  work: Pick<Indexing, 'index' | 'open' | 'format' | 'formatOf'>,
  row: number,
): Promise<ForeignTrace> {
  const record = work.index.records.get(row)
  const container = await work.open(record.file)
  const parsed = await container.read(record)
  if (!parsed.ok) throw new Error(parsed.message)
  const format = (await work.formatOf(record.file)) ?? work.format
  const traces = format.parse(parsed.value)
  const trace = traces.ok ? traces.value[record.part] : undefined
  if (trace === undefined) throw new Error(traces.issues[0]?.message ?? 'The trace is no longer in the file.')
  return trace
}

/** The folder that a file of the collection lies in. */
export function folderOf(files: Indexing['files'], file: number): string {
  return dirname(files[file]?.path ?? '')
}

/** Bits for names; a name not yet known gets the next bit, as long as there is one. */
export function flagBits(names: string[], flags: readonly string[]): number {
  let bits = 0
  for (const flag of flags) {
    let at = names.indexOf(flag)
    if (at < 0 && names.length < 32) at = names.push(flag) - 1
    if (at >= 0) bits |= 1 << at
  }
  // As an unsigned number, which is what is stored.
  return bits >>> 0
}

/** Names of set bits. */
export function namesOf(names: readonly string[], bits: number): readonly string[] {
  return names.filter((_, i) => (bits & (1 << i)) !== 0)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
