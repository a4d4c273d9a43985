/** Files of traces in memory: lists, searches and opens rows as the real host does, over projects a test makes. */
import type {
  collectionContract,
  Collection,
  TracePage,
  TraceQuery,
  TraceRow,
} from '../../app/host/collections'
import type { Client } from '../../app/contract'
import type { Host, ProjectEvent } from '../../app/host'
import { Failure } from '../../app/failure'
import type { Project } from '../../app/trace/project'
import { Feed, fakeHost, type FakeHost } from './fake-host'

/** What a test may look at and push. */
export interface FakeCollections {
  readonly fake: FakeHost
  readonly host: Host & Client<typeof collectionContract>
  readonly collections: Feed<readonly Collection[]>
  /** Rows asked to be opened, in order. */
  readonly opened: number[]
  /** Offsets of pages that are followed now. */
  readonly followed: Set<number>
  readonly calls: { readonly name: string; readonly input: unknown }[]
  /** Opening this row fails. */
  broken: number | undefined
  rows: readonly TraceRow[]
  /** Tells every page again. */
  readonly changed: () => void
}

/** A row as a file of VLM-R³ traces gives it. */
export function traceRow(row: number, more: Partial<TraceRow> = {}): TraceRow {
  return {
    row,
    id: String(row + 1),
    project: `c1-${row}`,
    question: `Question ${row + 1}?`,
    answer: row % 2 === 0 ? 'a' : 'b',
    gold: 'a',
    verdict: row % 2 === 0 ? 1 : 0,
    looks: row % 3,
    flags: [],
    tags: [],
    missing: false,
    ...more,
  }
}

/** A collection as it is told. */
export function collection(more: Partial<Collection> = {}): Collection {
  return {
    id: 'c1',
    name: 'traces.jsonl',
    path: '/data/traces.jsonl',
    bytes: 1000,
    reading: { format: 'vlm-r3-log', dialect: 'vlm-r3', space: 'input', order: 'xyxy', detected: true },
    count: 3,
    issues: 0,
    missing: 0,
    reviewed: 0,
    state: { type: 'ready' },
    ...more,
  }
}

/** A host with one file of `count` traces; every trace is the fake's project under an id of its own. */
export function fakeCollections(count: number): FakeCollections {
  const fake = fakeHost()
  const pages = new Set<() => void>()
  const its: FakeCollections = {
    fake,
    host: undefined as unknown as FakeCollections['host'], // set below: its methods close over `its`
    collections: new Feed(),
    opened: [],
    followed: new Set(),
    calls: [],
    broken: undefined,
    rows: Array.from({ length: count }, (_, i) => traceRow(i)),
    changed: () => {
      for (const page of pages) page()
    },
  }
  return Object.assign(its, { host: { ...fake.host, ...abilities(its, pages), follow: followOf(its) } })
}

function followOf(its: FakeCollections): Host['follow'] {
  return ({ project }, signal) => {
    const feed = new Feed<ProjectEvent>()
    feed.push({ type: 'project', project: projectOf(its, project) })
    return feed.items(signal)
  }
}

function projectOf({ fake }: FakeCollections, id: string): Project {
  return { ...fake.project, id, title: id, image: { ...fake.project.image, id: `image-${id}` } }
}

/** Text and verdict, which is what the tests narrow by. */
function matching(rows: readonly TraceRow[], { text, verdict }: TraceQuery): readonly TraceRow[] {
  return rows.filter(
    (r) =>
      (text === undefined || r.question.includes(text)) &&
      (verdict === undefined || (verdict === 'right') === (r.verdict === 1)),
  )
}

function abilities(its: FakeCollections, pages: Set<() => void>): Client<typeof collectionContract> {
  const note = (name: string) => async (input: unknown) => void its.calls.push({ name, input })
  return {
    collections: (_input, signal) => its.collections.items(signal),
    openCollection: async ({ source }) => {
      its.calls.push({ name: 'openCollection', input: source })
      return source.type === 'dialog' ? null : { collection: 'c1' }
    },
    setReading: note('setReading'),
    relinkPictures: async (input) => {
      its.calls.push({ name: 'relinkPictures', input })
      return { found: 2, missing: 1 }
    },
    stopIndex: note('stopIndex'),
    resumeIndex: note('resumeIndex'),
    forgetCollection: note('forgetCollection'),
    traces: (input, signal) => pageOf(its, pages, input, signal),
    nextTrace: async ({ query, from, step }) => {
      const rows = matching(its.rows, query)
      const found = step > 0 ? rows.find((r) => r.row > from) : rows.findLast((r) => r.row < from)
      return found ?? null
    },
    findTrace: async ({ project }) => {
      const row = its.rows.find((r) => r.project === project)
      return row === undefined ? null : { collection: 'c1', row }
    },
    openTrace: async ({ row }) => {
      if (row === its.broken) throw new Failure('not-found', 'The row is gone.')
      its.opened.push(row)
      return { project: `c1-${row}` }
    },
    collectionIssues: async () => ({ total: 0, issues: [] }),
    missingImages: async () => ({ total: 0, names: [] }),
    fetchImage: note('fetchImage'),
  }
}

function pageOf(
  its: FakeCollections,
  pages: Set<() => void>,
  { query, offset, limit }: { query: TraceQuery; offset: number; limit: number },
  signal: AbortSignal | undefined,
): AsyncIterable<TracePage> {
  const feed = new Feed<TracePage>()
  const tell = () => {
    const rows = matching(its.rows, query)
    feed.push({ total: rows.length, rows: rows.slice(offset, offset + limit), done: true })
  }
  pages.add(tell)
  its.followed.add(offset)
  signal?.addEventListener('abort', () => {
    pages.delete(tell)
    its.followed.delete(offset)
  })
  tell()
  return feed.items(signal)
}
