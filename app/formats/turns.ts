/** The turns of a foreign trace as steps, one after the other, and what came back after each. Pure; `steps.ts` sets it up. */
import type { LookSpan } from '../dialects'
import { answeredBy, readGeneration, readGenerations, type ReadText } from '../reading/spans'
import { generatedText, textWithoutTokens, type AskedImage, type StepsContext } from '../reading/context'
import { StepWriter } from '../reading/steps'
import { sameSize, type Size } from '../geometry/box'
import type { EndReason } from '../trace/project'
import type { LookStep, Step, StepId, View } from '../trace/step'
import type { ForeignTrace, Turn } from './format'

/** What all turns of a trace share. */
export interface TurnsContext extends Omit<StepsContext, 'newId' | 'asked'> {
  /** Which of the trace's images it is about, and the size of each, where that is known. */
  readonly main: number
  readonly pictures: readonly (Size | undefined)[]
}

type Given = Extract<Turn, { type: 'given' }>
type Written = Extract<Turn, { type: 'model' }>

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
  readonly #writer: StepWriter
  readonly #anyGiven: boolean
  /** Whether the file says which images came back. */
  readonly #tellsImages: boolean
  readonly #lastModelTurn: number
  /** Looks of the model turn just read that were shown, in order, for the crops that come back. */
  #waiting: readonly LookStep[] = []
  /** Whether that turn asked for anything: then what comes next is a tool's, whoever's turn the file calls it. */
  #asking = false
  /** Where the steps of that turn begin. */
  #from = 0

  constructor(
    readonly trace: ForeignTrace,
    readonly context: TurnsContext,
  ) {
    const { main } = context
    const given = new Set(trace.turns.flatMap((t) => (t.type === 'given' ? t.images : [])))
    const asked = trace.images.flatMap((source, i): readonly AskedImage[] => {
      if (i !== main && given.has(i)) return []
      const size =
        i === main && !context.missing ? context.image.size : (context.pictures[i] ?? trace.sizes?.[i])
      const name = source.type === 'path' ? source.path : source.type === 'url' ? source.url : undefined
      const known = size === undefined ? {} : { size }
      return [{ ...known, ...(name === undefined ? {} : { name }), main: i === main }]
    })
    let made = 0
    this.#writer = new StepWriter({
      ...context,
      newId: () => `s${++made}`,
      ...(asked.length === 0 ? {} : { asked }),
    })
    this.#tellsImages = given.size > 0
    this.#anyGiven = given.size > 0 || trace.turns.some((t) => t.type === 'given')
    this.#lastModelTurn = trace.turns.findLastIndex((t) => t.type === 'model')
  }

  read(turn: Turn, index: number): void {
    const answering = turn.type === 'given' ? undefined : this.#answering(index)
    if (turn.type !== 'given') this.#from = this.#writer.steps.length
    if (turn.type === 'given') this.#readGiven(turn)
    else if (turn.type === 'model') this.#readModel(turn, index === this.#lastModelTurn, answering)
    else this.#readLook(turn, answering)
  }

  /** What came back for a turn: what follows it, with all that tools say one after the other. */
  #answering(index: number): Given | undefined {
    const { turns } = this.trace
    const first = turns[index + 1]
    if (first?.type !== 'given') return undefined
    const images = [...first.images]
    for (let at = index + 2; first.role === 'tool'; at++) {
      const next = turns[at]
      if (next?.type !== 'given' || next.role !== 'tool') break
      images.push(...next.images)
    }
    return { ...first, images }
  }

  end(): TurnsRead {
    const writer = this.#writer
    const steps = writer.end()
    const { answer } = this.trace
    if (answer !== undefined && answer !== '' && !steps.some((s) => s.type === 'answer'))
      writer.answer({ raw: answer }, answer)
    const last = steps.at(-1)
    const cut = last?.type === 'look' && last.flags.includes('not-shown')
    // Regions that are only named may stand behind the words they belong to.
    const said = this.context.dialect.shows === 'none' ? steps.findLast((s) => s.type !== 'look') : last
    const reason = said?.type === 'answer' ? 'answered' : cut ? 'limit' : 'no-answer'
    return { steps, reason, crops: writer.crops }
  }

  #readModel({ text, tokens }: Written, last: boolean, answering: Given | undefined): void {
    this.#asking = false
    const cut = tokens === undefined ? textWithoutTokens(text) : generatedText({ tokens }, text)
    const came = answering?.images.map((i) => ({ size: this.context.pictures[i] })) ?? []
    const pictures = this.#tellsImages ? came : undefined
    const looks = this.#writer.turn(cut, this.#reads(text, last, answering), pictures)
    this.#waiting = looks.filter((look) => !this.#writer.unpictured.has(look.id))
  }

  /** A turn as it was generated: at once, where the file tells what came back after it. */
  *#reads(text: string, last: boolean, answering: Given | undefined): Generator<ReadText> {
    const { dialect } = this.context
    const writer = this.#writer
    const inside = dialect.handBack === 'inside' && dialect.shows !== 'none' && !this.#anyGiven
    const context = () => writer.turnContext()
    const reads = inside
      ? readGenerations(dialect, text, { ended: last, context })
      : [readGeneration(dialect, text, { ended: last, context: context() })]
    for (const read of reads) {
      this.#asking ||= read.spans.some((s) => s.type !== 'answer')
      const looks = read.spans.filter((s) => s.type === 'look')
      yield { ...read, answered: this.#answered(looks, read.answered, answering) }
    }
  }

  #readLook(turn: Extract<Turn, { type: 'look' }>, answering: Given | undefined): void {
    const { main } = this.context
    const span: LookSpan = {
      type: 'look',
      start: 0,
      end: turn.raw.length,
      numbers: turn.numbers,
      several: false,
      ...(turn.label === undefined ? {} : { label: turn.label }),
      ...(turn.notation === undefined ? {} : { notation: turn.notation }),
      ...(turn.source === undefined ? {} : { source: turn.source }),
    }
    const answered = this.#answered([span], new Set([span]), answering).has(span)
    const first = answering?.images[0]
    const look = this.#writer.look(
      span,
      { raw: turn.raw },
      {
        shown: answered ? 'shown' : 'not-shown',
        elsewhere: (turn.image ?? main) !== main,
        ...(first === undefined ? {} : { pictured: { size: this.context.pictures[first] } }),
      },
    )
    this.#waiting = answered ? [look] : []
    this.#asking = true
  }

  /** Which of a turn's requests were answered with a crop: by what came back, else by the dialect's rule. */
  #answered(
    looks: readonly LookSpan[],
    byRule: ReadText['answered'],
    answering: Given | undefined,
  ): ReadText['answered'] {
    const { shows } = this.context.dialect
    if (shows === 'none') return new Set()
    if (answering === undefined) return this.#anyGiven ? new Set() : byRule
    if (answering.images.length === 0 && refusal.test(answering.text)) return new Set()
    return answeredBy(answering.images.length >= looks.length ? 'each' : shows, looks)
  }

  /** What came back: words on the observation it answers, else a step of its own. Crops in the file are measured. */
  #readGiven(turn: Given): void {
    const looks = this.#waiting
    // Of several calls each may be answered by a message of its own.
    const one = turn.role === 'tool' && turn.images.length > 0
    this.#waiting = one ? looks.slice(turn.images.length) : []
    const others = turn.images.filter((picture, i) => {
      const look = looks[i]
      if (look !== undefined) return !this.#measure(look, picture)
      this.#writer.showOther(this.context.pictures[picture])
      return true
    })
    const { steps } = this.#writer
    const first = this.#find((s) => s.type === 'observation' && s.look === looks[0]?.id)
    const seen = steps[first]
    if (seen?.type === 'observation') steps[first] = { ...seen, raw: turn.text }
    else if (turn.text.trim() !== '')
      this.#writer.thought(
        { raw: turn.text },
        turn.text.trim(),
        turn.role === 'tool' || this.#asking ? { type: 'tool' } : { type: 'person' },
      )
    this.#picture(seen?.type === 'observation' ? first : steps.length - 1, others)
  }

  /**
   * The crop the file holds against the one the rule gives. False: it is no crop of the image, so there is none that stands for it.
   * One of another size than the rule gives is kept beside that.
   */
  #measure(look: LookStep, picture: number): boolean {
    const { steps } = this.#writer
    const crop = this.#find((s) => s.type === 'observation' && s.look === look.id)
    const seen = steps[crop]
    const at = this.#find((s) => s.id === look.id)
    if (seen?.type !== 'observation' || at < 0) return false
    const real = this.context.pictures[picture]
    if (real === undefined || sameSize(real, this.#writer.cropSizes.get(look.id) ?? seen.view.size))
      return true
    steps[at] = { ...look, flags: [...look.flags, 'crop-differs'] }
    this.#picture(crop, [picture])
    return true
  }

  /** Images that came back with a step. */
  #picture(at: number, pictures: readonly number[]): void {
    const { steps } = this.#writer
    const step = steps[at]
    if (step !== undefined && pictures.length > 0)
      steps[at] = { ...step, pictures: [...(step.pictures ?? []), ...pictures] }
  }

  /** The place of a step of the turn just read; −1 where there is none. */
  #find(is: (step: Step) => boolean): number {
    const { steps } = this.#writer
    const at = steps.slice(this.#from).findIndex(is)
    return at < 0 ? at : at + this.#from
  }
}

/** How tools of the field say that they did not do it. */
const refusal = /\b(error|invalid|failed|exceed\w*|out of range|cannot|could not)\b/i
