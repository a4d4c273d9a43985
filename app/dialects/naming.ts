/**
 * Languages in which regions are only named: the model writes boxes and goes on, nothing is shown to it. What they share;
 * each has a file of its own that says how it asks, how its numbers count, and how it marks its answer. All marks of the field
 * are read in each of them: models mix them.
 */
import type { Size } from '../geometry/box'
import { smartResize } from '../geometry/smart-resize'
import { numbersFor, pointFor, type Notation } from '../geometry/spaces'
import type { ImageId, View } from '../trace/step'
import { cell28, pointOfBox, pointReach, overviewIn, writeNumbers } from './crops'
import { notationOf, type Dialect, type Span, type TurnContext } from './dialect'
import { groundingSpans } from './marks'
import { inFrames } from './marks/frames'
import { groundingPlain, wordsOutside } from './marks/words'
import { answerSpan, budgetsOf, spansInOrder, thinkTags } from './spans'
import { given } from '../given'

/** What makes such a language. */
export interface NamingFamily
  extends
    Pick<Dialect, 'id' | 'name' | 'space' | 'order' | 'system' | 'checkpoints' | 'thinking'>,
    Partial<Pick<Dialect, 'budgets' | 'stop'>> {
  /** Its model sees an image in cells of 28 pixels (Qwen's; absent), or in a way that is not known here: then at its own size. */
  readonly sees?: 'whole'
  /** Pixels of a visual token's side; absent: 28. */
  readonly cell?: number
  /** The user's words for a question; absent: the question. */
  readonly ask?: (question: string) => string
  /** JSON keys that are its own: written as it writes all its numbers. */
  readonly keys?: readonly string[]
  /** Regions in marks that no other language has, beside those of the field. */
  readonly boxes?: (text: string) => readonly Span[]
  /** What looks like a region and is none that was read (`taken`): told, never drawn. */
  readonly suspects?: (text: string, taken: readonly Span[]) => readonly Span[]
  /** Where its answer stands; absent: in `<answer>`. */
  readonly answers?: (text: string) => readonly Span[]
  /** Whether a person's region is told as a box (absent) or by its middle. */
  readonly writes?: 'points'
  /** A point, where it has words for points beside those for boxes. */
  readonly writePoint?: NamingFamily['writeBox']
  /** A box (or a point) with what it is called, and an answer, in its words. */
  readonly writeBox: (numbers: readonly number[], label: string | undefined) => string
  /** Absent: an answer is marked by nothing. */
  readonly writeAnswer?: (text: string) => string
}

/** Such a language as a dialect. Qwen2.5-VL's pixel budgets, where it names no others. */
export function namingDialect<const Id extends string>(naming: NamingFamily & { readonly id: Id }) {
  const { id, name, answers = answerSpan, writeBox } = naming
  const writePoint = naming.writePoint ?? (naming.writes === 'points' ? writeBox : undefined)
  const notation = notationOf(naming)
  const keys = naming.keys && Object.fromEntries(naming.keys.map((key) => [key, notation]))
  const read = { own: notation, ...given({ keys }) }
  return {
    id,
    name,
    ...notation,
    budgets: naming.budgets ?? budgetsOf([4, 16384]),
    shows: 'none',
    nested: 'seen',
    handBack: 'inside',
    ...given({ system: naming.system, checkpoints: naming.checkpoints, thinking: naming.thinking }),
    spans: (text: string, context?: TurnContext) => {
      const sure = spansInOrder([...(naming.boxes?.(text) ?? []), ...groundingSpans(text, read)])
      const regions = spansInOrder([...sure, ...(naming.suspects?.(text, sure) ?? [])])
      const said = answers(text).flatMap((span) => wordsOutside(span, regions, text))
      return inFrames(spansInOrder([...regions, ...said]), context)
    },
    stop: naming.stop ?? [],
    ask: (question, looks) => (looks && naming.ask ? naming.ask(question) : question),
    plain: groundingPlain,
    overview: naming.sees === 'whole' ? untiled : overviewIn(naming.cell ?? cell28),
    crop: () => undefined,
    request: (region, source, label) => {
      const numbers =
        naming.writes === 'points'
          ? pointFor(notation, pointOfBox(region, source.size, pointReach(source.size)), source)
          : numbersFor(notation, region, source)
      return { numbers, text: writeBox(numbers, label) }
    },
    ...(writePoint === undefined ? {} : { point: pointWriter(notation, writePoint) }),
    answer: naming.writeAnswer ?? ((text: string) => text),
  } as const satisfies Dialect
}

/** A point with what it is called, as `Dialect.point` has it. */
function pointWriter(notation: Notation, write: NamingFamily['writeBox']): NonNullable<Dialect['point']> {
  return (at, source, label) => {
    const numbers = pointFor(notation, at, source)
    return { numbers, text: write(numbers, label) }
  }
}

/** More pixels are sent to no model. */
const largest = 16384 * cell28 * cell28

/** How a model sees an image of which that is not known: as it is. @throws Failure `bad-input` for impossible shapes. */
function untiled(image: ImageId, size: Size): View {
  const seen = smartResize(size, { minPixels: 1, maxPixels: largest }, 1)
  return { image, size: seen, filter: 'bicubic', grid: { width: 1, height: 1 } }
}

/** Of languages that reason and answer between tags. */
export const inAnswerTags = {
  stop: ['</answer>'],
  thinking: thinkTags,
  writeAnswer: (text) => `<answer>${text}</answer>`,
} as const satisfies Partial<NamingFamily>

/** `{"bbox_2d": [1, 2, 3, 4], "label": "…"}`, as Qwen writes it. */
export function jsonBox(numbers: readonly number[], label: string | undefined): string {
  const named = label === undefined ? '' : `, "label": ${JSON.stringify(label)}`
  return `{"bbox_2d": ${writeNumbers(numbers)}${named}}`
}
