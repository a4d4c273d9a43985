/**
 * OpenThinkIMG: `"thoughts🤔" … "actions🚀" [{"API_name": …, "API_params": {…}}] "value👉" …`; the answer is `Terminate`'s
 * `ans`. As far as a language of regions exists: four numbers in the parameters of a call, in pixels of the original; most
 * calls name things (`bbx_2`) that only the tool server knew, and stay text. What tools gave back is text or a drawn image.
 * Source: zhaochen0110/OpenThinkIMG, tool_server/tf_eval (the prompt and the parser of `actions🚀`).
 */
import { pushAll } from '../lists'
import { looseAt } from './calls/loose'
import type { Span } from './dialect'
import { jsonBox, namingDialect } from './naming'
import { jsonOf, finiteNumbers, recordOf } from './spans'

/** OpenThinkIMG: tool calls and their results, as text. */
export const openThinkImg = namingDialect({
  id: 'openthinkimg',
  name: 'OpenThinkIMG',
  space: 'image',
  checkpoints: /openthinkimg/i,
  ask: (question) => question,
  boxes: calledBoxes,
  answers,
  stop: [],
  writeBox: jsonBox,
  writeAnswer: (text) =>
    `"actions🚀" [{"API_name": "Terminate", "API_params": {"ans": ${JSON.stringify(text)}}}]`,
})

/** The calls of each `"actions🚀"`, with their place; of a list without any, the place alone. */
function actionsIn(text: string) {
  const mark = '"actions🚀"'
  const found: { call?: Readonly<Record<string, unknown>>; start: number; end: number }[] = []
  let at = text.indexOf(mark)
  while (at >= 0) {
    const next = text.indexOf(mark, at + mark.length)
    const list = looseAt(text, at + mark.length, next < 0 ? text.length : next)
    const calls = Array.isArray(list?.value)
      ? (list.value as unknown[]).flatMap((v) => recordOf(v) ?? [])
      : []
    const place = { start: at, end: list?.end ?? at + mark.length }
    pushAll(found, calls.length === 0 ? [place] : calls.map((call) => ({ call, ...place })))
    at = next
  }
  return found
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
