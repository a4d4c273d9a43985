/**
 * What Pixel-Reasoner's evaluation makes of a turn. Source: TIGER-AI-Lab/Pixel-Reasoner, curiosity_driven_rl/openrlhf/trainer/ppo_utils/
 * experience_maker.py (`_generate_vllm`, `parse_last_tool`, `execute_tool`, `crop_image_normalized`): a turn that does not end with a
 * call is the last, what fails comes back as “Execution error:” in a user's turn.
 */
import type { SegmentEdge, WrittenSegment, Next } from '../dialect'
import type { Size } from '../../geometry/box'
import { roundHalfEven } from '../../geometry/smart-resize'
import {
  compared,
  item,
  listIn,
  loads,
  nextOrTold,
  numberIn,
  PyError,
  repr,
  typeName,
  type PyValue,
} from './python'

const close = '</tool_call>'
const padding = 0.1
const least = 28

/** @see SegmentEdge */
export function pixelReasonerEdge({ text, views }: WrittenSegment): SegmentEdge {
  if (!text.endsWith(close)) return { next: { type: 'end' } }
  const call = text.split('<tool_call>').at(-1)?.split(close)[0] ?? ''
  const images = views.map((v) => v.size)
  return nextOrTold(
    () => done(call, images),
    (message) => `\nExecution error:\n${message}\n`,
  )
}

function done(call: string, images: readonly Size[]): Next {
  const value = loads(call)
  const name = item(value, 'name')
  const args = item(value, 'arguments')
  if (name === 'select_frames')
    throw new PyError(
      'Execution Error: You attempted to `select_frames` from **image** not **video**. You should use `crop_image_normalized` ' +
        'instead for inspecting **image**.',
    )
  if (name !== 'crop_image_normalized') throw new PyError(repr(name))
  const size = imageOf(item(args, 'target_image'), images)
  cropped(item(args, 'bbox_2d'), size)
  return { type: 'crop' }
}

function imageOf(target: PyValue, images: readonly Size[]): Size {
  const number = numberIn(target)
  if (number === undefined)
    throw new PyError(`unsupported operand type(s) for -: '${typeName(target)}' and 'int'`)
  const index = number - 1
  if (index >= images.length)
    throw new PyError(
      'Execution Error: Incorrect `target_image` argument in `crop_image_normalized` operation. You can only pick an image within ' +
        `[1,${images.length}]`,
    )
  if (typeName(target) === 'float') throw new PyError('list indices must be integers or slices, not float')
  const size = images.at(index)
  if (size === undefined) throw new PyError('list index out of range')
  return size
}

/** Goes through the tool's own steps, for what it refuses. */
function cropped(box: PyValue, { width, height }: Size): void {
  const at = (i: number): PyValue => {
    if (typeof box === 'string') return [...box][i] ?? indexError('string')
    if (listIn(box) === undefined) {
      if (typeName(box) === 'dict') throw new PyError(String(i))
      throw new PyError(`'${typeName(box)}' object is not subscriptable`)
    }
    return listIn(box)?.[i] ?? (listIn(box)?.[i] === null ? null : indexError('list'))
  }
  // `and` looks no further than the first value that is not below 1.
  const fractions = [0, 1, 2, 3].every((i) => compared(at(i), '<') < 1)
  const edge = (i: number, side: number) => {
    const value = floatOf(at(i)) / (fractions ? 1 : side) + (i < 2 ? -padding : padding)
    return roundHalfEven(Math.min(Math.max(0, value), 1) * side)
  }
  const [x1, y1, x2, y2] = [edge(0, width), edge(1, height), edge(2, width), edge(3, height)]
  if (x2 < x1) throw new PyError("Coordinate 'right' is less than 'left'")
  if (y2 < y1) throw new PyError("Coordinate 'lower' is less than 'upper'")
  if (x2 - x1 <= least || y2 - y1 <= least)
    throw new PyError(`Cropped image is too small: ${x2 - x1}x${y2 - y1}`)
}

function indexError(of: string): never {
  throw new PyError(`${of} index out of range`)
}

function floatOf(value: PyValue): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : numberIn(value)
  if (number !== undefined && !(typeof value === 'string' && Number.isNaN(number))) return number
  if (typeof value === 'string') throw new PyError(`could not convert string to float: ${repr(value)}`)
  throw new PyError(`float() argument must be a string or a real number, not '${typeName(value)}'`)
}
