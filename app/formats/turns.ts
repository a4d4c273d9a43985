/** The turns of a foreign trace, cut into steps one after the other. Pure; `steps.ts` sets it up. */
import type { Dialect, Extent, LookSpan } from '../dialects'
import { placeLook, type Seen } from '../dialects/place'
import { kindOfSpan, lastSpans } from '../dialects/spans'
import { box, sameBox, type Size } from '../geometry/box'
import type { Notation } from '../geometry/spaces'
import type { EndReason, ImageRef } from '../trace/project'
import type { Author, LookFlag, LookStep, ObservationStep, Step, StepId, View } from '../trace/step'
import type { ForeignTrace, Turn } from './format'

/** What all turns of a trace share. */
export interface TurnsContext {
  readonly dialect: Dialect
  readonly image: ImageRef
  readonly missing: boolean
  readonly view: View
  readonly main: number
  readonly pictures: readonly (Size | undefined)[]
  readonly author: Author
  readonly at: number
  /** How a person reads the numbers, before all else; and how the file says they are written, where a request does not. */
  readonly chosen?: Notation
  readonly told?: Notation
}

type Given = Extract<Turn, { type: 'given' }>

/** A picture the model has seen after those of the question; `seen` absent where it is not a part of the main picture. */
interface Shown {
  readonly step?: StepId
  readonly seen?: Seen
}

/** What the turns gave. `crops`: by look, what the dialect's rule cuts for it, shown or not. */
export interface TurnsRead {
  readonly steps: readonly Step[]
  readonly reason: EndReason
  readonly crops: ReadonlyMap<StepId, View>
}

/** The steps of all turns, and how it ended. Step ids are `s1`, `s2`, … so that the same file gives the same steps. */
export function readTurns(trace: ForeignTrace, context: TurnsContext): TurnsRead {
  const reader = new TurnReader(trace, context)
  trace.turns.forEach((turn, i) => reader.read(turn, i))
  return reader.end()
}

class TurnReader {
  readonly #steps: Step[] = []
  readonly #shown: Shown[] = []
  readonly #crops = new Map<StepId, View>()
  readonly #asked: readonly number[]
  readonly #anyGiven: boolean
  readonly #lastModelTurn: number
  /** Looks of the model turn just read that were shown, in order, for the crops that come back. */
  #waiting: readonly LookStep[] = []
  /** Whether that turn asked for anything: then what comes next is a tool's, whoever's turn the file calls it. */
  #asking = false
  /** Marks and blanks that belong to no step of their own; they begin the next one. */
  #carried = ''

  constructor(
    readonly trace: ForeignTrace,
    readonly context: TurnsContext,
  ) {
    const given = new Set(trace.turns.flatMap((t) => (t.type === 'given' ? t.images : [])))
    this.#asked = trace.images.map((_, i) => i).filter((i) => i === context.main || !given.has(i))
    this.#anyGiven = trace.turns.some((t) => t.type === 'given')
    this.#lastModelTurn = trace.turns.findLastIndex((t) => t.type === 'model')
  }

  read(turn: Turn, index: number): void {
    const next = this.trace.turns[index + 1]
    const answering = next?.type === 'given' ? next : undefined
    if (turn.type === 'given') this.#readGiven(turn)
    else if (turn.type === 'model') this.#readModel(turn.text, index === this.#lastModelTurn, answering)
    else this.#readLook(turn, answering)
  }

