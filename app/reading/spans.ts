/**
 * What follows from the one parser of a dialect (`Dialect.spans`): which of its spans are the end of a dialogue, where the
 * segments of a text ended when it was generated, and which requests are answered with a crop. Knows no family and no step.
 */
import type { Dialect, LookSpan, Span, TurnContext } from '../dialects/dialect'
import { plainThought, thinkingEnd } from '../dialects/spans'

/** One generation read: its spans, and those of them that the dialect's rule answers with a crop. */
export interface ReadText {
  readonly text: string
  readonly spans: readonly Span[]
  readonly answered: ReadonlySet<LookSpan>
}

/** How a text is to be read. */
export interface HowRead {
  /** It ended by itself, and nothing comes after it: in a dialect that marks no answer its end is one. */
  readonly ended: boolean
  readonly context?: TurnContext
}

/** A text that was generated at once: what a model has just written, a turn of a file. */
export function readGeneration(dialect: Dialect, text: string, { ended, context }: HowRead): ReadText {
  const own = dialect.spans(text, context)
  const spans = ended ? withUnmarkedAnswer(dialect, text, own) : own
  return { text, spans, answered: answeredIn(dialect, spans) }
}

/**
 * A turn of a file in a dialect whose crops come back inside it: as many generations, each ended with a stop text. Places are
 * those in the whole turn. `context` is asked for before each of them. Where one holds the answer, it was the last.
 */
export function* readGenerations(
  dialect: Dialect,
  text: string,
  { ended, context }: { readonly ended: boolean; readonly context: () => TurnContext },
): Generator<ReadText> {
  let start = 0
  for (const end of generationEnds(dialect, text)) {
    const read = readGeneration(dialect, text.slice(start, end), { ended: false, context: context() })
    if (read.spans.some((s) => s.type === 'answer')) break
    yield shifted(read, start)
    start = end
  }
  yield shifted(readGeneration(dialect, text.slice(start), { ended, context: context() }), start)
}

/** Whether what stands at the end of a dialogue is its answer, without any marks. */
export function marksNoAnswer(dialect: Pick<Dialect, 'answer'>): boolean {
  return dialect.answer('x') === 'x'
}

/** Which requests get a crop: by the rule; of those that ask for one. */
export function answeredBy(shows: Dialect['shows'], looks: readonly LookSpan[]): ReadonlySet<LookSpan> {
  if (shows === 'none') return new Set()
  const asking = looks.filter((look) => look.named === undefined)
  return new Set(shows === 'each' ? asking : asking.slice(...(shows === 'first' ? [0, 1] : [-1])))
}

/** A generation that holds the answer ends the run: nothing is shown any more. */
function answeredIn({ shows }: Dialect, spans: readonly Span[]): ReadonlySet<LookSpan> {
  if (spans.some((s) => s.type === 'answer')) return new Set()
  const looks = spans.filter((s) => s.type === 'look')
  return answeredBy(shows, looks)
}

/**
 * With what stands unmarked at the end: all of the text, or the words after the last region that is only named; where none follow it,
 * the one stretch of words that leads to it (“The bottle is at <region>.”).
 */
function withUnmarkedAnswer(dialect: Dialect, text: string, spans: readonly Span[]): readonly Span[] {
  if (!marksNoAnswer(dialect) || spans.some((s) => s.type === 'answer')) return spans
  const last = spans.at(-1)
  if (last === undefined) return unmarkedAnswer(text)
  const named = dialect.shows === 'none'
  // After code that a server ran itself the answer may follow in the same text.
  const ran = last.type === 'code' || last.type === 'output' || (last.type === 'look' && last.code === true)
  const goesOn = named || ran
  const words = goesOn ? wordsBetween(dialect, text, spans) : []
  const [only, ...more] = words
  const tail = words.findLast(({ start }) => start >= last.end)
  const said = tail ?? (named && more.length === 0 ? only : undefined)
  if (said === undefined) return spans
  const answer: Span = { type: 'answer', ...said }
  return [...spans, answer].sort((a, b) => a.start - b.start || a.end - b.end)
}

interface Words {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The stretches between and around spans that hold words; before the first of them, those after the thinking. */
function wordsBetween(dialect: Dialect, text: string, spans: readonly Span[]): readonly Words[] {
  const from = thinkingEnd(text)
  const edges = [from, ...spans.flatMap(({ start, end }) => (end > from ? [start, end] : [])), text.length]
  return edges.flatMap((start, i): readonly Words[] => {
    const end = edges[i + 1]
    if (i % 2 === 1 || end === undefined || end <= start) return []
    const words = dialect.plain(text.slice(start, end))
    // Brackets and fences around a list of boxes are no words.
    return /\p{L}{2}|\p{N}/u.test(words) ? [{ start, end, text: words }] : []
  })
}

/** What stands after the thinking. */
function unmarkedAnswer(text: string): readonly Span[] {
  const start = thinkingEnd(text)
  const answer = plainThought(text.slice(start))
  return answer === '' ? [] : [{ type: 'answer', start, end: text.length, text: answer }]
}

/** Where generations ended before the end of the text: behind each stop text, that of an answer nobody opened included. */
function* generationEnds({ stop }: Dialect, text: string): Generator<number> {
  // The next place of each stop text; looked for again only when it was passed.
  const next = stop.map((mark) => ({ mark, at: text.indexOf(mark) }))
  for (;;) {
    const first = next.reduce<(typeof next)[number] | undefined>(
      (best, n) =>
        n.at < 0 || (best !== undefined && best.at + best.mark.length <= n.at + n.mark.length) ? best : n,
      undefined,
    )
    const end = first === undefined ? text.length : first.at + first.mark.length
    if (end >= text.length) return
    yield end
    for (const n of next) if (n.at >= 0 && n.at < end) n.at = text.indexOf(n.mark, end)
  }
}

function shifted(read: ReadText, by: number): ReadText {
  if (by === 0) return read
  const answered = new Set<LookSpan>()
  const spans = read.spans.map((span) => {
    const moved = { ...span, start: span.start + by, end: span.end + by }
    if (span.type !== 'look' || moved.type !== 'look') return moved
    const literals = span.literals?.map(({ start, end }) => ({ start: start + by, end: end + by }))
    const look: LookSpan = literals === undefined ? moved : { ...moved, literals }
    if (read.answered.has(span)) answered.add(look)
    return look
  })
  return { text: read.text, spans, answered }
}
