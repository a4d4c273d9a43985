/**
 * OpenThinkIMG: `"thoughts🤔" … "actions🚀" [{"API_name": …, "API_params": {…}}] "value👉" …`; the answer is `Terminate`'s
 * `ans`. As far as a language of regions exists: four numbers in the parameters of a call, in pixels of the original. Every other
 * call is a call of a tool: most name things (`bbx_2`) that only the tool server knew. What tools gave back is text or a drawn image.
 * Source: zhaochen0110/OpenThinkIMG, tool_server/tf_eval (the prompt and the parser of `actions🚀`).
 */
import { pushAll } from '../lists'
import { looseAt } from './calls/loose'
import type { Extent } from '../extent'
import type { Span } from './dialect'
import { looseValue } from './loose-value'
import { groundingPlain } from './marks/words'
import { jsonBox, namingDialect } from './naming'
import { jsonOf, finiteNumbers, recordOf, withoutMarks } from './spans'

/** OpenThinkIMG: tool calls and their results. */
export const openThinkImg = {
  ...namingDialect({
    id: 'openthinkimg',
    name: 'OpenThinkIMG',
    space: 'image',
    checkpoints: /openthinkimg/i,
    boxes: calledBoxes,
    suspects: otherCalls,
    answers,
    writeBox: jsonBox,
    writeAnswer: (text) =>
      `"actions🚀" [{"API_name": "Terminate", "API_params": {"ans": ${JSON.stringify(text)}}}]`,
  }),
  plain: (raw: string) => withoutMarks(groundingPlain(raw), ['"thoughts🤔"', '"value👉"', '"actions🚀" []']),
}

/** An action, with its place; without `call` it is an empty or broken list. */
interface Action extends Extent {
  readonly call?: Readonly<Record<string, unknown>>
}

const actionsMark = '"actions🚀"'

/** The calls of each `"actions🚀"`: the first of a list begins with the mark, the last ends with the list. Of a list without any, the place alone. */
function actionsIn(text: string): readonly Action[] {
  const found: Action[] = []
  let at = text.indexOf(actionsMark)
  while (at >= 0) {
    const next = text.indexOf(actionsMark, at + actionsMark.length)
    pushAll(found, actionsOf(text, { start: at, end: next < 0 ? text.length : next }))
    at = next
  }
  return found
}

function actionsOf(text: string, { start, end: limit }: Extent): readonly Action[] {
  const from = start + actionsMark.length
  const list = looseAt(text, from, limit)
  const values = Array.isArray(list?.value) ? (list.value as unknown[]) : []
  const end = list?.end ?? from
  const read = values.length > 1 ? looseValue(text.slice(0, limit), from)?.loose : undefined
  const items = read?.type === 'list' ? read.items : []
  let begin = start
  const actions = values.flatMap((value, i): Action[] => {
    const call = recordOf(value)
    if (call === undefined) return []
    const place = { start: begin, end: i === values.length - 1 ? end : (items[i]?.end ?? end) }
    begin = place.end
    return [{ call, ...place }]
  })
  return actions.length === 0 ? [{ start, end }] : actions
}

function calledBoxes(text: string): readonly Span[] {
  return actionsIn(text).flatMap(({ call, start, end }): readonly Span[] => {
    if (call === undefined) return []
    const params = Object.values(recordOf(call['API_params']) ?? {})
    const numbers = params.map(boxOf).find((n) => n !== undefined)
    if (numbers === undefined) return []
    const label = typeof call['API_name'] === 'string' ? { label: call['API_name'] } : {}
    return [{ type: 'look', start, end, numbers, several: false, ...label }]
  })
}

/** Calls in which no region was read (`taken`, in order). What `grounding` is to find, and what `bbx_2` is, only the tool server knew. */
function otherCalls(text: string, taken: readonly Span[]): readonly Span[] {
  let at = 0
  return actionsIn(text).flatMap(({ call, start, end }): readonly Span[] => {
    while ((taken[at]?.end ?? Infinity) <= start) at++
    const name = call?.['API_name']
    if (typeof name !== 'string' || name === '' || name === 'Terminate') return []
    if ((taken[at]?.start ?? Infinity) < end) return []
    const about = recordOf(call?.['API_params'])?.['param']
    const isWords = typeof about === 'string' && (name === 'grounding' || /^`?bbx_\d+`?$/.test(about))
    return [{ type: 'call', start, end, name, ...(isWords && about !== 'None' ? { about } : {}) }]
  })
}

/** A list of four numbers, or the same as text. */
function boxOf(value: unknown): readonly number[] | undefined {
  return finiteNumbers(typeof value === 'string' && value.length < 200 ? jsonOf(value) : value)
}

function answers(text: string): readonly Span[] {
  const actions = actionsIn(text)
  const end = actions.findLast(({ call }) => call?.['API_name'] === 'Terminate')
  const answer = recordOf(end?.call?.['API_params'])?.['ans']
  if (end !== undefined && (typeof answer === 'string' || typeof answer === 'number'))
    return [{ type: 'answer', start: end.start, end: end.end, text: String(answer) }]
  const last = actions.at(-1)
  return stopped(text, last !== undefined && last.call === undefined)
}

/**
 * Released models end with `<stop>` instead, or call nothing any more (`done`): what stands after the last `"value👉"` is the answer.
 */
function stopped(text: string, done: boolean): readonly Span[] {
  const mark = '"value👉"'
  const start = text.lastIndexOf(mark)
  if (start < 0) return []
  const stop = text.indexOf('<stop>', start)
  if (stop < 0 && !done) return []
  const from = start + mark.length
  const answer = stop < 0 ? text.slice(from) : text.slice(from, stop) + text.slice(stop + '<stop>'.length)
  return [{ type: 'answer', start, end: text.length, text: answer.trim() }]
}
