/**
 * Families that ask for a region by calling a tool with a box. What they share; each has a file of its own that says what the
 * tool is called, what its numbers count in, and what it cuts.
 */
import { box, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import { numbersFor, type SpaceId } from '../geometry/spaces'
import type { View } from '../trace/step'
import { callSpans, type CallRules } from './calls/read'
import { toolsOf, writeCall, writeValue, writeXmlCall, type Spelling } from './calls/write'
import { pillowCut, resizedOrNone, seenAt, overviewIn, slack } from './crops'
import {
  notationOf,
  type Budgets,
  type CropBudgets,
  type Cut,
  type Dialect,
  type HandBack,
  type Span,
  type ToolDeclaration,
} from './dialect'
import { answerSpan, inOrder, plainThought } from './spans'
import { given } from '../given'

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
  /** The arguments of a request with these numbers, and what it is called, where a tool takes that. */
  readonly args: (numbers: readonly number[], label?: string) => Readonly<Record<string, unknown>>
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
  const notation = notationOf({ space })
  const rules: CallRules = { ...calling.rules, notation }
  const { answers = answerSpan } = calling
  return {
    id,
    name,
    space,
    budgets,
    shows: calling.shows ?? 'each',
    nested: calling.nested ?? 'seen',
    handBack: calling.handBack ?? (() => ({ role: 'tool', before: '', after: '' })),
    ...given({ system: calling.system, checkpoints: calling.checkpoints }),
    tools: toolsOf(tools, spelling),
    spans: (text) => inOrder([...callSpans(text, rules), ...answers(text)]),
    stop: writeAnswer?.('').endsWith('</answer>') === true ? ['</tool_call>', '</answer>'] : ['</tool_call>'],
    ask: (question, looks) => (looks ? (calling.ask?.(question) ?? question) : question),
    plain: plainThought,
    overview: calling.overview ?? overviewIn(cell),
    ...given({ region: calling.region }),
    crop: calling.crop ?? ((region, size, budget) => plainCrop(region, size, { ...budget, cell })),
    request: (region, source, label) => {
      const numbers = numbersFor(notation, region, source)
      const args = calling.args(numbers, label)
      const { name: tool } = tools[0]
      return {
        numbers,
        text: spelling === 'xml' ? writeXmlCall(tool, args) : writeCall(tool, writeValue(args).slice(1, -1)),
      }
    },
    answer: writeAnswer ?? ((text) => text),
  } as const satisfies Dialect
}

/** Cut as Pillow cuts, brought into the budget as Qwen-VL does. */
function plainCrop(region: Box<'source'>, size: Size, budgets: CropBudgets & { readonly cell: number }) {
  const { cell } = budgets
  const cut = pillowCut(region, size)
  if (cut === undefined) return undefined
  const seen = resizedOrNone({ width: widthOf(cut), height: heightOf(cut) }, budgets.crop, cell)
  return seen && { ...seenAt(seen, 'bicubic', cell), crop: cut }
}

/** The smallest box of whole pixels around a region: floor of the near edges, ceiling of the far ones. */
export function outwardCut(b: Box<'source'>, image: Size): Box<'source'> | undefined {
  const left = Math.max(0, Math.floor(b.left + slack))
  const top = Math.max(0, Math.floor(b.top + slack))
  const right = Math.min(image.width, Math.ceil(b.right - slack))
  const bottom = Math.min(image.height, Math.ceil(b.bottom - slack))
  return right > left && bottom > top ? box(left, top, right, bottom) : undefined
}

/** Seen at exactly this size, by models that Relook cannot run: visual tokens are counted up to whole ones. */
export function asIs(size: Size, filter: View['filter'], cell: number): Omit<Cut, 'crop'> {
  const cells = (side: number) => Math.max(1, Math.ceil(side / cell))
  return { size, filter, grid: { width: cells(size.width), height: cells(size.height) } }
}

/** Corners as a tool that puts them right itself takes them; the look is flagged all the same. */
export function mended([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): readonly number[] {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
}
