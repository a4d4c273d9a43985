/**
 * Families that look by writing program code. What they share; each has a file of its own that says how code is marked, what it
 * is handed, and in which words the result comes back. The code is read, never run: upstream has a sandbox, Relook hands back
 * the crop that the code cuts, as long as that can be worked out.
 */
import { box, outwardBox, sizeOf, type Box, type Size } from '../../geometry/box'
import type { Source, SpaceId } from '../../geometry/spaces'
import { heldRegion, pillowCut, resizedOrNone, overviewIn, cell28 } from '../crops'
import { cutAfter, cutOut, pillowBox, resizeStage } from '../pipeline'
import type { CropBudgets, Cut, Dialect, Region, Span, TurnContext } from '../dialect'
import { answerSpan, budgetsOf, spansInOrder, thinkTags, withoutMarks } from '../spans'
import { codeReader, type CodeRules } from './spans'

/** What makes such a family. */
export interface Coding
  extends
    Pick<Dialect, 'id' | 'name' | 'region' | 'handBack' | 'afterLook' | 'afterCrop' | 'beforeImage' | 'stop'>,
    Pick<Dialect, 'system' | 'checkpoints' | 'tools'> {
  readonly rules: CodeRules
  /** What the numbers in the code count in; absent: pixels of the original, as the code says. */
  readonly space?: Extract<SpaceId, 'per-mille'>
  /** A region in its numbers; absent: the smallest whole pixels that hold it. */
  readonly numbersOf?: (region: Box<'source'>, source: Source) => readonly number[]
  /** False: nothing is asked to stand around its reasoning. */
  readonly thinks?: false
  /** The user's words for a question about an image of this size. */
  readonly ask: (question: string, image: Size) => string
  /** Spans besides those of the code: what came back inside the turn, the answer. Absent: the last `<answer>`. */
  readonly others?: (text: string) => readonly Span[]
  /** Tags to take off thoughts, besides those of the reasoning and the answer. */
  readonly marks?: readonly string[]
  /** Code that crops this box, in the family's marks. */
  readonly writeCode: (box: string, label: string) => string
  readonly writeAnswer?: (text: string) => string
}

const common = ['<think>', '</think>', '<answer>', '</answer>', '<|im_end|>', '<|im_start|>assistant']

/** Such a family as a dialect. */
export function codingDialect<const Id extends string>(coding: Coding & { readonly id: Id }) {
  const { rules, numbersOf, thinks, ask, others, marks = [], writeCode, writeAnswer, ...own } = coding
  const reader = codeReader(rules)
  return {
    space: 'image',
    budgets: budgetsOf([4, 16384]),
    shows: 'each',
    nested: 'raw',
    region: (numbers, { size }) => cutRegion(numbers, size),
    ...own,
    ...(thinks === false ? {} : { thinking: thinkTags }),
    spans: (text: string, context?: TurnContext) =>
      spansInOrder([...reader.spans(text, context), ...(others ?? answerSpan)(text)]),
    move: (text, { which, to }, context) => {
      // Numbers that are no pixels are moved as such.
      const size = context?.pictures[0]?.size
      const numbers = (size && numbersOf?.(to, { size, frame: size })) ?? []
      const [left = to.left, top = to.top, right = to.right, bottom = to.bottom] = numbers
      return reader.move(text, { which, to: box(left, top, right, bottom) }, context)
    },
    ask: (question: string, looks: boolean, image?: Size) =>
      looks ? ask(question, image ?? unsized) : question,
    plain: (raw) => withoutMarks(raw, [...common, ...marks]),
    overview: overviewIn(cell28),
    crop,
    request: (region, source, label = 'region') => {
      const numbers = numbersOf?.(region, source) ?? outwards(region)
      return { numbers, text: writeCode(numbers.join(', '), label) }
    },
    answer: writeAnswer ?? ((text) => `<answer>${text}</answer>`),
  } as const satisfies Dialect
}

/** Where a prompt names a size and nobody knows it. */
const unsized: Size = { width: 1000, height: 1000 }

/**
 * As the code cuts: a slice ends at the edge (its numbers say so already), `Image.crop` goes past it and fills with black. A box
 * that lies outside altogether shows nothing.
 */
export function cutRegion(numbers: readonly number[], picture: Size): Region {
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers
  const asked = box<'source'>(left, top, right, bottom)
  const held = heldRegion(asked, picture)
  const past = held.flags.includes('clamped') && !held.flags.includes('invalid')
  return past ? { region: asked, flags: ['padded'] } : held
}

/** The crop as the code hands it on, black where it leaves the image, brought into the model's budget. */
function crop(region: Box<'source'>, picture: Size, { crop: budget, handed }: CropBudgets): Cut | undefined {
  const place = pillowCut(region, picture)
  const cut = pillowBox(region)
  if (place === undefined || cut === undefined) return undefined
  const seen = resizedOrNone(handed ?? sizeOf(cut), budget, cell28)
  return seen && cutAfter(picture, [cutOut(cut), resizeStage(seen)], { crop: place })
}

/** The smallest whole pixels that hold a region. */
export function outwards(r: Box<'source'>): readonly [number, number, number, number] {
  const { left, top, right, bottom } = outwardBox(r)
  return [left, top, right, bottom]
}

/** Code in the tags and the fence that most of these families use. */
export function inTags(code: string): string {
  return `<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>`
}
