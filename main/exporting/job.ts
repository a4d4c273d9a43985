/**
 * One export from beginning to end: traces in, a data set on disk out. Everything is made in a folder of its own beside the
 * goal and put there by a rename, so that the goal is whole or not there. A kill leaves finished pieces, which the same
 * export goes on from; a cancel leaves nothing. Knows no window.
 */
import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { given } from '../../app/given'
import { cardOf, type CardFacts } from '../../app/exports/card'
import { splits, type Writer } from '../../app/exports/writer'
import type { ExportCounts, ExportRequest } from '../../app/host/exports'
import { Failure, throwIfCancelled } from '../../app/failure'
import { scoringOf } from '../../app/rewards/settings'
import type { View } from '../../app/trace/step'
import type { Images } from '../store/images'
import { removeBeside, removeTree } from '../store/own-folder'
import { fillRow } from './fill'
import { joinShards, type DataFiles } from './join'
import { createPacker } from './packer'
import { createExportImages, type ExportImages } from './images'
import { settledBefore } from './finished'
import { checkPlace, exportManifestName, settleExport, type ExportPlace } from './place'
import { addFacts, countsOf, leftOut, noFacts, recordsOf, type Facts, type BranchRecords } from './records'
import { settingsOf } from './settings'
import { openShards, writeShared, type Shard, type Shards } from './shards'
import type { TraceSource } from './source'

export interface ExportWork {
  readonly request: ExportRequest
  readonly writer: Writer
  readonly source: TraceSource
  readonly place: ExportPlace
  readonly replace: boolean
  /** Name of the data set. */
  readonly name: string
  readonly images: Pick<Images, 'path'>
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
  readonly version: string
  readonly now: () => number
  /** Names this export through kills and restarts: what it finished before is its own and not another's. */
  readonly run?: string
  readonly signal: AbortSignal
  readonly progress: (counts: ExportCounts, phase: 'writing' | 'joining') => void
  /** Whether what is there when the signal fires is kept to go on from (the app is closed), not taken away. */
  readonly keepPieces?: () => boolean
  /** Traces after which a piece is finished. */
  readonly pieceSize?: number
}

/** What came of it. */
export interface ExportResult {
  readonly path: string
  readonly counts: ExportCounts
  readonly bytes: number
}

/** Writes a data set. @throws Failure `cancelled`, `bad-input` (the goal is taken, nothing to write), `disk-full` … */
export async function runExport(work: ExportWork): Promise<ExportResult> {
  const { place, signal } = work
  try {
    throwIfCancelled(signal)
    const before = await settledBefore(place, work.run)
    if (before !== undefined) return { path: place.path, ...before }
    await checkPlace(place, work.replace)
    const written = await writePieces(work)
    return await finish(work, written)
  } catch (error) {
    // What a person ended is gone; what went wrong by itself is kept, to go on from.
    if (signal.aborted) {
      if (work.keepPieces?.() !== true) await removeBeside(place.part)
      throw new Failure('cancelled', 'Cancelled.')
    }
    throw error
  }
}

interface Written {
  readonly shards: Shards
  readonly all: readonly Shard[]
  readonly facts: Facts
  readonly images: number
  readonly pictures: ExportImages
}

async function writePieces(work: ExportWork): Promise<Written> {
  const { writer, source, place, signal } = work
  const shards = await openShards(join(place.part, '.pieces'), fingerprint(work), writer.container)
  // Images of another export must not stay in this one.
  if (shards.done.length === 0)
    for (const name of ['images', 'crops']) await removeTree(join(place.part, name), place.part)
  const folder = place.part
  await mkdir(folder, { recursive: true })
  const pictures = prefixed(
    createExportImages({ folder, images: work.images, renderView: work.renderView }),
    place.prefix,
  )
  const all = [...shards.done]
  const seen = new Set(all.flatMap((s) => s.images))
  let facts = all.reduce((sum, s) => addFacts(sum, s.facts), noFacts)
  let next = all.at(-1)?.next ?? 0
  const packer = createPacker({ writer, shards, facts, ...sizes(work) })
  for await (const sourced of source.each(next, signal)) {
    const { project, problem } = sourced
    const { pieces, left } =
      project === undefined
        ? { pieces: [], left: leftOut(problem ?? 'It cannot be read.') }
        : recordsOf(project, writer, work.request)
    let own = left
    for (const piece of pieces) own = addFacts(own, await packPiece(piece, { packer, pictures, writer }))
    facts = addFacts(facts, own)
    if (project !== undefined && pieces.length > 0) seen.add(project.image.id)
    next = sourced.next
    const shard = await packer.note(next, own, pieces.length > 0 ? project?.image.id : undefined)
    if (shard !== undefined) all.push(shard)
    work.progress(
      countsOf(facts, { done: next, total: Math.max(next, source.total()), images: seen.size }),
      'writing',
    )
  }
  throwIfCancelled(signal)
  const last = await packer.flush()
  if (last !== undefined) all.push(last)
  return { shards, all, facts, images: seen.size, pictures }
}