  end(): TurnsRead {
    this.#closeTurn()
    const { answer } = this.trace
    if (answer !== undefined && answer !== '' && !this.#steps.some((s) => s.type === 'answer'))
      this.#steps.push({ ...this.#common(answer), type: 'answer', text: answer })
    const last = this.#steps.at(-1)
    const cut = last?.type === 'look' && last.flags.includes('not-shown')
    const reason = last?.type === 'answer' ? 'answered' : cut ? 'limit' : 'no-answer'
    return { steps: this.#steps, reason, crops: this.#crops }
  }

  #readModel(text: string, last: boolean, answering: Given | undefined): void {
    const { dialect } = this.context
    const spans = last ? lastSpans(dialect, text) : dialect.spans(text)
    const looks = spans.filter((s) => s.type === 'look')
    const shown = this.#shownOf(looks, answering)
    const waiting: LookStep[] = []
    let at = 0
    for (const span of spans) {
      this.#think(text.slice(at, span.start))
      const raw = text.slice(span.start, span.end)
      if (span.type === 'look') waiting.push(...this.#look(span, raw, shown.has(span)))
      else if (span.type === 'answer')
        this.#steps.push({ ...this.#common(raw), type: 'answer', text: span.text })
      else
        this.#steps.push({ ...this.#common(raw), type: 'thought', text: raw.trim(), kind: kindOfSpan(span) })
      at = span.end
    }
    this.#think(text.slice(at))
    this.#closeTurn()
    this.#waiting = waiting
    this.#asking = spans.some((s) => s.type !== 'answer')
  }

  #readLook(turn: Extract<Turn, { type: 'look' }>, answering: Given | undefined): void {
    const { main } = this.context
    const span: LookSpan = {
      type: 'look',
      start: 0,
      end: 0,
      numbers: turn.numbers,
      several: false,
      ...(turn.label === undefined ? {} : { label: turn.label }),
      ...(turn.notation === undefined ? {} : { notation: turn.notation }),
    }
    const shown = this.#shownOf([span], answering).has(span)
    this.#asking = true
    this.#waiting = this.#look(span, turn.raw, shown, (turn.image ?? main) !== main)
  }

  /** Which of a turn's requests were answered with a crop, by the dialect's rule and by what came back. */
  #shownOf(looks: readonly LookSpan[], answering: Given | undefined): ReadonlySet<LookSpan> {
    const { shows } = this.context.dialect
    if (shows === 'none') return new Set()
    if (answering === undefined && this.#anyGiven) return new Set()
    if (answering !== undefined && answering.images.length === 0 && refusal.test(answering.text))
      return new Set()
    const all = shows === 'each' || (answering?.images.length ?? 0) >= looks.length
    return new Set(all ? looks : looks.slice(...(shows === 'first' ? [0, 1] : [-1])))
  }

  /** Text between requests: a thought, or marks that go with what follows. */
  #think(raw: string): void {
    const text = this.context.dialect.plain(raw)
    if (text === '') this.#carried += raw
    else this.#steps.push({ ...this.#common(raw), type: 'thought', text })
  }

  /** What a turn ends with belongs to its last step. */
  #closeTurn(): void {
    const last = this.#steps.at(-1)
    if (this.#carried === '' || last === undefined || last.type === 'observation') return
    this.#steps[this.#steps.length - 1] = { ...last, raw: last.raw + this.#carried }
    this.#carried = ''
  }

