/**
 * How the boxes of a file are read, decided in one place for the command line, the index and the window: by a person, by the file
 * itself, by evidence, else as the dialect has it. First from the first traces, then again as more are seen; a decision is only left
 * for a clearly better one. Pure; opens nothing, changes nothing.
 */
import { dialectOf } from '../dialects'
import { disputeIn } from '../dialects/calls/known-tools'
import { callsIn } from '../dialects/calls/scan'
import type { Size } from '../geometry/box'
import { isFraction, type Notation, type Order, type SpaceId } from '../geometry/spaces'
import { given } from '../given'
import type { Step, View } from '../trace/step'
import { fits, weigh, type FitEvidence } from './evidence'
import { betterFact } from './evidence-words'
import { overviewOf } from './frame'
import type { BoxReading, Fit, FrameAt, WrittenBox } from './written'
import { frameOf } from '../trace/stages'

/** Who said how the boxes are written. */
export type DecidedBy = 'person' | 'file' | 'evidence' | 'dialect'

/** The reading of a file, who decided it, and what speaks for it. */
export interface FileReading extends BoxReading {
  readonly dialect: string
  readonly decidedBy: DecidedBy
  /** Boxes that were weighed. */
  readonly boxes: number
  /** Boxes written in another unit than the rest. */
  readonly mixed: number
  readonly evidence: readonly string[]
  /** Others that could be true as well, likeliest first. */
  readonly alternatives: readonly Fit[]
  /** One that fits clearly better than what a person or the file said. */
  readonly better?: Fit
  /** All boxes lie where a model that was shown less would have put them. */
  readonly shrunk?: Fit
  /** Its tool is used with several units, and nothing in the file tells which: in a sentence. */
  readonly undecided?: string
}

/** What a person asked for; it is not argued with. */
export type AskedReading = Partial<BoxReading> & { readonly dialect?: string | undefined }

/** What a trace says of its own numbers before it is read. */
export interface WrittenNumbers {
  readonly dialect: string
  readonly space?: SpaceId
  readonly order?: Order
  readonly system?: string
}

/** A trace that was read: its boxes, and its steps where they are at hand. */
export interface Read {
  readonly dialect: string
  readonly boxes: readonly WrittenBox[]
  readonly steps?: readonly Step[]
}

/** What is kept of the decisions about a file, to go on from. */
export interface Decisions {
  readonly decided: Readonly<Record<string, Notation>>
  readonly reading?: FileReading
}

/** Decides how the boxes of one file are read. */
export interface Decider {
  /** How a trace is to be read where it does not say so itself; undefined: as its dialect has it. */
  readonly notationFor: (trace: WrittenNumbers) => Notation | undefined
  readonly add: (trace: WrittenNumbers, read: Read) => void
  /** Decides again from what was added. Cheap until there is four times as much as before, unless `now`. True: rows are read otherwise. */
  readonly refine: (now?: boolean) => boolean
  /** What was added so far will be added again. */
  readonly again: () => void
  readonly reading: () => FileReading | undefined
  readonly kept: () => Decisions
}

/** Boxes kept for each dialect; more of them are counted as these are. */
const kept = 5000

/** A decider for one file. `before`: what was decided when it was read the last time. */
export function createDecider(asked: AskedReading, before?: Decisions): Decider {
  return new FileDecider(asked, before)
}

class FileDecider implements Decider {
  readonly #samples = new Map<string, Sample>()
  readonly #decided: Map<string, Notation>
  readonly #isOpen: boolean
  #reading: FileReading | undefined
  #told = false
  #dispute: string | undefined
  /** Boxes seen, and at how many the next decision is due. */
  #seen = 0
  #next = 1

  constructor(
    readonly asked: AskedReading,
    readonly before?: Decisions,
  ) {
    this.#decided = new Map(Object.entries(before?.decided ?? {}))
    this.#reading = before?.reading
    this.#isOpen = [asked.space, asked.order, asked.pixels].every((said) => said === undefined)
  }

