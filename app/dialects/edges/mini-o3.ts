/**
 * What Mini-o3's rollout makes of a turn. Source: Mini-o3/Mini-o3, verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py
 * (`generate_sequences`, the pattern a request must fit) and function_tools.py (`prepare_grounding_inputs_multi_turn`); what fails is
 * told in a user's turn. What Python's `eval` says of a broken box is told as a syntax error, whatever it would be.
 */
import type { SegmentEdge, WrittenSegment, Next } from '../dialect'
import type { Size } from '../../geometry/box'
import {
  int,
  listIn,
  loadsOrNone,
  nextOrTold,
  numberIn,
  PyError,
  repr,
  typeName,
  type PyValue,
} from './python'

/** Said after what went wrong, by verl/trainer/constants.py. */
const tail =
  'Please analyze the error information obtained from the function tool and adjust your response. Countinue your reasoning ' +
  'process inside <think> and </think>.'

/** A longer request is none; it bounds what the pattern may try. */
const longest = 2000

/** `sizeOf`: the size of an image seen so far before it was made into model input, from 0; undefined where there is none. */
export function miniO3Edge(
  { text }: WrittenSegment,
  sizeOf: (observation: number) => Size | undefined,
): SegmentEdge {
  if (!/<grounding>[^]*?<\/grounding>/.test(text)) return { next: { type: 'end' } }
  return nextOrTold(
    () => done(text, sizeOf),
    (message) => `ERROR occurs during grounding. Error Information: ${message}.\n${tail}`,
  )
}

function done(text: string, sizeOf: (observation: number) => Size | undefined): Next {
  const found = requestIn(text)
  if (found === undefined) throw new PyError("'NoneType' object has no attribute 'group'")
  const value = loadsOrNone(found.box.trim(), 'python')
  if (value === undefined) throw new PyError('invalid syntax (<string>, line 1)')
  const box = listIn(value)
  // An assertion without words.
  if (box?.length !== 4) throw new PyError('')
  const size = sizeOf(observationOf(found.source))
  if (size === undefined) throw new PyError(`Error in predicting the source observation: "${found.source}".`)
  check(box, size)
  return { type: 'crop' }
}

/** The last request that fits; the pattern is greedy from its beginning. */
function requestIn(text: string): { readonly box: string; readonly source: string } | undefined {
  const mark = '<grounding>{"bbox_2d": '
  for (let at = text.lastIndexOf(mark), tries = 0; at >= 0 && tries < 4; tries++) {
    const rest = text.slice(at + mark.length, at + mark.length + longest)
    const found = /^([^]*),[^]*"source": [',"]([^]*)[',"]\}<\/grounding>/.exec(rest)
    if (found !== null) return { box: found[1] ?? '', source: found[2] ?? '' }
    at = at === 0 ? -1 : text.lastIndexOf(mark, at - 1)
  }
  return undefined
}

function observationOf(source: string): number {
  if (source === 'original_image') return 0
  const digits = /^observation_(\d+)/.exec(source)?.[1]
  if (digits === undefined)
    throw new PyError(`The 'source' argument "${source}" does not match the pattern 'observation_([0-9]*)'.`)
  return Number(digits)
}

function check(box: readonly PyValue[], { width, height }: Size): void {
  const edge = (i: number, side: number) => {
    const value = box[i] ?? null
    const number = numberIn(value)
    if (number === undefined)
      throw new PyError(`unsupported operand type(s) for *: '${typeName(value)}' and 'int'`)
    return int(number * side)
  }
  const [x1, y1, x2, y2] = [edge(0, width), edge(1, height), edge(2, width), edge(3, height)]
  const held = [Math.max(x1, 0), Math.max(y1, 0), Math.min(x2, width - 1), Math.min(y2, height - 1)] as const
  const [left, top, right, bottom] = held
  if (left > right - 1) throw new PyError(`The bounding box is not valid in width: ${repr(held)}`)
  if (top > bottom - 1) throw new PyError(`The bounding box is not valid in height: ${repr(held)}`)
  const [w, h] = [right - left, bottom - top]
  if (w / h >= 200 || h / w >= 200)
    throw new PyError('The absolute aspect ratio of the bounding box exceeds 200, which is too large.')
}
