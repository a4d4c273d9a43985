/**
 * Families that ask for a region by calling a tool with a box. What they share; each has a file of its own that says what the
 * tool is called, what its numbers count in, and what it cuts.
 */
import { box, type Box, type Size } from '../geometry/box'
import { boxIn, type SpaceId } from '../geometry/spaces'
import type { ImageId, View } from '../trace/step'
import { callSpans, type CallRules } from './calls/read'
import { toolsOf, writeCall, writeValue, writeXmlCall, type Spelling } from './calls/write'
import { heldRegion, pillowCut, resizedOrNone, viewOf, wholeView } from './crops'
import type { Budgets, CropBudgets, Dialect, HandBack, Span, ToolDeclaration } from './dialect'
import { answerSpan, inOrder, plainThought, readingOf, unmarkedAnswer } from './spans'

/** What makes such a family. */
export interface Calling {
  readonly id: string
  readonly name: string
  readonly space: Extract<SpaceId, 'image' | 'input' | 'unit' | 'per-mille'>
  /** Pixels of one visual token's side. */
  readonly cell: number
  readonly budgets: Budgets
  /** Its tools; the first is the one that cuts. */
  readonly tools: readonly [ToolDeclaration, ...ToolDeclaration[]]
  readonly spelling?: Spelling
  /** The arguments of a request with these numbers. */
  readonly args: (numbers: readonly number[]) => Readonly<Record<string, unknown>>
  readonly rules?: Omit<CallRules, 'notation'>
  readonly shows?: Dialect['shows']
  readonly nested?: Dialect['nested']
  readonly handBack?: (n: number, crop: View) => HandBack
  readonly system?: string
  readonly checkpoints?: RegExp
  /** The user's words for a question; absent: the question alone. */
  readonly ask?: (question: string) => string
  readonly answers?: (text: string) => readonly Span[]
  /** Absent: nothing marks its answer. */
  readonly writeAnswer?: (text: string) => string
  /** Its exact rules, where the general ones are not: where the numbers lie, what is cut. */
  readonly region?: Dialect['region']
  readonly crop?: Dialect['crop']
  readonly overview?: Dialect['overview']
}

/** Such a family as a dialect. */
export function callingDialect<const Id extends string>(calling: Calling & { readonly id: Id }) {
  const { id, name, space, cell, budgets, tools, spelling = 'json', writeAnswer } = calling
  const rules: CallRules = { ...calling.rules, notation: { space, order: 'xyxy' } }
  const spans = (text: string) =>
    inOrder([...callSpans(text, rules), ...(calling.answers ?? answerSpan)(text)])
  const shows = calling.shows ?? 'each'
  const counts = shows === 'last' ? 'last' : 'first'
  return {
    id,
    name,
    space,
    budgets,
    shows,
    nested: calling.nested ?? 'seen',
    handBack: calling.handBack ?? (() => ({ role: 'tool', before: '', after: '' })),
    ...(calling.system === undefined ? {} : { system: calling.system }),
    ...(calling.checkpoints === undefined ? {} : { checkpoints: calling.checkpoints }),
    tools: toolsOf(tools, spelling),
    spans,
    unmarked: writeAnswer === undefined,
    stop: writeAnswer?.('').endsWith('</answer>') === true ? ['</tool_call>', '</answer>'] : ['</tool_call>'],
    ask: (question, looks) => (looks ? (calling.ask?.(question) ?? question) : question),
    read: (text) => {
      const found = spans(text)
      return readingOf(found.length > 0 || writeAnswer !== undefined ? found : unmarkedAnswer(text), counts)
    },
    afterLook: () => '',
    plain: plainThought,
    overview: calling.overview ?? ((image, size, budget) => wholeView(image, size, budget.image, cell)),
    region:
      calling.region ?? ((numbers, image, frame) => heldRegion(boxIn(space, numbers, image, frame), image)),
    crop: calling.crop ?? ((image, region, size, budget) => plainCrop({ image, region, size }, budget, cell)),
    request: (region, image, frame) => {
      const numbers = numbersIn(space, region, { image, frame })
      const args = calling.args(numbers)
      const { name: tool } = tools[0]
      return {
        numbers,
        text: spelling === 'xml' ? writeXmlCall(tool, args) : writeCall(tool, writeValue(args).slice(1, -1)),
      }
    },
    answer: writeAnswer ?? ((text) => text),
  } as const satisfies Dialect
}

/** A region to be cut out of an image. */
export interface Cut {
  readonly image: ImageId
  readonly region: Box<'image'>
  readonly size: Size
}

/** Cut as Pillow cuts, brought into the budget as Qwen-VL does. */
function plainCrop({ image, region, size }: Cut, budgets: CropBudgets, cell: number): View | undefined {
  const cut = pillowCut(region, size)
  if (cut === undefined) return undefined
  const seen = resizedOrNone(
    { width: cut.right - cut.left, height: cut.bottom - cut.top },
    budgets.crop,
    cell,
  )
  return seen && { ...viewOf(image, seen, 'bicubic', cell), crop: cut }
}

/** The smallest box of whole pixels around a region: floor of the near edges, ceiling of the far ones. */
export function outwardCut(b: Box<'image'>, image: Size): Box<'image'> | undefined {
  // Numbers that were mapped there and back miss their whole value by rounding only.
  const slack = 1e-6
  const left = Math.max(0, Math.floor(b.left + slack))
  const top = Math.max(0, Math.floor(b.top + slack))
  const right = Math.min(image.width, Math.ceil(b.right - slack))
  const bottom = Math.min(image.height, Math.ceil(b.bottom - slack))
  return right > left && bottom > top ? box(left, top, right, bottom) : undefined
}

/** A view of exactly this size, as models see it that Relook cannot run: visual tokens are counted up to whole ones. */
export function asIs(image: ImageId, size: Size, filter: View['filter'], cell: number): View {
  const cells = (side: number) => Math.max(1, Math.ceil(side / cell))
  return { image, size, filter, grid: { width: cells(size.width), height: cells(size.height) } }
}

/** Corners as a tool that puts them right itself takes them; the look is flagged all the same. */
export function mended([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): readonly number[] {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
}

/** A region in a space's numbers, the smallest that hold all of it; shares have three decimals. */
function numbersIn(
  space: Calling['space'],
  region: Box<'image'>,
  { image, frame }: { readonly image: Size; readonly frame: Size },
): readonly number[] {
  const to = space === 'image' ? image : space === 'input' ? frame : { width: 1000, height: 1000 }
  const digits = space === 'unit' ? 1000 : 1
  const x = to.width / image.width
  const y = to.height / image.height
  return [
    Math.floor(region.left * x),
    Math.floor(region.top * y),
    Math.min(to.width, Math.ceil(region.right * x)),
    Math.min(to.height, Math.ceil(region.bottom * y)),
  ].map((n) => n / digits)
}
