/**
 * How the boxes of a file are written, for `relook read`: decided before the file is read from its first traces, where
 * neither a person nor the file says it, and told at the end with what speaks for it. Opens nothing itself.
 */
import { dialectOf, type Dialect } from '../../app/dialects'
import { disputeIn } from '../../app/dialects/calls/known-tools'
import { callsIn } from '../../app/dialects/calls/scan'
import type { ForeignTrace } from '../../app/formats'
import type { Notation } from '../../app/geometry/spaces'
import { given } from '../../app/given'
import { weigh, type Fit, type WrittenBox } from '../../app/reading/evidence'
import type { TraceSteps } from '../../app/formats/steps'

/** Who said how the boxes are written. */
export type DecidedBy = 'person' | 'file' | 'evidence' | 'dialect'

/** The reading of a file as it is printed. */
export interface FileReading extends Notation {
  readonly dialect: string | null
  readonly decidedBy: DecidedBy
  readonly boxes: number
  /** Boxes written in another unit than the rest. */
  readonly mixed: number
  readonly evidence: readonly string[]
  readonly alternatives: readonly Fit[]
}

/** Boxes kept for each dialect; the rest of a large file is like them. */
const kept = 5000

/** Collects the boxes of traces by their dialect. `person`: what was asked for, which is not argued with. */
export function createEvidence(person: Partial<Notation>) {
  const boxes = new Map<string, WrittenBox[]>()
  const counts = new Map<string, number>()
  const decided = new Map<string, Notation>()
  let told: DecidedBy = 'dialect'
  let dispute: string | undefined
  const isOpen = ({ space, order }: ForeignTrace) =>
    space === undefined && order === undefined && person.space === undefined && person.order === undefined
  return {
    /** The trace as it is to be read: with what was decided for its dialect. */
    read: (trace: ForeignTrace): ForeignTrace => {
      const notation = isOpen(trace) ? decided.get(trace.dialect) : undefined
      return notation === undefined ? trace : { ...trace, ...notation }
    },
    add: (trace: ForeignTrace, steps: TraceSteps): void => {
      counts.set(steps.dialect, (counts.get(steps.dialect) ?? 0) + 1)
      if (trace.space !== undefined && decided.get(trace.dialect)?.space !== trace.space) told = 'file'
      const own = boxes.get(steps.dialect) ?? []
      boxes.set(steps.dialect, own)
      if (own.length < kept) own.push(...writtenBoxes(steps))
      // A system message says which family it is.
      if (trace.system === undefined) dispute ??= disputeOf(steps)
    },
    /** Decides from what was added so far, and begins anew. */
    decide: (): void => {
      for (const [dialect, written] of boxes) {
        const { better } = weigh(written, notationFor(dialect, person))
        if (better !== undefined) decided.set(dialect, { space: better.space, order: better.order })
      }
      boxes.clear()
      counts.clear()
    },
    reading: (): FileReading | undefined => {
      const [main] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
      if (main === undefined) return undefined
      const chosen = decided.get(main)
      const now = { ...notationFor(main, person), ...given({ ...chosen }) }
      const { facts, alternatives, mixed, boxes: count } = weigh(boxes.get(main) ?? [], now)
      const isPerson = person.space !== undefined || person.order !== undefined
      const decidedBy = isPerson ? 'person' : chosen === undefined ? told : 'evidence'
      const evidence = dispute === undefined ? facts : [...facts, dispute]
      return { dialect: main, ...now, decidedBy, boxes: count, mixed, evidence, alternatives }
    },
  }
}

function notationFor(id: string, person: Partial<Notation>): Notation {
  const dialect: Dialect | undefined = dialectOf(id)
  return { space: person.space ?? dialect?.space ?? 'input', order: person.order ?? dialect?.order ?? 'xyxy' }
}

/** What is in doubt about the tool of a trace's looks. */
function disputeOf({ steps }: TraceSteps): string | undefined {
  const calls = steps.flatMap((step) => (step.type === 'look' ? callsIn(step.raw) : []))
  return disputeIn(calls.flatMap(({ call }) => call ?? []))
}

/** Boxes in the image itself, written as the dialect writes them; one that says its own unit is no evidence. */
function writtenBoxes({ steps, image, missing, view }: TraceSteps): readonly WrittenBox[] {
  if (missing) return []
  return steps.flatMap((step) => {
    if (step.type !== 'look' || step.flags.includes('other-image')) return []
    const { numbers, source, notation, code } = step.request
    if (source !== undefined || notation !== undefined || code === true || numbers.length !== 4) return []
    return [{ numbers, image, frame: view.size }]
  })
}