  notationFor(trace: WrittenNumbers): Notation | undefined {
    const own = this.asked.dialect === undefined && (trace.space !== undefined || trace.order !== undefined)
    return this.#isOpen && !own ? this.#decided.get(this.asked.dialect ?? trace.dialect) : undefined
  }

  add(trace: WrittenNumbers, { dialect, boxes, steps }: Read): void {
    const sample = this.#samples.get(dialect) ?? { boxes: [], seen: 0, traces: 0 }
    this.#samples.set(dialect, sample)
    sample.traces++
    if (this.asked.dialect === undefined && this.#isOpen && trace.space !== undefined) {
      this.#told = true
      sample.told = { space: trace.space, order: trace.order ?? baseNotation(dialect).order }
    }
    for (const written of boxes) keep(sample, written)
    this.#seen += boxes.length
    // A system message says which family it is.
    if (trace.system === undefined && steps !== undefined) this.#dispute ??= disputeOf(steps)
  }

  refine(must = false): boolean {
    if (this.#seen === 0 || (!must && this.#seen < this.#next)) return false
    this.#next = this.#seen * 4
    // Fewer than were weighed the last time: they say nothing against that.
    if (this.#seen < (this.before?.reading?.boxes ?? 0)) return false
    const open = [...this.#samples].filter(([, { told }]) => told === undefined)
    const weighed = new Map<string, FitEvidence>()
    const changed = open.filter(([dialect, sample]) => this.#decide(dialect, sample, weighed))
    this.#reading = this.#summed(weighed)
    return changed.length > 0
  }

  again(): void {
    this.#samples.clear()
    this.#seen = 0
    this.#next = 1
    this.#told = false
  }

  reading(): FileReading | undefined {
    return this.#reading ?? this.#summed()
  }

  kept(): Decisions {
    return { decided: Object.fromEntries(this.#decided), ...given({ reading: this.#reading }) }
  }

  #now(dialect: string): BoxReading {
    const { space, order, pixels } = this.asked
    return { ...baseNotation(dialect), ...this.#decided.get(dialect), ...given({ space, order, pixels }) }
  }

  /** `weighed`: evidence for what stays as it is. */
  #decide(dialect: string, { boxes }: Sample, weighed: Map<string, FitEvidence>): boolean {
    if (!this.#isOpen) return false
    const evidence = weigh(boxes, this.#now(dialect), frameAtOf(dialect))
    const { better } = evidence
    if (better === undefined) weighed.set(dialect, evidence)
    if (better === undefined) return false
    this.#decided.set(dialect, { space: better.space, order: better.order })
    return true
  }

  /** Of the dialect that most traces are in. */
  #summed(weighed?: ReadonlyMap<string, FitEvidence>): FileReading | undefined {
    const [dialect, sample] = [...this.#samples].sort((a, b) => b[1].traces - a[1].traces)[0] ?? []
    if (dialect === undefined || sample === undefined) return undefined
    const found =
      weighed?.get(dialect) ?? weigh(sample.boxes, sample.told ?? this.#now(dialect), frameAtOf(dialect))
    const open = this.#told ? 'file' : this.#decided.has(dialect) ? 'evidence' : 'dialect'
    return fileReading(found, {
      dialect,
      by: this.#isOpen ? open : 'person',
      dispute: this.#dispute,
      asked: this.asked,
      sample,
    })
  }
}

interface Sample {
  readonly boxes: WrittenBox[]
  /** Boxes seen at all, and traces. */
  seen: number
  traces: number
  /** What the file says of them. */
  told?: BoxReading
}

function keep(sample: Sample, written: WrittenBox): void {
  // Every n-th takes an older one's place, so that the end of a file counts as its beginning.
  if (sample.boxes.length < kept) sample.boxes.push(written)
  else if (sample.seen % 7 === 0) sample.boxes[(sample.seen / 7) % kept] = written
  sample.seen++
}

interface Told {
  readonly dialect: string
  readonly by: DecidedBy
  readonly dispute: string | undefined
  readonly asked: AskedReading
  readonly sample: Sample
}

function fileReading(
  { now, better, shrunk, facts, alternatives, mixed }: FitEvidence,
  told: Told,
): FileReading {
  const { dialect, by, dispute, asked, sample } = told
  const { seen, boxes } = sample
  const { misfits: _, ...reading } = now
  const share = seen / Math.max(1, boxes.length)
  const evidence = [
    ...(by === 'evidence' ? whyNot(baseNotation(dialect), now, boxes) : []),
    ...facts,
    ...(dispute === undefined ? [] : [dispute]),
    ...(by === 'dialect' ? [`The rule of ${dialectOf(dialect)?.name ?? dialect}.`] : []),
  ]
  return {
    dialect,
    ...reading,
    ...given({ pixels: asked.pixels }),
    decidedBy: by,
    boxes: seen,
    mixed: Math.round(mixed * share),
    evidence,
    alternatives,
    ...given({
      better,
      shrunk,
      undecided: by === 'dialect' && alternatives.length > 0 ? dispute : undefined,
    }),
  }
}

/** What the decision was taken against. */
function whyNot(was: BoxReading, now: Fit, boxes: readonly WrittenBox[]): readonly string[] {
  const misfits = boxes.filter((b) => !fits(b, was)).length
  return [betterFact(now, { ...was, misfits }, boxes.length)]
}

function baseNotation(id: string): Notation {
  const dialect = dialectOf(id)
  return { space: dialect?.space ?? 'input', order: dialect?.order ?? 'xyxy' }
}

/** At which size a dialect's model sees an image when it may be shown so many pixels. */
export function frameAtOf(id: string): FrameAt | undefined {
  const dialect = dialectOf(id)
  return dialect && ((size, pixels) => overviewOf(dialect, { id: '', ...size }, { pixels }).size)
}

/** What is in doubt about the tool of a trace's looks. */
function disputeOf(steps: readonly Step[]): string | undefined {
  const calls = steps.flatMap((step) => (step.type === 'look' ? callsIn(step.raw) : []))
  return disputeIn(calls.flatMap(({ call }) => call ?? []))
}

/** What boxes lie on. */
export interface ShownImage {
  readonly image: Size
  readonly missing: boolean
  readonly view: Pick<View, 'frame' | 'size'>
}

/** Boxes in the image itself, written as the dialect writes them; one that says its own unit is no evidence. */
export function writtenIn(
  steps: readonly Step[],
  { image, missing, view }: ShownImage,
): readonly WrittenBox[] {
  if (missing) return []
  return steps.flatMap((step) => {
    if (step.type !== 'look' || step.flags.includes('other-image')) return []
    const { numbers, source, notation, code } = step.request
    if (source !== undefined || notation !== undefined || code === true) return []
    const { width, height } = image
    return [{ numbers, image: { width, height }, frame: frameOf(view) }]
  })
}

/** Another reading that fits a single trace, which this one does not. */
export interface Doubt extends Fit {
  /** In a sentence. */
  readonly why: string
}

/** What speaks against the reading of a single trace; undefined: nothing. */
export function doubtOf(all: readonly WrittenBox[], now: Notation): Doubt | undefined {
  // A line, which nobody meant, says nothing of how it is written.
  const boxes = all.filter(({ numbers: [a, b, c, d] }) => a !== c && b !== d)
  if (boxes.every((b) => fits(b, now) || isFraction(b.numbers))) return undefined
  const { space, order } = now
  const { now: current, better, alternatives } = weigh(boxes, { space, order })
  const other = better ?? alternatives.find((a) => a.misfits < current.misfits)
  if (other === undefined) return undefined
  return { ...other, why: betterFact(other, current, boxes.length) }
}
