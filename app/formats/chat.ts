/**
 * A dialogue as a trace: the question, what the model wrote, what it was given back. Shared by every format that keeps
 * messages. Knows no format of its own.
 */
import type { DialectId } from '../dialects'
import { unlessEmpty } from '../lists'
import { good, type Issue, type Result } from '../result'
import { dialectAsked, dialectIn, plainDialect, spaceIn } from './chat-dialect'
import { saidMessages, type ChatPiece, type SaidMessage } from './chat-pieces'
import { sizesIn, withoutPrompt } from './prompt'
import type { ForeignTrace, ImageSource, Turn } from './format'
import { given } from './values'

/** The parts of a trace that a dialogue tells. */
export type ToldTrace = Pick<
  ForeignTrace,
  'question' | 'system' | 'images' | 'sizes' | 'dialect' | 'space' | 'turns'
>

/** The messages of a record, and what stands beside them. */
export interface Dialogue {
  readonly messages: unknown
  /** Where the messages stand in the record, for issues. */
  readonly path: string
  /** The record's own list of images, which placeholders take from in order. */
  readonly images: readonly ImageSource[]
  /** The dialect, where the format knows it. */
  readonly dialect?: DialectId
  /** The dialect where nothing in the dialogue tells it. */
  readonly otherwise?: DialectId
}

/** The dialogue as question and turns. Bad when a message has no role; images that do not add up are remarks. */
export function tell(dialogue: Dialogue): Result<ToldTrace> {
  const said = saidMessages(dialogue.messages, dialogue.path)
  if (!said.ok) return said
  const { messages, images, issues } = placed(said.value, dialogue)
  const first = messages.findIndex((m) => m.role === 'assistant')
  const head = first < 0 ? messages : messages.slice(0, first)
  const asked = head.filter((m) => m.role === 'user' || m.role === 'tool')
  const system = head.filter((m) => m.role === 'system').map(wordsIn)
  const turns = first < 0 ? [] : joined(messages.slice(first).flatMap(turnsOf))
  const spoken = turns.map((t) => (t.type === 'model' ? t.text : '')).join('\n')
  const words = asked.map(wordsIn).join('\n').trim()
  const back = turns.map((t) => (t.type === 'given' ? t.text : '')).join('\n')
  // A prompt without a reply (RL data) tells by what it asks for.
  const told = system.join('\n')
  const telling = { spoken, system: spoken === '' ? `${told}\n${words}` : told, given: back }
  const asking = dialectAsked(words, system.join('\n'))
  const dialect = dialogue.dialect ?? asking ?? dialectIn(telling, dialogue.otherwise ?? plainDialect)
  const question = withoutPrompt(dialect, words)
  const sizes = sizesIn(words)
  return good(
    given<ToldTrace>({
      question,
      system: system.length > 0 ? system.join('\n') : undefined,
      images,
      sizes: unlessEmpty(sizes),
      dialect,
      space: spaceIn(dialect, spoken),
      turns,
    }),
    issues,
  )
}

/** What a record says beside its dialogue. */
export type BesideTold = Pick<ForeignTrace, 'meta'> & {
  readonly [K in keyof ForeignTrace]?: ForeignTrace[K] | undefined
}

/** A dialogue as the one trace of its record. */
export function toldTrace(dialogue: Dialogue, beside: BesideTold): Result<readonly ForeignTrace[]> {
  const told = tell(dialogue)
  return told.ok ? good([given<ForeignTrace>({ ...told.value, ...beside })], told.issues) : told
}

type PlacedPiece = Exclude<ChatPiece, { type: 'image' }> | { readonly type: 'image'; readonly index: number }

/** A message whose images are indices. */
interface Placed {
  readonly role: SaidMessage['role']
  readonly pieces: readonly PlacedPiece[]
}

