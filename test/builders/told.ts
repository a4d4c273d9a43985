/**
 * A dialogue in a dialect's words as its reader sees it: where looks lie, what came back for them, what was thought and answered. Edges
 * are lists [left, top, right, bottom], so that a test can work them out on paper.
 */
import { dialectOf, type Dialect, type DialectId } from '../../app/dialects'
import type { LookSpan, Span } from '../../app/dialects/dialect'
import type { ForeignTrace, Turn } from '../../app/formats/format'
import { traceSteps } from '../../app/formats/steps'
import type { Edges, Size } from '../../app/geometry/box'
import type { LookFlag, Step, ThoughtKind, View } from '../../app/trace/step'
import { given } from '../../app/given'
import { must } from './must'

/** A look as drawn. `crop` and `seen`: what the dialect's rule cuts for it, and the size in which the model gets that. */
export interface DrawnLook {
  readonly at: readonly number[]
  readonly flags: readonly LookFlag[]
  readonly label?: string
  readonly point?: readonly number[]
  readonly crop?: readonly number[]
  readonly seen?: readonly number[]
}

/** What a reader sees of a dialogue. */
export interface Told {
  readonly looks: readonly DrawnLook[]
  /** Words, without their tags. */
  readonly thoughts: readonly string[]
  /** Of what is told and is neither words nor drawn: calls, code, unread regions. */
  readonly kinds: readonly ThoughtKind['type'][]
  /** What was answered; `undefined` where nothing was. */
  readonly answer: string | undefined
}

/** The dialect of this id. */
export function speaking(id: DialectId): Dialect {
  return must(dialectOf(id))
}

/** What a reader sees of the turns `said` about an image of this size. What was asked for came back after each, but for one that answers. */
export function told(id: DialectId, size: Size, ...said: readonly string[]): Told {
  const dialect = speaking(id)
  const turns =
    dialect.handBack === 'inside'
      ? [modelTurn(said.join(''))]
      : said.flatMap((text) => answered(dialect, text))
  const image = { type: 'path', path: 'a.png' } as const
  const trace: ForeignTrace = { question: 'q', images: [image], dialect: id, turns, meta: {} }
  const { steps, crops } = traceSteps(trace, {
    pictures: [{ id: 'i', name: 'a.png', bytes: 0, ...size }],
    at: 1,
  })
  const thoughts = steps.filter((s) => s.type === 'thought')
  const answer = steps.findLast((s) => s.type === 'answer')
  return {
    looks: steps.flatMap((s) => (s.type === 'look' ? [drawn(s, crops.get(s.id))] : [])),
    thoughts: thoughts.flatMap((s) => (s.kind === undefined ? [s.text] : [])),
    kinds: thoughts.flatMap((s) => (s.kind === undefined ? [] : [s.kind.type])),
    answer: answer?.text,
  }
}

const modelTurn = (text: string): Turn => ({ type: 'model', text })

function answered(dialect: Dialect, text: string): readonly Turn[] {
  const spans = dialect.spans(text)
  const ends = spans.length === 0 || spans.some((s) => s.type === 'answer')
  return [modelTurn(text), ...(ends ? [] : [{ type: 'given', role: 'user', text: '', images: [] } as const])]
}

function drawn(look: Extract<Step, { type: 'look' }>, view: View | undefined): DrawnLook {
  const { point } = look
  return {
    at: edges(look.region),
    flags: look.flags,
    ...given({ label: look.label }),
    ...(point === undefined ? {} : { point: [point.x, point.y].map(exact) }),
    ...(view?.crop === undefined ? {} : { crop: edges(view.crop) }),
    ...(view === undefined ? {} : { seen: [view.size.width, view.size.height] }),
  }
}

/** The four edges as a list, without what binary fractions leave behind. */
export function edges({ left, top, right, bottom }: Edges): readonly number[] {
  return [left, top, right, bottom].map(exact)
}

function exact(v: number): number {
  return Math.round(v * 1e6) / 1e6
}

/** The looks among the spans of a text. */
export function lookSpans(id: DialectId, text: string): readonly LookSpan[] {
  return speaking(id)
    .spans(text)
    .filter((s: Span) => s.type === 'look')
}

/** A call between its marks, as Qwen's chat template writes one. */
export function toolCall(name: string, args: Readonly<Record<string, unknown>>): string {
  return `<tool_call>\n${JSON.stringify({ name, arguments: args })}\n</tool_call>`
}

/** The same as Qwen3.5 writes it: every argument in marks of its own. */
export function xmlCall(name: string, args: Readonly<Record<string, string>>): string {
  const parameters = Object.entries(args).map(([k, v]) => `<parameter=${k}>\n${v}\n</parameter>\n`)
  return `<tool_call>\n<function=${name}>\n${parameters.join('')}</function>\n</tool_call>`
}

/** Images as people bring them. */
export const sizes = {
  page: { width: 1000, height: 800 },
  /** A screenshot of a phone. */
  portrait: { width: 1080, height: 1920 },
  /** 12 megapixels, as phones take them. */
  photo: { width: 4000, height: 3000 },
  /** Smaller than one visual token. */
  tiny: { width: 20, height: 30 },
  /** 75 times as wide as high. */
  strip: { width: 3000, height: 40 },
} as const satisfies Readonly<Record<string, Size>>
