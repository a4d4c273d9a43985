/**
 * Spans of a text made into steps: thoughts, looks with their flags and crops, answers, and what could not be read. The one
 * place that does, for runs (which add tokens and times) and for files (which add what came back). Pure: ids and time are given.
 */
import type { Extent } from '../extent'
import type { LookSpan, PastTurns, Span, TurnContext } from '../dialects/dialect'
import { fullBox, sameSize, type Box, type Size } from '../geometry/box'
import { given } from '../given'
import { unreachable } from '../result'
import type {
  AnswerStep,
  Author,
  LookFlag,
  LookStep,
  ObservationStep,
  Step,
  StepId,
  ThoughtKind,
  ThoughtStep,
  Timings,
  View,
} from '../trace/step'
import type {
  AskedImage,
  ReadSoFar,
  ReturnedImage,
  CutText,
  LookOptions,
  TokenPiece,
  StepsContext,
} from './context'
import { nowhere, placeLook, rawSize, type PlacedLook, type SeenImage } from './place'
import type { ReadText } from './spans'
import { frameOf } from '../trace/stages'
import { joinedPieces, reasonings } from './piece'

/** An image the model was shown; `seen` absent where it is not a part of the one the trace is about. */
interface Shown {
  readonly step?: StepId
  readonly seen?: SeenImage
}

/** Writes steps one after the other. Whatever it is given comes out as `raw` of some step, to the letter. */
export class StepWriter {
  /** What was written by this writer. */
  readonly steps: Step[] = []
  /** By look, what the dialect's rule cuts for it, shown or not. */
  readonly crops = new Map<StepId, View>()
  /** By look, the size its crop has before it is made into model input, where its request says so. */
  readonly cropSizes = new Map<StepId, Size>()
  /** Looks that were answered without an image: none can be cut for them, and fewer came back than were asked for. */
  readonly unpictured = new Set<StepId>()
  /** Images after those of the question, in the order the model saw them. */
  readonly #shown: Shown[] = []
  /** All images, as the reader of a turn is told of them; grows with `#shown`. */
  readonly #pictures: { size?: Size; name?: string }[]
  readonly #asked: readonly AskedImage[]
  #past: PastTurns | undefined
  readonly #looked = new Set<string>()
  /** Marks and blanks that belong to no step of their own; they begin the next one. */
  #carried: TokenPiece | undefined
  /** The last turn was nothing but what is carried. */
  #wordless = false
  #timings: Timings | undefined
  /** How many more requests of the generation were answered than images came back. */
  #spare = 0
  /** Nobody says which images came back: what a rule shows is taken for shown. */
  #untold = false
  /** Where the last block of code stands: its first character in the turn, and in its step's `raw`. */
  #block = { start: 0, at: 0 }

  constructor(
    readonly context: StepsContext,
    before: ReadSoFar = { steps: [] },
  ) {
    this.#asked = context.asked ?? [{ size: context.image.size, main: true }]
    this.#pictures = this.#asked.map(({ main: _main, ...picture }) => picture)
    this.#past = before.past
    let handed: Size | undefined
    for (const step of before.steps) {
      if (step.type === 'look') {
        this.#looked.add(keyOf(step.region))
        handed = step.request.cropSize
      }
      if (step.type === 'observation') this.#show(step, handed)
    }
  }

