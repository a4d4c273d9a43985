/**
 * A trace told as a dialogue in a language: its own, or another one. The region in image pixels is the truth; numbers are
 * written anew in the space of the language and the size of the picture it is told with, crops are cut by its rule.
 * What the model wrote itself stays to the letter where language and picture size are the same. Pure.
 */
import { dialectOf, type Dialect } from '../dialects'
import { Failure } from '../failure'
import { bad, good, unreachable, type Result } from '../result'
import { cropView, requestFor } from '../reading/place'
import { missingImage } from '../trace/image'
import type { LookStep, Step, View } from '../trace/step'
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
  const frame = dialect.overview(image.id, image, budgets).size
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
  const show = (look: LookStep) => {
    const view = cropView(dialect, look.region, { image: { id: image.id, size: image }, budgets })
    if (view === undefined) throw new Failure('bad-input', 'A look has no area inside the picture.')
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
    const request = requestOf(step, { dialect, own, frame, image })
    const { afterLook = '' } = dialect
    const added = request.endsWith(afterLook) ? '' : afterLook
    put = step.raw.endsWith(added) ? '' : added
    turn.push(...words(request + added))
    // A region that its own language only names is shown where the other one shows regions.
    if (dialect.shows !== 'none' && (shown.has(step.id) || !own)) show(step)
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
  readonly dialect: Dialect
  readonly own: boolean
  readonly frame: { readonly width: number; readonly height: number }
  readonly image: { readonly width: number; readonly height: number }
}

/** The model's own words where they still say the region; else the region in the words of the language. */
function requestOf(step: LookStep, { dialect, own, frame, image }: Requesting): string {
  const { width, height } = step.request.frame
  // Code is kept whatever is odd about what it cuts: more stands in it than the region.
  if (own && step.request.code === true && step.reread === undefined) return step.raw
  const same = own && (dialect.space !== 'input' || (width === frame.width && height === frame.height))
  // Read in another space by a person, past the edge, or found in broken words: then the numbers are not what is meant.
  const clean = step.reread === undefined && !step.flags.some((f) => unclean.has(f))
  if (same && clean) return step.raw
  const { label } = step
  return requestFor(dialect, step.region, { image, frame, ...(label === undefined ? {} : { label }) }).text
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
