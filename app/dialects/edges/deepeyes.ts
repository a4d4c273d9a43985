/**
 * What DeepEyes' tool makes of a turn. Source: Visual-Agent/DeepEyes, verl/workers/agent/envs/mm_process_engine/visual_toolbox_v5.py
 * (`execute`): whatever cannot be done comes back as “Error: …” in a user's turn, in Python's own words.
 */
import type { SegmentEdge, WrittenSegment, Next } from '../dialect'
import { compared, item, itemsIn, loads, nextOrTold, PyError, repr, typeName, type PyValue } from './python'

const method = 'VisualToolBoxV5.maybe_resize_bbox()'
const module = 'verl.workers.agent.envs.mm_process_engine.visual_toolbox_v5'
const names = ['left', 'top', 'right', 'bottom']

/** `refuses`: whether `maybe_resize_bbox` gives no box for one held inside the image. */
export function deepEyesEdge(
  ended: WrittenSegment,
  refuses: (box: readonly number[]) => boolean,
): SegmentEdge {
  const { text } = ended
  const answer = [...text.matchAll(/<answer>([^]*?)<\/answer>/g)].at(-1)?.[1] ?? ''
  const call = /<tool_call>([^]*?)<\/tool_call>/.exec(text)?.[1]
  if (answer !== '' || call === undefined) return { next: { type: 'end' } }
  return nextOrTold(
    () => done(call.trim(), ended, refuses),
    (message) => `Error: ${message}`,
  )
}

function done(call: string, ended: WrittenSegment, refuses: (box: readonly number[]) => boolean): Next {
  const value = loads(call)
  const name = item(value, 'name')
  const args = item(value, 'arguments')
  // Relook does not turn images.
  if (name === 'image_rotate_tool') return { type: 'end' }
  if (name !== 'image_zoom_in_tool')
    throw new PyError(`Unknown tool name: ${typeof name === 'string' ? name : repr(name)}`)
  const [left, top, right, bottom] = unpacked(item(args, 'bbox_2d'))
  const { width, height } = ended.size
  const box = [
    Math.max(0, compared(left, '>')),
    Math.max(0, compared(top, '>')),
    Math.min(width, compared(right, '<')),
    Math.min(height, compared(bottom, '<')),
  ]
  if (refuses(box)) throw new PyError('ZOOM IN ARGUMENTS ARE INVALID')
  return { type: 'crop' }
}

/** The four arguments of a method that was called with `*value`. */
function unpacked(value: PyValue): readonly [PyValue, PyValue, PyValue, PyValue] {
  const values = itemsIn(value)
  if (values === undefined)
    throw new PyError(`${module}.${method} argument after * must be an iterable, not ${typeName(value)}`)
  if (values.length > 4)
    throw new PyError(`${method} takes 5 positional arguments but ${values.length + 1} were given`)
  const [left, top, right, bottom] = values
  if (left === undefined || top === undefined || right === undefined || bottom === undefined)
    throw new PyError(missing(names.slice(values.length)))
  return [left, top, right, bottom]
}

function missing(names: readonly string[]): string {
  const told = names.map((n) => `'${n}'`)
  const last = told.at(-1) ?? ''
  const list = told.length < 3 ? told.join(' and ') : `${told.slice(0, -1).join(', ')}, and ${last}`
  return `${method} missing ${names.length} required positional argument${names.length > 1 ? 's' : ''}: ${list}`
}
