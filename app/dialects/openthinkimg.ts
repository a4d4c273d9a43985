/**
 * OpenThinkIMG: `"thoughts🤔" … "actions🚀" [{"API_name": …, "API_params": {…}}] "value👉" …`; the answer is `Terminate`'s
 * `ans`. As far as a language of regions exists: four numbers in the parameters of a call, in pixels of the original; most
 * calls name things (`bbx_2`) that only the tool server knew, and stay text. What tools gave back is text or a drawn image.
 * Source: zhaochen0110/OpenThinkIMG, tool_server/tf_eval (the prompt and the parser of `actions🚀`).
 */
import type { Span } from './dialect'
import { jsonBoxes } from './named-boxes'
import { namingDialect } from './naming'
import { inOrder, jsonOf, numbersOf, recordOf } from './spans'

export const openThinkImg = namingDialect({
  id: 'openthinkimg',
  name: 'OpenThinkIMG',
  space: 'image',
  checkpoints: /openthinkimg/i,
  ask: (question) => question,
  boxes: (text) => inOrder([...calledBoxes(text), ...jsonBoxes(text)]),
  answers,
  unmarked: true,
  stop: [],
  writeBox: (numbers) => `{"bbox_2d": ${numbers}}`,
  writeAnswer: (text) =>
    `"actions🚀" [{"API_name": "Terminate", "API_params": {"ans": ${JSON.stringify(text)}}}]`,
})

/** The list after each `"actions🚀"`, with its place. */
function actionsIn(text: string) {
  return [...text.matchAll(/"actions🚀"\s*(\[[\s\S]{0,20000}?\])\s*(?="value👉"|"thoughts🤔"|$)/gu)].flatMap(
    (m) => {
      const list = jsonOf(m[1] ?? '')
      const calls = Array.isArray(list)
        ? (list as unknown[]).map(recordOf).filter((c) => c !== undefined)
        : []
      return calls.map((call) => ({ call, start: m.index, end: m.index + m[0].trimEnd().length }))
    },
  )
}

function calledBoxes(text: string): readonly Span[] {
  return actionsIn(text).flatMap(({ call, start, end }): readonly Span[] => {
    const params = Object.values(recordOf(call.API_params) ?? {})
    const numbers = params.map(boxOf).find((n) => n !== undefined)
    if (numbers === undefined) return []
    const label = typeof call.API_name === 'string' ? { label: call.API_name } : {}
    return [{ type: 'look', start, end, numbers, several: false, ...label }]
  })
}

/** A list of four numbers, or the same as text. */
function boxOf(value: unknown): readonly number[] | undefined {
  return numbersOf(typeof value === 'string' && value.length < 200 ? jsonOf(value) : value)
}

function answers(text: string): readonly Span[] {
  const end = actionsIn(text).findLast(({ call }) => call.API_name === 'Terminate')
  const answer = recordOf(end?.call.API_params)?.ans
  if (end !== undefined && (typeof answer === 'string' || typeof answer === 'number'))
    return [{ type: 'answer', start: end.start, end: end.end, text: String(answer) }]
  return stopped(text)
}

/** Released models end with `<stop>` instead: what stands after the last `"value👉"` is the answer. */
function stopped(text: string): readonly Span[] {
  const mark = '"value👉"'
  const start = text.lastIndexOf(mark)
  const stop = text.indexOf('<stop>', start)
  if (start < 0 || stop < 0) return []
  const answer = text.slice(start + mark.length, stop) + text.slice(stop + '<stop>'.length)
  return [{ type: 'answer', start, end: text.length, text: answer.trim() }]
}
