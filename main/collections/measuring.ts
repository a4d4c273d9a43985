/**
 * The second pass over a collection: rows whose image was too slow to look for, or not found before the folders were
 * listed, or that are read otherwise now. Many of them are read in one go through the file, a few one by one.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { ForeignTrace } from '../../app/formats'
import { relook } from '../../app/formats/relook'
import { relookRun } from '../../app/formats/relook-run'
import { parseRow } from './containers'
import { commitMs, flagBits, folderOf, namesOf, stretchMs, traceAt, type Indexing } from './indexer'
import { summariseTrace } from './summary'

/** Cards read at once. */
const page = 1000
/** From this many rows of a file on it is read through. */
const many = 200

/** Measures what is unmeasured; stops when the signal fires and goes on from there the next time. */
export async function measureTraces(work: Indexing, signal: AbortSignal): Promise<void> {
  const { index } = work
  const pace = createPace(work)
  for (const [file, rows] of unmeasuredByFile(work)) {
    if (signal.aborted) break
    const { kind } = await work.open(file)
    // Of parquet the columns with images may have been left out on the way through.
    if (rows.length >= many && kind.cut !== 'parquet') await readThrough(work, file, { rows, pace, signal })
    else
      for (const row of rows) {
        if (signal.aborted) break
        measureRow(work, row, await traceAt(work, row).catch(() => undefined))
        await pace()
      }
  }
  await index.commit()
  work.onProgress(work.files.reduce((sum, f) => sum + f.bytes, 0))
}

/** Formats of whole trees: each says what its image is, and the data folder may have it by now, whatever it is called. */
const ofTrees: ReadonlySet<string> = new Set([relook.id, relookRun.id])

/** Rows whose image was missing and may be there now are measured again. By its name alone, but for trees: nothing is parsed for that. */
export async function recheckMissing(work: Indexing, signal: AbortSignal): Promise<void> {
  const { index, finder, files } = work
  const missing: number[] = []
  for (let row = 0; row < index.visible(); row++) if (index.records.missing(row)) missing.push(row)
  for (let from = 0; from < missing.length && !signal.aborted; from += page) {
    const rows = missing.slice(from, from + page)
    const cards = await index.cards(rows)
    for (const [i, row] of rows.entries()) {
      const name = cards[i]?.picture ?? ''
      const { file } = index.records.get(row)
      const { id } = (await work.formatOf(file)) ?? work.format
      // One that no record names has no name to look for.
      const again =
        name === '' || ofTrees.has(id) || finder.near(folderOf(files, file)).find(name) !== undefined
      if (again) index.measure(row, undefined)
    }
    await breathe()
  }
}

/** Rows to be measured, file by file, in their order. */
function unmeasuredByFile({ index }: Indexing): ReadonlyMap<number, readonly number[]> {
  const files = new Map<number, number[]>()
  for (let row = 0; row < index.visible(); row++) {
    if (index.records.measured(row)) continue
    const { file } = index.records.get(row)
    const rows = files.get(file)
    if (rows === undefined) files.set(file, [row])
    else rows.push(row)
  }
  return files
}

interface Reading {
  readonly rows: readonly number[]
  readonly pace: () => Promise<void>
  readonly signal: AbortSignal
}

/** One way through the file, past all rows in question. */
async function readThrough(work: Indexing, file: number, { rows, pace, signal }: Reading): Promise<void> {
  const { index } = work
  const [first] = rows
  if (first === undefined) return
  const { offset, line } = index.records.get(first)
  const container = await work.open(file)
  const format = (await work.formatOf(file)) ?? work.format
  let at = 0
  const next = () => rows[at]
  for await (const batch of container.batches({ offset, line }, signal)) {
    for (const raw of batch.rows) {
      let row = next()
      while (row !== undefined && index.records.get(row).offset < raw.offset) {
        // Its record is not where it was: the file is being written to.
        measureRow(work, row, undefined)
        at++
        row = next()
      }
      if (row === undefined) return
      if (index.records.get(row).offset !== raw.offset) continue
      const parsed = parseRow(raw)
      const traces = parsed.ok ? format.parse(parsed.value) : undefined
      for (; row !== undefined && index.records.get(row).offset === raw.offset; row = next()) {
        measureRow(work, row, traces?.ok ? traces.value[index.records.get(row).part] : undefined)
        at++
      }
      await pace()
    }
    if (signal.aborted || next() === undefined) return
  }
}

/** What the image makes of a row; without its trace what is known of the row stays. */
function measureRow(work: Indexing, row: number, trace: ForeignTrace | undefined): void {
  const { index, choices, measurer, decider } = work
  const record = index.records.get(row)
  const kept = namesOf(index.flagNames, record.flags).filter((f) => f === 'nan' || f === 'duplicate-id')
  try {
    if (trace === undefined) throw new Error('The row no longer exists.')
    const { size, missing } = measurer.measure(trace, folderOf(work.files, record.file), {
      patient: true,
      dialect: choices.dialect,
    })
    const summary = summariseTrace(trace, { name: '', choices, size, decided: decider.notationFor(trace) })
    decider.add(trace, summary)
    const flags = [...kept, ...summary.flags, ...(missing ? ['missing-image'] : [])]
    index.measure(row, { flags: flagBits(index.flagNames, flags), iou: summary.iou, missing })
  } catch {
    index.measure(row, { flags: record.flags, iou: record.iou, missing: record.missing })
  }
}

/** Lets others have the thread now and then, and keeps what was done. */
function createPace({ index, files, onProgress }: Indexing): () => Promise<void> {
  const bytes = files.reduce((sum, f) => sum + f.bytes, 0)
  let since = Date.now()
  let committed = since
  return async () => {
    if (Date.now() - since < stretchMs) return
    onProgress(bytes)
    await breathe()
    since = Date.now()
    if (since - committed < commitMs) return
    await index.commit()
    committed = since
  }
}
