/**
 * Steps of a trace written as messages of a language, one after the other: requests with the crops of their numbers, what tools
 * and people said in between, and images that came back and are no crop. Pure.
 */
import { dialectOf, type Dialect } from '../dialects'
import type { HandBack } from '../dialects/dialect'
import { Failure } from '../failure'
import { fullBox, sameSize } from '../geometry/box'
import { given } from '../given'
import { unreachable } from '../result'
import { cropView, placeLook, writeLook, type Ground, type SeenImage } from '../reading/place'
import { sizedImageOf } from '../trace/image'
import { frameOf } from '../trace/stages'
import type { LookStep, Step, StepId, ThoughtStep, View } from '../trace/step'
import type { ExportTrace, TellingOptions } from './writer'

/** A part of a message: text, or an image as the model gets it. */
export type DialoguePiece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'image'; readonly view: View }

/** A message of the dialogue that is written. */
export interface DialogueMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly pieces: readonly DialoguePiece[]
}

/** The image itself, which the trainer resizes as the model does. */
export function wholeImage(view: View): View {
  const { crop: _crop, ...rest } = view
  return rest
}

/** A text as pieces of a message: none for no text. */
export function textPieces(text: string): readonly DialoguePiece[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

/** Tells steps in order; `end` gives the messages. @throws Failure `bad-input` for what the language cannot say. */
export class Teller {
  readonly #dialect: Dialect
  readonly #own: boolean
  readonly #ground: Pick<Ground, 'dialect' | 'image' | 'view' | 'budgets'>
  /** Looks that were answered with a crop. */
  readonly #shown: ReadonlySet<StepId>
  /** What earlier crops of this telling show, by the step of the crop: nested looks count in them. */
  readonly #seen = new Map<StepId, SeenImage>()
  readonly #messages: DialogueMessage[] = []
  /** The model's turn so far, and whether its thinking is open. */
  #turn: DialoguePiece[] = []
  #open = false
  /** Images shown after the image. */
  #number = 0
  /** What was put after the last look. */
  #put = ''

  constructor(
    readonly trace: ExportTrace,
    readonly telling: TellingOptions,
    readonly steps: readonly Step[],
  ) {
    const { dialect, budgets } = telling
    const { image } = trace.project
    this.#dialect = dialect
    this.#own = trace.branch.dialect === dialect.id
    this.#ground = {
      dialect,
      image: sizedImageOf(image),
      view: dialect.overview(image.id, image, budgets),
      budgets,
    }
    this.#shown = new Set(steps.flatMap((s) => (s.type === 'observation' ? [s.look] : [])))
  }

  tell(step: Step): void {
    switch (step.type) {
      case 'thought':
        this.#think(step)
        break
      case 'look':
        this.#look(step)
        break
      case 'observation':
        // Its crop was shown with its look; another size of it in the file is no further image.
        return
      case 'answer':
        this.#close()
        this.#turn.push(...textPieces(this.#own ? this.#after(step.raw) : this.#dialect.answer(step.text)))
        break
      default:
        unreachable(step)
    }
    for (const index of step.pictures ?? []) this.#showOther(index)
  }

  end(): readonly DialogueMessage[] {
    this.#endTurn()
    return this.#messages
  }

  #think(step: ThoughtStep): void {
    const { trace } = this
    if (this.#own && this.#dialect.handBack === 'inside' && step.author.type === 'tool')
      this.#say(this.#after(step.raw))
    else if (isGiven(step, trace)) {
      this.#close()
      this.#endTurn()
      const role = step.author.type === 'tool' ? 'tool' : 'user'
      this.#messages.push({ role, pieces: textPieces(step.raw.trim()) })
    } else {
      const spoken = dialectOf(trace.branch.dialect)
      this.#say(this.#own ? this.#after(step.raw) : `${(spoken?.plain(step.raw) ?? step.text).trim()}\n`)
    }
  }

  #look(step: LookStep): void {
    if (step.flags.includes('other-image') || step.flags.includes('missing-image'))
      throw new Failure('bad-input', 'A look counts in an image the trace does not have.')
    if (step.flags.includes('invalid')) throw new Failure('bad-input', 'A look has no area inside the image.')
    const { handBack, afterLook = '', shows } = this.#dialect
    if (handBack !== 'inside') this.#close()
    const { request, view } = requestOf(step, { own: this.#own, ground: this.#ground, seen: this.#seen })
    const added = request.endsWith(afterLook) ? '' : afterLook
    this.#put = step.raw.endsWith(added) ? '' : added
    this.#turn.push(...textPieces(request + added))
    // A region that its own language only names is shown where the other one shows regions.
    if (shows !== 'none' && (this.#shown.has(step.id) || !this.#own)) this.#show(step, view)
  }

  #show(look: LookStep, view: View | undefined): void {
    if (view === undefined) throw new Failure('bad-input', 'A look has no area inside the image.')
    const crop = this.steps.find((s) => s.type === 'observation' && s.look === look.id)
    if (crop !== undefined)
      this.#seen.set(crop.id, { area: view.crop ?? fullBox(this.trace.project.image), view })
    this.#number++
    const { handBack, afterCrop = '' } = this.#dialect
    if (handBack === 'inside')
      this.#turn.push({ type: 'image', view }, ...textPieces(this.#own ? '' : afterCrop))
    else this.#handBack(handBack(this.#number, view), view)
  }

  /** An image of its own in a message, or, as crops of one turn come back together, in the one just begun. */
  #handBack({ role, before, after }: HandBack, view: View): void {
    this.#endTurn()
    const pieces: readonly DialoguePiece[] = [
      ...textPieces(before),
      { type: 'image', view },
      ...textPieces(after),
    ]
    const last = this.#messages.at(-1)
    if (last?.role === role)
      this.#messages[this.#messages.length - 1] = { role, pieces: [...last.pieces, ...pieces] }
    else this.#messages.push({ role, pieces })
  }

  /** An image that came back and is no crop of the image: a figure, what a tool drew. It stands after the words it came with. */
  #showOther(index: number): void {
    const found = this.trace.project.origin?.pictures[index]?.image
    if (found === undefined)
      throw new Failure('bad-input', 'An image that came back to the model was not found.')
    const { dialect, budgets } = this.telling
    const view = wholeImage(dialect.overview(found.id, found, budgets))
    this.#number++
    const last = this.#messages.at(-1)
    if (dialect.handBack === 'inside') this.#turn.push({ type: 'image', view })
    else if (this.#turn.length === 0 && last !== undefined && last.role !== 'assistant')
      this.#messages[this.#messages.length - 1] = {
        ...last,
        pieces: [...last.pieces, { type: 'image', view }],
      }
    else this.#handBack({ role: dialect.handBack(this.#number, view).role, before: '', after: '' }, view)
  }

  #say(text: string): void {
    // Upstream's own traces of VLM-R³ never close theirs; what is told again keeps to what its prompt asks.
    const tags = this.#own ? undefined : this.#dialect.thinking
    if (tags !== undefined && !this.#open) {
      this.#turn.push(...textPieces(tags.open))
      this.#open = true
    }
    this.#turn.push(...textPieces(text))
  }

  #close(): void {
    const tags = this.#own ? undefined : this.#dialect.thinking
    if (this.#open && tags !== undefined) this.#turn.push(...textPieces(tags.close))
    this.#open = false
  }

  #endTurn(): void {
    if (this.#turn.length > 0) this.#messages.push({ role: 'assistant', pieces: merged(this.#turn) })
    this.#turn = []
  }

  /** What was put after a look belongs there; where the file has it before the next words it is not written twice. */
  #after(text: string): string {
    const rest = this.#put !== '' && text.startsWith(this.#put) ? text.slice(this.#put.length) : text
    this.#put = ''
    return rest
  }
}

