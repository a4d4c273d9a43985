/**
 * What Qwen-Agent makes of a turn. Source: QwenLM/Qwen-Agent, qwen_agent/llm/fncall_prompts/nous_fncall_prompt.py
 * (`postprocess_fncall_messages`, `extract_fn`), agent.py (`_call_tool`), tools/image_zoom_in_qwen3vl.py. Of an exception the model is
 * told its first line; upstream adds the schema and a traceback with the paths of its machine.
 */
import type { SegmentEdge, WrittenSegment, Next } from '../dialect'
import type { Size } from '../../geometry/box'
import {
  dictIn,
  Float,
  listIn,
  loadsOrNone,
  nextOrTold,
  numberIn,
  PyError,
  repr,
  typeName,
  type PyValue,
} from './python'

const tool = 'image_zoom_in_tool'
const raised = `An error occurred when calling tool \`${tool}\`:\n`

/** A call as a loop takes it from a turn. */
export interface TurnCall {
  readonly name: string
  readonly args: () => PyValue
}

/** Whether the tool makes no crop of a box in thousandths. */
type Refuses = (numbers: readonly number[]) => boolean

/** How a family's calls are refused and found: JSON where nothing else is said. @see SegmentEdge */
export interface ZoomCalls {
  readonly refuses: Refuses
  readonly callIn?: (said: string) => TurnCall | undefined
}

/** @see SegmentEdge */
export function qwen3VlEdge(
  { text, size, views, file }: WrittenSegment,
  { refuses, callIn = jsonCall }: ZoomCalls,
): SegmentEdge {
  const call = callIn(saidIn(text))
  if (call === undefined) return { next: { type: 'end' } }
  if (call.name !== tool) return { next: { type: 'say', text: `Tool ${call.name} does not exists.` } }
  return nextOrTold(
    () => done(call, views.length, (box) => saved(zoomed(box, size, refuses), file)),
    (message) => `${raised}${message}`,
  )
}

/** The crop is saved as a PNG, which Pillow does not do for every mode. */
function saved(next: Next, file: WrittenSegment['file']): Next {
  if (file?.mode === 'CMYK') throw new PyError('cannot write mode CMYK as PNG')
  return next
}

/** What stands behind the thinking. */
function saidIn(text: string): string {
  if (!text.includes('<think>')) return text
  return text.includes('</think>') ? (text.split('</think>').at(-1) ?? '') : ''
}

/** The first call; undefined where nothing is called. */
export function jsonCall(said: string): TurnCall | undefined {
  const [, body] = said.split('<tool_call>')
  if (body === undefined || body.trim() === '') return undefined
  const [inner = ''] = body.split('</tool_call>')
  if (!body.includes('</tool_call>')) {
    const call = extracted(inner)
    return call.name === '' ? undefined : call
  }
  const value = loadsOrNone(inner.trim(), 'json5')
  if (value === undefined) return extracted(inner.trim())
  const [name, args] = [dictIn(value)?.get('name'), dictIn(value)?.get('arguments')]
  return typeof name === 'string' && args !== undefined ? { name, args: () => args } : undefined
}

/** `extract_fn`: by the places of the two names. */
function extracted(text: string): TurnCall {
  const [nameMark, argsMark] = ['"name": "', '"arguments": ']
  const at = text.indexOf(nameMark)
  const rest = text.slice(at + nameMark.length)
  const name = at > 0 && rest.includes('", "') ? rest.slice(0, rest.indexOf('", "')) : ''
  const from = text.indexOf(argsMark)
  const args = from > 0 ? text.slice(from + argsMark.length).trim() : ''
  const body = args.length > 2 ? args.slice(0, -1) : ''
  const read = () => {
    const value = loadsOrNone(body, 'json5')
    if (value === undefined) throw new PyError('ValueError: Parameters must be formatted as a valid JSON!')
    return value
  }
  return { name, args: read }
}

function done(call: TurnCall, count: number, zoom: (box: readonly number[]) => Next): Next {
  const { box, index } = checked(call.args())
  if (!(Number.isInteger(index) && index < count)) return { type: 'say', text: 'Error: Invalid input image' }
  return nextOrTold(
    () => zoom(box),
    (message) => `Tool Execution Error ${message}`,
  ).next
}

/** By the tool's schema; of several faults the one `jsonschema` names. */
function checked(args: PyValue): { readonly box: readonly number[]; readonly index: number } {
  const fault = (message: string): never => {
    throw new PyError(`ValidationError: ${message}`)
  }
  const dict = dictIn(args)
  if (dict === undefined) return fault(`${repr(args)} is not of type 'object'`)
  for (const name of ['bbox_2d', 'label', 'img_idx'])
    if (!dict.has(name)) return fault(`'${name}' is a required property`)
  const [box, label, index] = [
    dict.get('bbox_2d') ?? null,
    dict.get('label') ?? null,
    dict.get('img_idx') ?? null,
  ]
  const list = listIn(box)
  if (typeof label !== 'string') return fault(`${repr(label)} is not of type 'string'`)
  if (!isNumber(index)) return fault(`${repr(index)} is not of type 'number'`)
  if (list === undefined) return fault(`${repr(box)} is not of type 'array'`)
  if (list.length !== 4) return fault(`${repr(box)} is too ${list.length < 4 ? 'short' : 'long'}`)
  const odd = list.findLast((n) => !isNumber(n))
  if (odd !== undefined) return fault(`${repr(odd)} is not of type 'number'`)
  return {
    box: list.map((n) => numberIn(n) ?? 0),
    index: index instanceof Float ? NaN : (numberIn(index) ?? NaN),
  }
}

function isNumber(value: PyValue): boolean {
  return typeName(value) === 'int' || typeName(value) === 'float'
}

/** What `maybe_resize_bbox` and Pillow's `crop` say of a box they refuse. */
function zoomed(box: readonly number[], { width, height }: Size, refuses: Refuses): Next {
  if (!box.every((n) => Number.isFinite(n))) throw new PyError('cannot convert float NaN to integer')
  if (!refuses(box)) return { type: 'crop' }
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box
  const w = Math.min(width, (x2 / 1000) * width) - Math.max(0, (x1 / 1000) * width)
  const h = Math.min(height, (y2 / 1000) * height) - Math.max(0, (y1 / 1000) * height)
  if (w === 0 || h === 0) throw new PyError('float division by zero')
  throw new PyError(
    w < 0 ? "Coordinate 'right' is less than 'left'" : "Coordinate 'lower' is less than 'upper'",
  )
}