  /** What a text that comes now can be about besides its own words. */
  turnContext(): TurnContext {
    return { pictures: this.#pictures, asked: this.#asked.length, ...given({ past: this.#past }) }
  }

  /** A turn, of one or more generations; `told` came back for it (absent: nobody says). Gives its looks answered with a crop, in order. */
  turn(cut: CutText, reads: Iterable<ReadText>, told?: readonly ReturnedImage[]): readonly LookStep[] {
    const from = this.steps.length
    const pictures = told ?? []
    this.#untold = told === undefined
    const before = this.unpictured.size
    this.#timings = cut.timings
    const looks: LookStep[] = []
    let end = 0
    for (const read of reads) {
      end += read.text.length
      this.#spare = read.answered.size - pictures.length
      const other = read.answered.size > 0 || read.spans.some((s) => s.type === 'answer')
      for (const span of read.spans) {
        this.#think(cut, span.start)
        const piece = cut.upTo(span.end)
        if (span.type !== 'look') this.#push(this.#notLook(span, piece))
        else {
          const passed = other && span.named === undefined
          const shown = read.answered.has(span) ? 'shown' : passed ? 'passed-over' : 'not-shown'
          const pictured = pictures[looks.length - this.unpictured.size + before]
          const look = this.look(span, piece, { shown, ...given({ pictured }) })
          if (shown === 'shown') looks.push(look)
        }
      }
      // Words of two generations are two thoughts.
      this.#think(cut, end)
      this.#past = { text: read.text, ...given({ past: this.#past }) }
    }
    this.#closeTurn(from)
    this.#timings = undefined
    return looks
  }

  /** Words that are a step as they stand. */
  thought(piece: TokenPiece, text: string, author?: Author): ThoughtStep {
    const step: ThoughtStep = { ...this.#common(piece), type: 'thought', text }
    return this.#push(author === undefined ? step : { ...step, author })
  }

  answer(piece: TokenPiece, text: string): AnswerStep {
    return this.#push({ ...this.#common(piece), type: 'answer', text })
  }

  /** A look, and its crop where there is one. */
  look(span: LookSpan, piece: TokenPiece, options: LookOptions): LookStep {
    const { shown, elsewhere = false, pictured } = options
    const { missing = false, dialect } = this.context
    const source = this.#sourceOf(span)
    const lost = elsewhere || source === 'other'
    const inside = lost ? undefined : source
    const at: PlacedLook = lost
      ? { ...nowhere, frame: frameOf(this.context.view) }
      : this.#place(span, inside?.seen)
    const flags: readonly LookFlag[] = lost
      ? at.flags
      : [...(missing ? (['missing-image'] as const) : at.flags), ...this.#oddOf(span, at)]
    const common = this.#common(piece)
    const look: LookStep = this.#push({
      ...common,
      type: 'look',
      request: {
        numbers: span.numbers,
        frame: at.frame,
        ...given({
          source: inside?.step,
          notation: span.notation,
          zoom: span.zoom,
          time: span.time,
          cropSize: span.cropSize,
        }),
        ...this.#codeOf(span, common.raw.length - piece.raw.length),
      },
      ...given({ label: span.label, point: at.point }),
      region: at.region,
      flags: shown === 'shown' || dialect.shows === 'none' ? flags : [...flags, shown],
    })
    this.#looked.add(keyOf(at.region))
    const view = missing ? undefined : at.view
    if (view !== undefined) this.crops.set(look.id, view)
    if (span.cropSize !== undefined) this.cropSizes.set(look.id, span.cropSize)
    if (shown === 'shown') this.#answer(look, view, { span, pictured })
    return look
  }

  /** What came back for a look: its crop, or an image that is none. */
  #answer(
    look: LookStep,
    view: View | undefined,
    { span, pictured }: { readonly span: LookSpan; readonly pictured: ReturnedImage | undefined },
  ): void {
    // A figure that came back has no place on the image; where none did, the crop alone stands for it.
    // The crop itself is told by its size to the pixel.
    const [came, size] = [pictured?.size, span.cropSize ?? view?.size]
    const isCrop = came !== undefined && size !== undefined && sameSize(came, size)
    const figure = span.figure === true && pictured !== undefined && !isCrop
    if (view !== undefined && !figure) {
      if (this.context.unseen === true) this.#show({ view }, span.cropSize)
      else this.observe(look, view)
    } else if (view === undefined && this.#spare > 0) {
      this.#spare--
      this.unpictured.add(look.id)
      // A crop of another image that was shown counts, though it is drawn nowhere here.
      if (this.#untold && this.#isOfOther(span)) this.showOther()
    } else if (pictured !== undefined) this.showOther()
  }

  /** The model was shown an image that is no part of the one the trace is about. */
  showOther(size?: Size): void {
    this.#shown.push({})
    this.#pictures.push(given({ size }))
  }

  /** The step that shows a view for a look. */
  observe(look: Exclude<Step, ObservationStep>, view: View): ObservationStep {
    const { newId, now } = this.context
    const step: ObservationStep = {
      id: newId(),
      author: look.author,
      at: now(),
      raw: '',
      type: 'observation',
      look: look.id,
      view,
    }
    this.#show(step, look.type === 'look' ? look.request.cropSize : undefined)
    return this.#push(step)
  }

  /** What the loop put after the last step, and took away from it. */
  close(
    piece: TokenPiece,
    { appended, dropped }: { readonly appended?: string; readonly dropped?: string },
  ): void {
    const at = this.steps.findLastIndex((s) => s.type !== 'observation')
    const last = this.steps[at]
    if (last === undefined) return
    const whole = { ...last, ...joinedPieces(last, piece) }
    const tail = appended?.slice(-Math.max(1, whole.raw.length))
    const own = { ...whole, ...given({ appended: tail, dropped }) }
    // Without area it is not shown in any loop.
    this.steps[at] = own.type === 'look' && own.flags.includes('invalid') ? without(own, 'not-shown') : own
  }

  /** An image that comes back instead of what was asked for: an earlier crop once more, or all of the image. */
  showAgain(view: View): void {
    const { image } = this.context
    const at = this.steps.findLastIndex((s) => s.type !== 'observation')
    const last = this.steps[at]
    if (last === undefined || last.type === 'observation') return
    if (last.type === 'look') {
      const all = view.crop === undefined || keyOf(view.crop) === keyOf(fullBox<'image'>(image.size))
      const look = without(last, 'not-shown')
      this.steps[at] = { ...look, flags: [...look.flags, all ? 'all-shown' : 'shown-again'] }
    }
    this.observe(last, view)
  }

  /** What the loop says to the model in a turn of its own. */
  reply(text: string): void {
    const step = this.thought({ raw: text }, text.trim(), { type: 'tool' })
    this.steps[this.steps.length - 1] = { ...step, kind: { type: 'reply' } }
  }

  /** What a turn ends with belongs to the last of its steps (`from`: where they begin) that has words. */
  #closeTurn(from: number): void {
    this.#wordless = this.steps.length === from
    const at = this.steps.findLastIndex((s, i) => i >= from && s.type !== 'observation')
    const last = this.steps[at]
    if (this.#carried === undefined || last === undefined) return
    this.steps[at] = { ...last, ...joinedPieces(last, this.#carried) }
    this.#carried = undefined
  }

  /** What is left over, with nothing after it: a thought without words. Blanks are dropped, unless they were all of a turn. */
  end(): readonly Step[] {
    const rest = this.#carried
    this.#carried = undefined
    if (rest !== undefined && (rest.raw.trim() !== '' || this.#wordless)) this.thought(rest, '')
    return this.steps
  }

  /** Text between spans: thoughts, or marks that go with what follows. */
  #think(cut: CutText, end: number): void {
    const { plain } = this.context.dialect
    for (const stretch of reasonings(cut.text.slice(cut.at(), end), plain)) {
      const piece = cut.upTo(cut.at() + stretch.length)
      const text = plain(piece.raw)
      if (text === '') this.#carry(piece)
      else this.thought(piece, text)
    }
  }

  #carry(piece: TokenPiece): void {
    if (piece.raw === '') return
    this.#carried = this.#carried === undefined ? piece : joinedPieces(this.#carried, piece)
  }

  #notLook(span: Exclude<Span, LookSpan>, piece: TokenPiece): Step {
    const common = this.#common(piece)
    if (span.type === 'answer') return { ...common, type: 'answer', text: span.text }
    if (span.type === 'output')
      return { ...common, author: { type: 'tool' }, type: 'thought', text: span.text }
    return { ...common, type: 'thought', text: piece.raw.trim(), kind: kindOf(span) }
  }

  #place(span: LookSpan, inside: SeenImage | undefined): PlacedLook {
    const { numbers, notation: own, zoom, cropSize, cut } = span
    const { dialect, image, view, budgets, chosen, told } = this.context
    const notation = chosen ?? own ?? told
    return placeLook(numbers, {
      dialect,
      image,
      view,
      budgets,
      ...given({ inside, notation, zoom, handed: cropSize, cut }),
    })
  }

  #oddOf(
    { several, rough, swapped, bounds, figure }: LookSpan,
    { region, flags }: PlacedLook,
  ): readonly LookFlag[] {
    return [
      ...(figure === true ? (['figure'] as const) : []),
      ...(several ? (['several-boxes'] as const) : []),
      ...(rough === true ? (['rough'] as const) : []),
      ...(bounds === true ? (['bounds'] as const) : []),
      ...(swapped === true && !flags.includes('swapped') ? (['swapped'] as const) : []),
      ...(this.#looked.has(keyOf(region)) ? (['repeated'] as const) : []),
    ]
  }

  /** Where the numbers stand in code: of further crops, which have no text of their own, in that of their block. */
  #codeOf(
    { code, literals, start, end }: LookSpan,
    at: number,
  ): Pick<LookStep['request'], 'code' | 'literals'> {
    if (end > start) this.#block = { start, at }
    const by = this.#block.at - this.#block.start
    const moved = literals?.map((l): Extent => ({ start: l.start + by, end: l.end + by }))
    return given({ code, literals: moved })
  }

