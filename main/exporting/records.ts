/** A project as the records of an export, and what is counted of it. Pure: images are still slots. */
import type { ExportRequest, ExportCounts } from '../../app/host/exports'
import {
  isSlot,
  type ImageSlot,
  type ExportRow,
  type Split,
  type RecordValue,
  type Writer,
} from '../../app/exports/writer'
import { refusing } from '../../app/exports/refusing'
import { select } from '../../app/exports/select'
import { good } from '../../app/result'
import { areForced } from '../../app/trace/forced'
import type { Project } from '../../app/trace/project'
import type { ExportSelection } from '../../app/exports/select'
import { tellingOf } from './telling'

/** What the card tells of who did what. */
export interface Annotator {
  readonly reviewed: number
  readonly accepted: number
  readonly corrected: number
  /** Milliseconds. */
  readonly spent: number
}

/** Facts of one or many projects; adding is `addFacts`. */
export interface Facts {
  readonly records: Readonly<Record<Split, number>>
  readonly crops: number
  readonly corrected: number
  readonly accepted: number
  /** Traces with a token that a person put there. */
  readonly forced: number
  readonly skipped: Readonly<Record<string, number>>
  readonly sources: Readonly<Record<string, number>>
  readonly licences: Readonly<Record<string, number>>
  readonly models: Readonly<Record<string, number>>
  readonly annotators: Readonly<Record<string, Annotator>>
}

export const noFacts: Facts = {
  records: { train: 0, dev: 0, test: 0 },
  crops: 0,
  corrected: 0,
  accepted: 0,
  forced: 0,
  skipped: {},
  sources: {},
  licences: {},
  models: {},
  annotators: {},
}

/** What one branch gives. */
export interface BranchRecords {
  readonly split: Split
  readonly rows: readonly ExportRow[]
  readonly facts: Facts
}

/** What a project gives to an export. */
export interface ProjectRecords {
  readonly pieces: readonly BranchRecords[]
  /** What is left out, with reasons. */
  readonly left: Facts
}

/** The records of a project. A branch that cannot be told is left out and counted with its reason. */
export function recordsOf(project: Project, writer: Writer, request: ExportRequest): ProjectRecords {
  const selection: ExportSelection = withoutAbsent(request.selection)
  const { traces, skipped } = select(project, selection)
  const pieces: BranchRecords[] = []
  let left = skipped.reduce((sum, { reason }) => addFacts(sum, leftOut(reason)), noFacts)
  // A whole tree is one record, however many of its branches are wanted.
  const whole = selection.branches === 'all' && selection.branch === undefined ? writer.tree : undefined
  for (const trace of traces) {
    const result =
      whole === undefined
        ? refusing(() => writer.write(trace, tellingOf(writer, request, trace.branch)))
        : good(pieces.length === 0 ? [whole(project)] : [])
    if (result.ok)
      pieces.push({ split: trace.split, rows: result.value, facts: factsOf(trace, result.value) })
    else left = addFacts(left, leftOut(result.issues[0]?.message ?? 'It cannot be written.'))
  }
  return { pieces, left }
}

/** One trace that is not in it. */
export function leftOut(reason: string): Facts {
  return { ...noFacts, skipped: { [reason]: 1 } }
}

type Trace = ReturnType<typeof select>['traces'][number]

function factsOf(trace: Trace, rows: readonly ExportRow[]): Facts {
  const { project, branch, reviews, split } = trace
  const licence = ['license', 'licence']
    .map((name) => project.origin?.meta[name])
    .find((v) => typeof v === 'string')
  const accepted = reviews[0]?.verdict === 'accepted'
  return {
    records: { ...noFacts.records, [split]: rows.length },
    crops: rows.reduce((sum, row) => sum + slotsIn(row).filter((s) => s.view.crop !== undefined).length, 0),
    corrected: trace.corrected ? 1 : 0,
    accepted: accepted ? 1 : 0,
    forced: areForced(trace.steps) ? 1 : 0,
    skipped: {},
    sources: { [trace.source]: 1 },
    licences: { [typeof licence === 'string' ? licence : 'not stated in the data']: 1 },
    models: { [branch.author.type === 'model' ? branch.author.model : branch.model]: 1 },
    annotators: Object.fromEntries(
      reviews.map((r, i) => [
        r.by === '' ? 'unnamed' : r.by,
        {
          reviewed: r.verdict === undefined ? 0 : 1,
          accepted: r.verdict === 'accepted' ? 1 : 0,
          // Drafts have no author of their own: the newest reviewer is who corrected.
          corrected: trace.corrected && i === 0 ? 1 : 0,
          spent: r.spent,
        },
      ]),
    ),
  }
}

/** Every slot of a record, however deep. */
export function slotsIn(value: RecordValue): readonly ImageSlot[] {
  if (typeof value !== 'object' || value === null) return []
  if (isSlot(value)) return [value]
  return Object.values(value).flatMap((v) => slotsIn(v as RecordValue))
}

/** The facts of both together. */
export function addFacts(a: Facts, b: Facts): Facts {
  return {
    records: {
      train: a.records.train + b.records.train,
      dev: a.records.dev + b.records.dev,
      test: a.records.test + b.records.test,
    },
    crops: a.crops + b.crops,
    corrected: a.corrected + b.corrected,
    accepted: a.accepted + b.accepted,
    forced: a.forced + b.forced,
    skipped: addTally(a.skipped, b.skipped),
    sources: addTally(a.sources, b.sources),
    licences: addTally(a.licences, b.licences),
    models: addTally(a.models, b.models),
    annotators: addAnnotators(a.annotators, b.annotators),
  }
}

/** What the window is shown of facts. */
export function countsOf(
  facts: Facts,
  progress: { done: number; total: number; images: number },
): ExportCounts {
  const { records, crops, corrected, accepted, skipped } = facts
  return { ...progress, records, crops, corrected, accepted, skipped }
}

type Tally = Readonly<Record<string, number>>

/** Reasons and sources are words of files: beyond this many different ones the rest is counted together. */
const mostWords = 200

function addTally(a: Tally, b: Tally): Tally {
  const sum: Record<string, number> = { ...a }
  for (const [word, count] of Object.entries(b)) {
    const key = Object.hasOwn(sum, word) || Object.keys(sum).length < mostWords ? word : 'others'
    sum[key] = (Object.hasOwn(sum, key) ? (sum[key] ?? 0) : 0) + count
  }
  return sum
}

function addAnnotators(a: Facts['annotators'], b: Facts['annotators']): Facts['annotators'] {
  const sum: Record<string, Annotator> = { ...a }
  for (const [name, more] of Object.entries(b)) {
    const before = Object.hasOwn(sum, name) ? sum[name] : undefined
    sum[name] = {
      reviewed: (before?.reviewed ?? 0) + more.reviewed,
      accepted: (before?.accepted ?? 0) + more.accepted,
      corrected: (before?.corrected ?? 0) + more.corrected,
      spent: (before?.spent ?? 0) + more.spent,
    }
  }
  return sum
}

/** A language that is not known makes one trace unwritable, not the whole export. */
function withoutAbsent({ branch, ...rest }: ExportRequest['selection']): ExportSelection {
  return branch === undefined ? rest : { ...rest, branch }
}