function placed(said: readonly SaidMessage[], { images: listed, path }: Dialogue) {
  const images: ImageSource[] = []
  const issues: Issue[] = []
  const waiting = new Map(listed.entries())
  const pieces = said.flatMap((m) => m.pieces)
  const marks = pieces.flatMap((p) => (p.type === 'image' && p.source === undefined ? [p.mark] : []))
  const first = firstNumber(marks)
  /** Where images that marks name by number stand; each as often as it is named. */
  const named = new Map<number, number>()
  const numbers = marks.map(numberOf)
  const wanted =
    numbers.filter((n) => n === undefined).length + new Set(numbers.filter((n) => n !== undefined)).size
  const take = (at: number | undefined): number | undefined => {
    const source = at === undefined ? undefined : waiting.get(at)
    if (at === undefined || source === undefined) return undefined
    waiting.delete(at)
    return images.push(source) - 1
  }
  const marked = (mark: string | undefined): number | undefined => {
    const number = numberOf(mark)
    if (number === undefined) return take(waiting.keys().next().value)
    const index = named.get(number) ?? take(number - first)
    if (index !== undefined) named.set(number, index)
    return index
  }
  // Without placeholders all images belong before the first question (TRL, trl/data_utils.py).
  if (wanted === 0) {
    images.push(...waiting.values())
    waiting.clear()
  }
  const messages = said.map((message): Placed => ({
    role: message.role,
    pieces: message.pieces.flatMap((piece): readonly PlacedPiece[] => {
      if (piece.type !== 'image') return [piece]
      const index = piece.source === undefined ? marked(piece.mark) : images.push(piece.source) - 1
      if (index !== undefined) return [{ type: 'image', index }]
      // More marks than images: the others are words about such a mark.
      return piece.mark === undefined || listed.length === 0 ? [] : [{ type: 'text', text: piece.mark }]
    }),
  }))
  // A record that lists none at all leaves images out on purpose (logs, dumps): it names no image, which is seen.
  if (wanted > listed.length && listed.length > 0)
    issues.push({
      path,
      message: `${wanted} images are placed in the text, ${listed.length} are listed: the marks that are left over are kept as words.`,
    })
  if (waiting.size > 0 && wanted > 0) {
    issues.push({
      path,
      message: `${waiting.size} of ${listed.length} listed images have no place in the text.`,
    })
    images.push(...waiting.values())
  }
  return { messages, images, issues }
}

/** `<image_02>` is the image of that number, wherever it stands; any other mark is the next one. */
function numberOf(mark: string | undefined): number | undefined {
  const digits = /^<image_(\d+)>$/.exec(mark ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** From which number marks count: MiniCPM-V's from `<image_00>`, those without zeros from `<image_1>`. */
function firstNumber(marks: readonly (string | undefined)[]): 0 | 1 {
  return marks.some((mark) => /^<image_0/.test(mark ?? '')) ? 0 : 1
}

function wordsIn(message: Placed): string {
  return message.pieces
    .map((p) => (p.type === 'image' ? '' : p.text))
    .join('')
    .trim()
}

function turnsOf(message: Placed): readonly Turn[] {
  if (message.role === 'assistant') return spokenTurns(message.pieces)
  const images = message.pieces.flatMap((p) => (p.type === 'image' ? [p.index] : []))
  return [{ type: 'given', role: message.role === 'tool' ? 'tool' : 'user', text: wordsIn(message), images }]
}

/** What a tool printed and the images right after it came back together. */
function spokenTurns(pieces: readonly PlacedPiece[]): readonly Turn[] {
  const turns: Turn[] = []
  let printing = false
  for (const piece of pieces) {
    const last = turns.at(-1)
    if (piece.type === 'text') turns.push({ type: 'model', text: piece.text })
    else if (piece.type === 'output')
      turns.push({ type: 'given', role: 'tool', text: piece.text, images: [] })
    else if (printing && last?.type === 'given')
      turns[turns.length - 1] = { ...last, images: [...last.images, piece.index] }
    else turns.push({ type: 'given', role: 'tool', text: '', images: [piece.index] })
    printing = piece.type === 'output' || (printing && piece.type === 'image')
  }
  return turns
}

/** What a model wrote without being interrupted is one turn. A line end between a crop and the words after it is no turn. */
function joined(turns: readonly Turn[]): readonly Turn[] {
  const all: Turn[] = []
  for (const turn of turns) {
    const last = all.at(-1)
    if (turn.type === 'model' && last?.type === 'model')
      all[all.length - 1] = { type: 'model', text: last.text + turn.text }
    else if (turn.type !== 'model' || turn.text !== '') all.push(turn)
  }
  return all
}
