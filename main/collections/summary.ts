/**
 * A trace made elsewhere as the index keeps it: its line in a list, its words for the search, and, once the size of its
 * image is known, what is odd about its looks and how well they lie. Pure.
 */
import { lineOf } from '../../app/beginning'
import { mostOf } from '../../app/lists'
import { given } from '../../app/given'
import { iou, type Box, type Size } from '../../app/geometry/box'
import { doubtOf, writtenIn } from '../../app/reading/decide'
import type { WrittenBox } from '../../app/reading/written'
import { regionFrom } from '../../app/reading/place'
import type { Notation, Order, SpaceId } from '../../app/geometry/spaces'
import type { ForeignTrace, ImageSource } from '../../app/formats'
import { traceSteps, type TraceSteps } from '../../app/formats/steps'
import {
  answerOf,
  mainBranch,
  stepsOf as branchSteps,
  type Branch,
  type Project,
} from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { leastConfidence } from '../../app/tokens/boxes'
import { dialectOf } from '../../app/dialects'
import type { Card } from './index-files'
import { frameOf } from '../../app/trace/stages'

/** A person's choices over what the file says. */
export interface Choices {
  readonly dialect?: string
  readonly space?: SpaceId
  readonly order?: Order
  /** Most pixels the model was shown of an image. */
  readonly pixels?: number
}

/** What a list shows and filters by. */
export interface TraceSummary {
  readonly card: Card
  readonly words: string
  readonly looks: number
  readonly verdict: number
  readonly iou: number
  /** Of its least sure look; NaN where that is not known. */
  readonly confidence: number
  readonly flags: readonly string[]
  /** The dialect it is read in, and boxes of its looks as written, where the image is known. */
  readonly dialect: string
  readonly boxes: readonly WrittenBox[]
}

/** Flag of a row whose boxes fit another reading, and not the file's. */
export const fitsOtherwise = 'fits-otherwise'
/** Longest text of a line in a list. */
const cardText = 300
/** Between the fields of a trace's words: never in text. */
export const fieldMark = '\u001f'
/** Fields of a trace's words, in order; the last is everything else. */
export const fields = ['id', 'question', 'answer', 'gold', 'text'] as const

/** Summarises a trace. `size`: of its main image, where that is known. @throws Failure for an unknown dialect. */
export function summariseTrace(
  trace: ForeignTrace,
  {
    name,
    choices,
    size,
    decided,
  }: {
    readonly name: string
    readonly choices: Choices
    readonly size: Size | undefined
    /** How it is read where neither a person nor its file says so. */
    readonly decided?: Notation | undefined
  },
): TraceSummary {
  if (trace.tree !== undefined) return ofTree(trace, trace.tree, name)
  const read = stepsOf(trace, { ...choices, decided }, size)
  const boxes = size === undefined ? [] : writtenIn(read.steps, read)
  const looks = read.steps.filter((s) => s.type === 'look')
  const last = read.steps.findLast((s) => s.type === 'answer')
  const answer = trace.answer ?? (last?.type === 'answer' ? last.text : undefined)
  const gold = trace.gold?.join(' | ')
  const id = trace.id ?? name
  const source = trace.images[trace.main ?? 0]
  return {
    card: {
      id: short(id),
      question: short(trace.question),
      ...given({
        answer: answer === undefined ? undefined : short(answer),
        gold: gold === undefined ? undefined : short(gold),
        picture: source === undefined ? undefined : nameOf(source),
      }),
    },
    words: wordsOf([id, trace.question, answer ?? '', gold ?? '', textOf(trace)]),
    looks: looks.length,
    verdict: trace.verdict ?? NaN,
    iou:
      size === undefined
        ? NaN
        : bestIou(trace, { view: read.view, regions: looks.map((s) => s.region) }, size),
    // Only Relook's own files keep the alternatives of tokens.
    confidence: NaN,
    flags: [
      ...(size === undefined && source !== undefined ? [] : read.flags),
      ...new Set(read.notDrawn.map((n) => n.type)),
      ...(doubtOf(boxes, read) === undefined ? [] : [fitsOtherwise]),
    ],
    dialect: read.dialect,
    boxes,
  }
}

