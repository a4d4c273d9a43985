/**
 * A trace told as a dialogue in a language: its own, or another one. The region in image pixels is the truth; numbers are
 * written anew in the space of the language and the size of the picture it is told with, crops are cut by its rule.
 * What the model wrote itself stays to the letter where language and picture size are the same. Pure.
 */
import { dialectOf } from '../dialects'
import { Failure } from '../failure'
import { bad, good, unreachable, type Result } from '../result'
import { fullBox, type Size } from '../geometry/box'
import { given } from '../given'
import { cropView, placeLook, writeLook, type Ground, type Seen } from '../reading/place'
import { missingImage, pictureOf } from '../trace/image'
import { frameOf } from '../trace/stages'
import type { LookStep, Step, StepId, View } from '../trace/step'
import type { ExportTrace, Telling } from './writer'

/** A part of a message: text, or a picture as the model gets it. */
export type Piece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'picture'; readonly view: View }

/** A message of the dialogue that is written. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly pieces: readonly Piece[]
}

/** A trace as the model of a language would have had it. */
export interface Retold {
  /** System (where the language has one), question, then replies and what came back, ending with a reply. */
  readonly messages: readonly Message[]
  /** How many of `messages` come before the first reply. */
  readonly asked: number
  readonly answer: string
}

/** The trace in the language. Bad, with the reason, where it cannot be told so that a trainer would learn the right thing. */
export function retell(
  trace: ExportTrace,
  telling: Telling,
  steps: readonly Step[] = trace.steps,
): Result<Retold> {
  const answer = steps.findLast((s) => s.type === 'answer')
  if (answer === undefined) return bad({ message: 'It has no answer.' })
  return told(() => {
    const asked = askedMessages(trace, telling)
    const teller = createTeller(trace, telling, steps)
    for (const step of steps) teller.tell(step)
    return { messages: [...asked, ...teller.end()], asked: asked.length, answer: answer.text }
  })
}

/** The question alone, as the language asks it. Bad, with the reason, where the picture cannot be shown to a model. */
export function question(trace: ExportTrace, telling: Telling): Result<readonly Message[]> {
  return told(() => askedMessages(trace, telling))
}

/** A region or picture that the language's own rule refuses is a reason, not an error. */
function told<T>(work: () => T): Result<T> {
  try {
    return good(work())
  } catch (error) {
    if (error instanceof Failure) return bad({ message: error.message })
    throw error
  }
}

function askedMessages(trace: ExportTrace, { dialect, budgets }: Telling): readonly Message[] {
  const { image } = trace.project
  if (image.id === missingImage) throw new Failure('bad-input', 'Its picture was not found.')
  const looks = trace.branch.settings.maxLooks > 0 || trace.steps.some((s) => s.type === 'look')
  const view = dialect.overview(image.id, image, budgets)
  const question: Message = {
    role: 'user',
    pieces: [
      ...words(looks ? (dialect.beforeImage ?? '') : ''),
      { type: 'picture', view: whole(view) },
      ...words(dialect.ask(trace.branch.question, looks, image)),
    ],
  }
  const own = dialect.id === trace.branch.dialect ? trace.project.origin?.system : undefined
  const system = own ?? (looks ? dialect.system : undefined)
  return system === undefined ? [question] : [{ role: 'system', pieces: words(system) }, question]
}

/** The image itself, which the trainer resizes as the model does. */
function whole(view: View): View {
  const { crop: _crop, ...rest } = view
  return rest
}