interface Packing {
  readonly packer: ReturnType<typeof createPacker>
  readonly pictures: ExportImages
  readonly writer: Writer
}

/** Puts a branch's records into the piece; an image that is gone leaves the branch out. */
async function packPiece(piece: BranchRecords, { packer, pictures }: Packing): Promise<Facts> {
  try {
    const rows = await Promise.all(piece.rows.map((row) => fillRow(row, pictures)))
    for (const row of rows) packer.add(piece.split, row)
    return piece.facts
  } catch (error) {
    if (error instanceof Failure && (error.code === 'not-found' || error.code === 'image-unreadable'))
      return leftOut(`Its image cannot be read: ${error.message}`)
    throw error
  }
}

async function finish(work: ExportWork, written: Written): Promise<ExportResult> {
  const { writer, place, signal, source } = work
  const { shards, all, facts, images } = written
  const counts = countsOf(facts, { done: all.at(-1)?.next ?? 0, total: source.total(), images })
  const total = splits.reduce((sum, s) => sum + facts.records[s], 0)
  if (total === 0) {
    await removeBeside(place.part)
    const reasons = Object.entries(facts.skipped).map(([reason, n]) => `${n} × ${reason}`)
    throw new Failure(
      'bad-input',
      `There is nothing to write${reasons.length > 0 ? `: ${reasons.slice(0, 3).join(' ')}` : '.'}`,
    )
  }
  work.progress(counts, 'joining')
  const files = await joinShards({
    writer,
    shards,
    all,
    folder: place.part,
    signal,
    ...given({ file: place.file }),
  })
  const bytes = await besides(work, { facts, files, counts, pictureBytes: written.pictures.bytes() })
  await removeTree(join(place.part, '.pieces'), place.part)
  throwIfCancelled(signal)
  await settleExport(place)
  return { path: place.path, counts, bytes }
}

interface Outcome {
  readonly facts: Facts
  readonly files: DataFiles
  readonly counts: ExportCounts
  readonly pictureBytes: number
}

/** Card, manifest (the last: with it the folder is whole) and what the trainer wants beside its records. Gives all bytes. */
async function besides(work: ExportWork, { facts, files, counts, pictureBytes }: Outcome): Promise<number> {
  const { writer, place, name, version, now, run } = work
  const card: CardFacts = {
    ...facts,
    name,
    counts: facts.records,
    files,
    writer,
    version,
    at: now(),
    images: counts.images,
    settings: settingsOf(work),
    ...wishes(work.request),
  }
  const texts: Record<string, string> = { 'README.md': cardOf(card), ...writer.beside?.(card) }
  const sizes = await Promise.all(
    splits
      .flatMap((s) => files[s])
      .map(async (file) => ({ file, bytes: (await stat(join(place.part, file))).size })),
  )
  const bytes = sizes.reduce((sum, s) => sum + s.bytes, pictureBytes)
  const { writer: _writer, ...plain } = card
  const finished = given({ finished: run === undefined ? undefined : { run, counts, bytes } })
  const manifest = { relook: version, writer: writer.id, request: work.request, ...plain, sizes, ...finished }
  texts[exportManifestName] = `${JSON.stringify(manifest, undefined, 2)}\n`
  for (const [path, text] of Object.entries(texts)) await writeShared(join(place.part, path), text)
  return bytes
}

/** What the files beside the records have to know of the request. */
function wishes({ pixels, rewards }: ExportRequest): Pick<CardFacts, 'pixels' | 'rewards'> {
  return given({ pixels, rewards: rewards === undefined ? undefined : scoringOf(rewards) })
}

/** Two exports with the same words here write the same pieces. */
function fingerprint({ request, source, name, version, place }: ExportWork): string {
  const words = JSON.stringify({ request, name, version, prefix: place.prefix, stamp: source.stamp() })
  return createHash('sha256').update(words).digest('hex')
}

function sizes({ writer, place, pieceSize = 500 }: ExportWork) {
  // One parquet file holds one piece; everything else is joined.
  const one = writer.container === 'parquet' && place.file !== undefined
  return one ? { traces: Infinity, bytes: 1 << 30 } : { traces: pieceSize, bytes: 64 << 20 }
}

function prefixed(pictures: ExportImages, prefix: string): ExportImages {
  return { ...pictures, place: async (view) => prefix + (await pictures.place(view)) }
}