  /** The crop a request counts in; undefined: the main image; `other`: an image this trace is not about, or none. */
  #sourceOf({ source }: LookSpan): Shown | 'other' | undefined {
    if (source === undefined) return undefined
    const asked = this.#asked[source]
    if (asked !== undefined) return asked.main ? undefined : 'other'
    const shown = this.#shown[source - this.#asked.length]
    return shown?.seen === undefined ? 'other' : shown
  }

  /** Whether a request counts in an image that was shown and is no part of the one the trace is about. */
  #isOfOther(span: LookSpan): boolean {
    const shown = this.#asked.length + this.#shown.length
    return this.#sourceOf(span) === 'other' && (span.source ?? 0) < shown
  }

  #show({ id, view }: { readonly id?: StepId; readonly view: View }, handed: Size | undefined): void {
    const area = view.crop ?? fullBox<'image'>(this.context.image.size)
    const seen: SeenImage = { area, view, ...given({ handed }) }
    this.#shown.push({ seen, ...given({ step: id }) })
    this.#pictures.push({ size: this.context.dialect.nested === 'raw' ? rawSize(seen) : view.size })
  }

  #common(piece: TokenPiece) {
    const { author, newId, now } = this.context
    const { raw, tokens } = this.#carried === undefined ? piece : joinedPieces(this.#carried, piece)
    this.#carried = undefined
    return { id: newId(), author, at: now(), raw, ...given({ tokens }) }
  }

  #push<S extends Step>(step: S): S {
    const timed = this.#timings === undefined ? step : { ...step, timings: this.#timings }
    this.#timings = undefined
    this.steps.push(timed)
    return timed
  }
}

function without(look: LookStep, flag: LookFlag): LookStep {
  return { ...look, flags: look.flags.filter((f) => f !== flag) }
}

function kindOf(span: Exclude<Span, { type: 'look' | 'answer' | 'output' }>): ThoughtKind {
  switch (span.type) {
    case 'malformed':
      return { type: 'unread', message: span.message }
    case 'call':
      return { type: 'call', name: span.name, ...given({ about: span.about }) }
    case 'code':
      return { type: 'code', ...given({ computed: span.computed }) }
    case 'opaque':
      return { type: 'opaque', count: span.count }
    default:
      return unreachable(span)
  }
}

/** Equal for equal edges. */
function keyOf({ left, top, right, bottom }: Box<'image'>): string {
  return `${left},${top},${right},${bottom}`
}