function words(text: string): readonly Piece[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

function createTeller(trace: ExportTrace, { dialect, budgets }: Telling, steps: readonly Step[]) {
  const { project, branch } = trace
  const { image } = project
  const ground = {
    dialect,
    image: pictureOf(image),
    view: dialect.overview(image.id, image, budgets),
    budgets,
  }
  const own = branch.dialect === dialect.id
  const spoken = dialectOf(branch.dialect)
  // Upstream's own traces of VLM-R³ never close theirs; what is told anew keeps to what its prompt asks.
  const tags = own ? undefined : dialect.thinking
  const shown = new Set(steps.flatMap((s) => (s.type === 'observation' ? [s.look] : [])))
  const messages: Message[] = []
  let turn: Piece[] = []
  let open = false
  let number = 0
  let put = ''

  const endTurn = () => {
    if (turn.length > 0) messages.push({ role: 'assistant', pieces: merged(turn) })
    turn = []
  }
  const close = () => {
    if (open && tags !== undefined) turn.push(...words(tags.close))
    open = false
  }
  /** What was put after a look belongs there; where the file has it before the next words it is not written twice. */
  const after = (text: string): string => {
    const rest = put !== '' && text.startsWith(put) ? text.slice(put.length) : text
    put = ''
    return rest
  }
  const say = (text: string) => {
    if (tags !== undefined && !open) {
      turn.push(...words(tags.open))
      open = true
    }
    turn.push(...words(text))
  }
  /** What earlier crops of this telling show, by the step of the crop: nested looks count in them. */
  const seen = new Map<StepId, Seen>()
  const show = (look: LookStep, view: View | undefined) => {
    if (view === undefined) throw new Failure('bad-input', 'A look has no area inside the picture.')
    const crop = steps.find((s) => s.type === 'observation' && s.look === look.id)
    if (crop !== undefined) seen.set(crop.id, { area: view.crop ?? fullBox(image), view })
    number++
    if (dialect.handBack === 'inside') {
      turn.push({ type: 'picture', view }, ...words(own ? '' : (dialect.afterCrop ?? '')))
      return
    }
    const { role, before, after } = dialect.handBack(number, view)
    endTurn()
    const pieces: readonly Piece[] = [...words(before), { type: 'picture', view }, ...words(after)]
    const last = messages.at(-1)
    // Crops of one turn come back together.
    if (last?.role === role) messages[messages.length - 1] = { role, pieces: [...last.pieces, ...pieces] }
    else messages.push({ role, pieces })
  }
  const look = (step: LookStep) => {
    if (step.flags.includes('other-image') || step.flags.includes('missing-image'))
      throw new Failure('bad-input', 'A look counts in a picture the trace does not have.')
    if (step.flags.includes('invalid'))
      throw new Failure('bad-input', 'A look has no area inside the picture.')
    if (dialect.handBack !== 'inside') close()
    const { request, view } = requestOf(step, { own, ground, seen })
    const { afterLook = '' } = dialect
    const added = request.endsWith(afterLook) ? '' : afterLook
    put = step.raw.endsWith(added) ? '' : added
    turn.push(...words(request + added))
    // A region that its own language only names is shown where the other one shows regions.
    if (dialect.shows !== 'none' && (shown.has(step.id) || !own)) show(step, view)
  }

  return {
    tell: (step: Step): void => {
      switch (step.type) {
        case 'thought':
          if (own && dialect.handBack === 'inside' && step.author.type === 'tool') say(after(step.raw))
          else if (isGiven(step, trace)) {
            close()
            endTurn()
            messages.push({
              role: step.author.type === 'tool' ? 'tool' : 'user',
              pieces: words(step.raw.trim()),
            })
          } else say(own ? after(step.raw) : `${(spoken?.plain(step.raw) ?? step.text).trim()}\n`)
          return
        case 'look':
          look(step)
          return
        case 'observation':
          return
        case 'answer':
          close()
          turn.push(...words(own ? after(step.raw) : dialect.answer(step.text)))
          return
        default:
          unreachable(step)
      }
    },
    end: (): readonly Message[] => {
      endTurn()
      return messages
    },
  }
}

interface Requesting {
  readonly own: boolean
  readonly ground: Pick<Ground, 'dialect' | 'image' | 'view' | 'budgets'>
  readonly seen: ReadonlyMap<StepId, Seen>
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
  const { width, height } = frameOf(view)
  const same = own && (dialect.space !== 'input' || isSize(step.request.frame, { width, height }))
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

function isSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}

const unclean = new Set<LookStep['flags'][number]>(['clamped', 'several-boxes', 'rough'])

/** Words of a tool or of the next turn of a dialogue, in a trace made elsewhere; a person's inserted thought is not. */
function isGiven(step: Step, { project }: ExportTrace): boolean {
  if (step.author.type === 'tool') return true
  if (step.author.type !== 'person' || project.origin === undefined) return false
  return project.branches.some((b) => b.fork === undefined && b.path.includes(step.id))
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if (piece.type === 'text' && last?.type === 'text')
      all[all.length - 1] = { type: 'text', text: last.text + piece.text }
    else all.push(piece)
  }
  return all
}