/** A whole tree (Relook's own): what is opened first of it. */
function ofTree(trace: ForeignTrace, tree: Project, name: string): TraceSummary {
  const branch = mainBranch(tree)
  const steps = branch === undefined ? [] : branchSteps(tree, branch)
  const looks = steps.filter((s) => s.type === 'look')
  const answer = branch === undefined ? undefined : answerOf(tree, branch)
  const question = branch?.question ?? ''
  const id = trace.id ?? name
  const text = steps.map((s) => s.raw).join(' ')
  return {
    card: {
      id: short(id),
      question: short(question),
      ...given({
        answer: answer === undefined ? undefined : short(answer),
        gold: tree.origin?.gold === undefined ? undefined : short(tree.origin.gold.join(' | ')),
      }),
      picture: tree.image.name,
    },
    words: wordsOf([id, question, answer ?? '', tree.origin?.gold?.join(' ') ?? '', `${tree.title} ${text}`]),
    looks: looks.length,
    verdict: tree.origin?.verdict ?? NaN,
    iou: NaN,
    confidence: confidenceIn(steps, branch),
    flags: [...new Set(looks.flatMap((s) => s.flags))],
    dialect: branch?.dialect ?? '',
    boxes: [],
  }
}

function confidenceIn(steps: readonly Step[], branch: Branch | undefined): number {
  const order = branch?.order ?? dialectOf(branch?.dialect ?? '')?.order ?? 'xyxy'
  return leastConfidence(steps, order) ?? NaN
}

function stepsOf(
  trace: ForeignTrace,
  choices: Choices & { readonly decided: Notation | undefined },
  size: Size | undefined,
): TraceSteps {
  const main = trace.main ?? 0
  const pictures = trace.images.map((_, i) =>
    i === main && size !== undefined ? { id: 'measured', name: '', bytes: 0, ...size } : undefined,
  )
  return traceSteps(trace, { pictures, ...choices, at: 0 })
}

function bestIou(
  trace: ForeignTrace,
  { view, regions }: Pick<TraceSteps, 'view'> & { readonly regions: readonly Box<'image'>[] },
  size: Size,
): number {
  const gold = (trace.goldBoxes ?? []).map((g) =>
    regionFrom({ space: g.space, order: 'xyxy' }, g.numbers, { size, frame: frameOf(view) }),
  )
  const all = regions.flatMap((region) => gold.map((g) => iou(region, g)))
  return all.length === 0 ? NaN : mostOf(all)
}

/** An image as the file names it. */
export function nameOf(source: ImageSource): string {
  switch (source.type) {
    case 'path':
      return source.path
    case 'url':
      return source.url
    case 'inline':
    case 'bytes':
      return ''
  }
}

/** As it is searched: lower case, one form of each letter, single blanks. */
export function folded(text: string): string {
  return withSingleBlanks(text.normalize('NFC').toLowerCase())
}

/** White space of any script but the space, control characters included: \u001f is between our fields. */
const blanks = '\\u0000-\\u001f\\u0085\\u00a0\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u1680\\u3000\\ufeff'
const odd = new RegExp(`[${blanks}]| [ ${blanks}]`, 'g')
const run = new RegExp(`[ ${blanks}]+`, 'y')

/**
 * Every run of white space as one space. Looks only for runs that are not one already: replacing them all, or going through
 * letter by letter, was the slowest part of a large index.
 */
function withSingleBlanks(text: string): string {
  let result = ''
  let from = 0
  odd.lastIndex = 0
  for (let found = odd.exec(text); found !== null; found = odd.exec(text)) {
    run.lastIndex = found.index
    run.exec(text)
    result += `${text.slice(from, found.index)} `
    from = run.lastIndex
    odd.lastIndex = from
  }
  return from === 0 ? text : result + text.slice(from)
}

function wordsOf(parts: readonly string[]): string {
  return parts.map(folded).join(fieldMark) + '\n'
}

function textOf(trace: ForeignTrace): string {
  const turns = trace.turns.map((turn) =>
    turn.type === 'look' ? `${turn.raw} ${turn.label ?? ''}` : turn.text,
  )
  const facts = Object.entries(trace.meta).flatMap(([key, value]) =>
    (typeof value === 'string' && value.length <= 200) || typeof value === 'number'
      ? [`${key}:${value}`]
      : [],
  )
  return [...turns, trace.system ?? '', ...facts].join(' ')
}

const short = (text: string) => lineOf(text, cardText)
