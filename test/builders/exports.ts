/** Projects in a real store, and exports of them, for tests. */
import sharp from 'sharp'
import { writerOf } from '../../app/exports'
import { defaultSelection, type ExportSelection } from '../../app/exports/select'
import type { ExportRequest } from '../../app/host/exports'
import { treeChanges } from '../../app/formats/tree'
import { box } from '../../app/geometry/box'
import type { Project } from '../../app/trace/project'
import { reviewKey, type Review } from '../../app/trace/review'
import { runExport, type ExportResult, type ExportWork } from '../../main/exporting/job'
import { placeFor } from '../../main/exporting/place'
import { createSources } from '../../main/exporting/source'
import { imagesHere } from '../../main/image-process/apart'
import { renderView } from '../../main/images/view'
import { openStore, type Store } from '../../main/store/store'
import { fiveSteps, projectWith } from './project'

/** A store on a folder. */
export function storeOn(folder: string): Promise<Store> {
  return openStore({ folder, bringImage: imagesHere.bring, now: () => 5, report: () => undefined })
}

/** A picture that no other number gives. */
export async function picture(n: number): Promise<Uint8Array> {
  const background = { r: (n * 37) % 256, g: (n * 101) % 256, b: n % 256 }
  return sharp({ create: { width: 1008, height: 756, channels: 3, background } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

/** What a test wants to be different about a project. */
export interface Wanted {
  readonly review?: Partial<Review>
  /** The first look moved and the answer rewritten. */
  readonly corrected?: boolean
  readonly gold?: readonly string[]
}

/** Keeps a project of five steps over picture `n`; gives its id. */
export async function keep(store: Store, id: string, n: number, wanted: Wanted = {}): Promise<string> {
  const image = await store.images.add(await picture(n), `picture-${n}.png`)
  const base = projectWith(fiveSteps)
  const review: Review = {
    tags: [],
    note: '',
    goldBoxes: [],
    by: 'ana',
    at: 9,
    spent: 60_000,
    ...wanted.review,
  }
  const tree: Project = {
    ...base,
    title: id,
    drafts: wanted.corrected
      ? { l1: { type: 'region', region: box(100, 100, 300, 300) }, a1: { type: 'text', text: '8' } }
      : {},
    reviews: wanted.review === undefined ? {} : { [reviewKey('main', review.by)]: review },
    ...(wanted.gold === undefined ? {} : { origin: origin(wanted.gold) }),
  }
  const [created, ...rest] = treeChanges(tree, { id, image })
  if (created?.type !== 'project-created') throw new Error('no creation')
  await store.projects.create(created)
  await store.projects.use(id, (live) => live.append(rest))
  return id
}

function origin(gold: readonly string[]): NonNullable<Project['origin']> {
  return {
    collection: 'c',
    row: 0,
    file: 'traces.jsonl',
    line: 1,
    format: 'vlm-r3-log',
    gold,
    goldBoxes: [],
    pictures: [],
    main: 0,
    meta: { dataset: 'receipts', license: 'Apache-2.0' },
  }
}

/** A request for all projects. */
export function requestFor(writer: string, selection: Partial<ExportSelection> = {}): ExportRequest {
  return { source: { type: 'all' }, writer, selection: { ...defaultSelection, ...selection } }
}

/** Exports to a path. */
export async function exportTo(
  store: Store,
  path: string,
  request: ExportRequest,
  more: Partial<ExportWork> = {},
): Promise<ExportResult> {
  const writer = writerOf(request.writer)
  if (writer === undefined) throw new Error(`no writer ${request.writer}`)
  return runExport({
    request,
    writer,
    source: await createSources(store)(request.source),
    place: placeFor(path),
    replace: false,
    name: 'receipts',
    images: store.images,
    renderView,
    version: 'test',
    now: () => Date.UTC(2026, 0, 2),
    signal: new AbortController().signal,
    progress: () => undefined,
    ...more,
  })
}