interface Requesting {
  readonly own: boolean
  readonly ground: Pick<Ground, 'dialect' | 'image' | 'view' | 'budgets'>
  readonly seen: ReadonlyMap<StepId, SeenImage>
}

/** A request as it is told, and the crop of the numbers that stand in it. */
interface Requested {
  readonly request: string
  readonly view?: View | undefined
}

/** The model's own words where they still say the region; else the region in the words of the language. */
function requestOf(step: LookStep, { own, ground, seen }: Requesting): Requested {
  const { dialect, view, image } = ground
  const { numbers, notation, source, zoom, cropSize: handed } = step.request
  // Code is kept whatever is odd about what it cuts: more stands in it than the region.
  if (own && step.request.code === true && step.reread === undefined)
    return { request: step.raw, view: cropView(dialect, step.region, ground) }
  const same = own && (dialect.space !== 'input' || sameSize(step.request.frame, frameOf(view)))
  // Read in another space by a person, past the edge, or found in broken words: then the numbers are not what is meant.
  const clean = step.reread === undefined && !step.flags.some((f) => unclean.has(f))
  const inside = source === undefined ? undefined : seen.get(source)
  if (same && clean && (source === undefined || inside !== undefined)) {
    const placed = placeLook(numbers, { ...ground, ...given({ notation, inside, zoom, handed }) })
    return { request: step.raw, view: placed.view }
  }
  const { text, placed } = writeLook(step.region, { ...ground, image }, step)
  return { request: text, view: placed.view }
}

const unclean = new Set<LookStep['flags'][number]>(['clamped', 'several-boxes', 'rough'])

/** Words of a tool or of the next turn of a dialogue, in a trace made elsewhere; a person's inserted thought is not. */
function isGiven(step: Step, { project }: ExportTrace): boolean {
  if (step.author.type === 'tool') return true
  if (step.author.type !== 'person' || project.origin === undefined) return false
  return project.branches.some((b) => b.fork === undefined && b.path.includes(step.id))
}

function merged(pieces: readonly DialoguePiece[]): readonly DialoguePiece[] {
  const all: DialoguePiece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (piece.type === 'text' && last?.type === 'text')
      all[all.length - 1] = { type: 'text', text: last.text + piece.text }
    else all.push(piece)
  }
  return all
}
