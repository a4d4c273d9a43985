/**
 * Families that ask for a region by calling a tool with a box. What they share; each has a file of its own that says what the
 * tool is called, what its numbers count in, and what it cuts.
 */
import { box, sizeOf, type Box, type Size } from '../geometry/box'
import { numbersFor, type SpaceId } from '../geometry/spaces'
import type { View } from '../trace/step'
import { callReader, type CallRules } from './calls/read'
import { toolsOf, toolsSystem, writeCall, writeValue } from './calls/write'
import { cell28, pillowCut, resizedOrNone, seenAt, overviewIn, slack } from './crops'
import {
  notationOf,
  type CropBudgets,
  type Cut,
  type Dialect,
  type HandBack,
  type Span,
  type ToolDeclaration,
} from './dialect'
import { budgetsOf, plainThought } from './spans'

/** What makes such a family; what it does not say is as Qwen-VL has it. */
export interface CallingFamily
  extends
    Pick<Dialect, 'id' | 'name' | 'checkpoints' | 'region'>,
    Partial<Pick<Dialect, 'budgets' | 'shows' | 'nested' | 'crop' | 'overview'>> {
  readonly space: Extract<SpaceId, 'image' | 'input' | 'unit' | 'per-mille'>
  /** Pixels of one visual token's side. */
  readonly cell?: number
  /** Its tools; the first is the one that cuts. */
  readonly tools: readonly [ToolDeclaration, ...ToolDeclaration[]]
  /** False: its API tells the model of them, and no system message does. */
  readonly tells?: false
  /** The arguments of a request with these numbers, and what it is called, where a tool takes that. */
  readonly args: (numbers: readonly number[], label?: string) => Readonly<Record<string, unknown>>
  readonly rules?: Omit<CallRules, 'notation'>
  readonly handBack?: (n: number, crop: View) => HandBack
  readonly answers?: (text: string) => readonly Span[]
  /** Absent: nothing marks its answer. */
  readonly writeAnswer?: (text: string) => string
}

/** Such a family as a dialect. */
export function callingDialect<const Id extends string>(calling: CallingFamily & { readonly id: Id }) {
  const { cell = cell28, tools, tells = true, args, rules, answers, writeAnswer, ...own } = calling
  const notation = notationOf(own)
  return {
    budgets: budgetsOf([4, 16384]),
    shows: 'each',
    nested: 'seen',
    handBack: () => ({ role: 'tool', before: '', after: '' }),
    overview: overviewIn(cell),
    crop: (region, size, budgets) => plainCrop(region, size, { ...budgets, cell }),
    ...own,
    ...(tells ? { system: toolsSystem(tools) } : {}),
    tools: toolsOf(tools),
    spans: callReader({ ...rules, notation }, answers),
    stop: writeAnswer?.('').endsWith('</answer>') === true ? ['</tool_call>', '</answer>'] : ['</tool_call>'],
    ask: (question) => question,
    plain: plainThought,
    request: (region, source, label) => {
      const numbers = numbersFor(notation, region, source)
      return { numbers, text: writeCall(tools[0].name, writeValue(args(numbers, label)).slice(1, -1)) }
    },
    answer: writeAnswer ?? ((text) => text),
  } as const satisfies Dialect
}

/** Cut as Pillow cuts, brought into the budget as Qwen-VL does. */
function plainCrop(region: Box<'source'>, size: Size, budgets: CropBudgets & { readonly cell: number }) {
  const { cell } = budgets
  const cut = pillowCut(region, size)
  if (cut === undefined) return undefined
  const seen = resizedOrNone(sizeOf(cut), budgets.crop, cell)
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
