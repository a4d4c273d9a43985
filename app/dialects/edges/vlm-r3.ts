/**
 * What VLM-R³'s loop makes of a segment. Source: justgogorunrun/VLM-R3, src/model/r3_vllm.py (`process`, `_extract_fields`,
 * `_crop_and_save_region`); vLLM's rule for stop texts, which cuts them off. The end of a request is written again, broken ones go on,
 * some with “Invalid operation!”; a box without area shows the crop before it once more. A crop that the zoom has made thinner than 200 to 1
 * ends the run, as upstream's.
 */
import { smartResize } from '../../geometry/smart-resize'
import { box } from '../../geometry/box'
import { frameOf } from '../../trace/stages'
import { cell28, isTooThin } from '../crops'
import type { Dialect, SegmentEdge, WrittenSegment, Next } from '../dialect'
import { dictIn, isTrue, item, listIn, loadsOrNone, numberIn, type PyValue } from './python'

/** The rules of the dialect that decide what can be shown. */
type Rules = Required<Pick<Dialect, 'region' | 'crop'>> & Pick<Dialect, 'stop'>

/** @see SegmentEdge */
export function vlmR3Edge(ended: WrittenSegment, rules: Rules): SegmentEdge {
  const text = ended.reason === 'stop' ? withoutStop(ended.text, rules.stop) : ended.text
  const open = text.includes('<answer>') && !text.includes('</answer>')
  if (ended.reason === 'eos' || open) return { text, added: open ? '</answer>' : '', next: { type: 'end' } }
  // Upstream's own end of a request, whatever its end was.
  const asks = text.includes('bbox_2d')
  const whole = asks ? `${text}]}\n` : text
  const asked = lastObject(whole)
  const next = asked === undefined || !isTrue(asked) ? undefined : shown(asked, ended, rules)
  const fence = next !== 'invalid' && next !== undefined && whole.includes('```json') ? '```\n' : ''
  const added = (asks ? '\n' : '') + fence + (next === 'invalid' ? 'Invalid operation!' : '')
  return {
    text: asks ? `${text}]}` : text,
    added,
    next: next === undefined || next === 'invalid' ? { type: 'on' } : next,
  }
}

/** vLLM looks for its stop texts in the order they are given, and cuts off the first that is there. */
function withoutStop(text: string, stops: readonly string[]): string {
  const found = stops.find((stop) => text.includes(stop))
  return found === undefined ? text : text.slice(0, text.indexOf(found))
}

/** What stands from a brace to the next closing one, the last such, as JSON; undefined where there is none or it is broken. */
function lastObject(text: string): PyValue | undefined {
  const found = [...text.matchAll(/\{[^}]*\}/g)].at(-1)?.[0]
  return found === undefined ? undefined : loadsOrNone(found)
}

function shown(asked: PyValue, { size, views, budgets }: WrittenSegment, rules: Rules): Next | 'invalid' {
  const value = dictIn(asked)?.has('bbox_2d') === true ? item(asked, 'bbox_2d') : undefined
  if (value === undefined) return 'invalid'
  const last = views.length > 1 ? views.at(-1) : undefined
  // The image attached next is the last that was cut, whether or not this request cut one.
  const again: Next = last === undefined ? { type: 'on' } : { type: 'view', view: last }
  if (!isTrue(value)) return again
  const numbers = listIn(value)?.map((n) => numberIn(n))
  if (numbers?.length !== 4 || !numbers.every((n) => n !== undefined && Number.isFinite(n))) return 'invalid'
  const [overview] = views
  const frame = overview === undefined ? smartResize(size, budgets.image, cell28) : frameOf(overview)
  const { region, flags } = rules.region(numbers as readonly number[], { size, frame })
  if (flags.includes('invalid')) return again
  const cut = rules.crop(box(region.left, region.top, region.right, region.bottom), size, budgets)
  if (cut === undefined) return 'invalid'
  // The picture is fetched outside of what catches errors: upstream's run breaks off.
  return isTooThin(cut.size) ? { type: 'end' } : { type: 'crop' }
}