  /** A look and its crop. Gives the look back where a crop is to come. */
  #look(span: LookSpan, raw: string, shown: boolean, elsewhere = false): readonly LookStep[] {
    const { dialect, image, view, missing, chosen, told, author } = this.context
    const notation = chosen ?? span.notation ?? told
    const source = this.#sourceOf(span)
    const lost = elsewhere || source === 'other'
    const inside = lost ? undefined : source
    const ground = {
      dialect,
      image: { id: image.id, size: image },
      view,
      budgets: dialect.budgets,
      ...(inside?.seen === undefined ? {} : { inside: inside.seen }),
      ...(notation === undefined ? {} : { notation }),
      ...(span.zoom === undefined ? {} : { zoom: span.zoom }),
    }
    const at = placeLook(span.numbers, ground)
    const crops = shown && !lost && !missing && at.view !== undefined
    const flags: LookFlag[] = lost
      ? ['other-image']
      : [
          // Of a picture nobody has, nothing is known about places.
          ...(missing ? (['missing-image'] as const) : at.flags),
          ...(span.several ? (['several-boxes'] as const) : []),
          ...(span.rough === true ? (['rough'] as const) : []),
          ...(span.swapped === true ? (['swapped'] as const) : []),
          ...(this.#repeats(at.region) ? (['repeated'] as const) : []),
        ]
    if (!shown && dialect.shows !== 'none') flags.push('not-shown')
    const common = this.#common(raw)
    const literals = span.literals?.map((l) => moved(l, common.raw.length - raw.length - span.start))
    const look: LookStep = {
      ...common,
      type: 'look',
      request: {
        numbers: span.numbers,
        frame: at.frame,
        ...(inside?.step === undefined ? {} : { source: inside.step }),
        ...(span.notation === undefined ? {} : { notation: span.notation }),
        ...(span.zoom === undefined ? {} : { zoom: span.zoom }),
        ...(span.code === undefined ? {} : { code: span.code }),
        ...(literals === undefined ? {} : { literals }),
      },
      ...(span.label === undefined ? {} : { label: span.label }),
      region: lost ? box(0, 0, 0, 0) : at.region,
      ...(lost || at.point === undefined ? {} : { point: at.point }),
      flags,
    }
    this.#steps.push(look)
    if (at.view !== undefined && !lost && !missing) this.#crops.set(look.id, at.view)
    if (!crops || at.view === undefined) {
      if (shown) this.#shown.push({})
      return shown ? [look] : []
    }
    const seen: ObservationStep = {
      ...this.#common(''),
      author,
      type: 'observation',
      look: look.id,
      view: at.view,
    }
    this.#steps.push(seen)
    this.#shown.push({ step: seen.id, seen: { area: at.view.crop ?? wholeOf(image), view: at.view } })
    return [look]
  }

  /** The crop a request counts in; undefined: the main picture; `other`: a picture this trace is not about, or none. */
  #sourceOf(span: LookSpan): Shown | 'other' | undefined {
    if (span.source === undefined) return undefined
    const asked = Math.max(1, this.#asked.length)
    if (span.source < asked)
      return (this.#asked[span.source] ?? this.context.main) === this.context.main ? undefined : 'other'
    const shown = this.#shown[span.source - asked]
    return shown?.seen === undefined ? 'other' : shown
  }

  #repeats(region: LookStep['region']): boolean {
    return this.#steps.some((s) => s.type === 'look' && sameBox(s.region, region))
  }

  /** What came back: words on the observations it answers, else a step of its own. Crops in the file are measured. */
  #readGiven(turn: Given): void {
    const looks = this.#waiting
    this.#waiting = []
    turn.images.forEach((picture, i) => {
      const look = looks[i]
      if (look === undefined) this.#shown.push({})
      else this.#measure(look, this.context.pictures[picture])
    })
    const first = this.#steps.findIndex((s) => s.type === 'observation' && s.look === looks[0]?.id)
    const seen = this.#steps[first]
    if (seen?.type === 'observation') this.#steps[first] = { ...seen, raw: turn.text }
    else if (turn.text.trim() !== '') {
      const author: Author = turn.role === 'tool' || this.#asking ? { type: 'tool' } : { type: 'person' }
      this.#steps.push({ ...this.#common(turn.text), author, type: 'thought', text: turn.text.trim() })
    }
  }

  /** The crop the file holds against the one the rule gives. */
  #measure(look: LookStep, real: Size | undefined): void {
    const seen = this.#steps.find((s) => s.type === 'observation' && s.look === look.id)
    const at = this.#steps.findIndex((s) => s.id === look.id)
    if (real === undefined || seen?.type !== 'observation' || at < 0) return
    const { width, height } = seen.view.size
    if (real.width === width && real.height === height) return
    this.#steps[at] = { ...look, flags: [...look.flags, 'crop-differs'] }
  }

  #common(raw: string) {
    const whole = this.#carried + raw
    this.#carried = ''
    return { id: `s${this.#steps.length + 1}`, author: this.context.author, at: this.context.at, raw: whole }
  }
}

function moved({ start, end }: Extent, by: number): Extent {
  return { start: start + by, end: end + by }
}

/** How tools of the field say that they did not do it. */
const refusal = /\b(error|invalid|failed|exceed\w*|out of range|cannot|could not)\b/i

function wholeOf({ width, height }: Size) {
  return box<'image'>(0, 0, width, height)
}
