/**
 * `<tool_call>{"name": …, "arguments": …}</tool_call>` (Hermes style, Qwen's chat template), as several families write it,
 * and what transcripts make of it. Knows no family.
 */
import type { Span, Tools } from './dialect'
import { jsonOf, matches, numbersOf, recordOf, unreadable, type Found } from './spans'

/** A call as data. */
export interface Call {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A closing tag may be missing at the end of a cut-off turn. */
export const callPattern = /<tool_call>([\s\S]*?)(?:<\/tool_call>|(?=<tool_call>)|$)/g

/**
 * Every call of the text that `read` takes for a look; calls of other tools are left to the text. What is no JSON is read
 * roughly: the numbers are all that counts.
 */
export function callSpans(
  text: string,
  read: (call: Call) => Found | undefined,
  rough: (body: string) => Found | undefined,
): readonly Span[] {
  return matches(text, callPattern, (body) => {
    const call = callOf(jsonOf(body.trim()))
    if (call === undefined) return rough(body) ?? broken
    return read(call) ?? ('bbox_2d' in call.arguments ? broken : undefined)
  })
}

const broken: Found = { type: 'malformed', message: unreadable }

/** A value as a call: `arguments` may be a string of JSON (OpenAI), or be missing (then the rest are the arguments). */
export function callOf(value: unknown): Call | undefined {
  const record = recordOf(value)
  if (record === undefined) return undefined
  const { name, function: other, arguments: given, ...rest } = record
  const inner = typeof given === 'string' ? recordOf(jsonOf(given)) : recordOf(given)
  const called = typeof name === 'string' ? name : typeof other === 'string' ? other : ''
  return { name: called, arguments: inner ?? rest }
}

/** The box of a call's arguments; `bbox` is what DeepEyes' schema says and its examples do not. */
export function boxCall(call: Call): Extract<Found, { type: 'look' }> | undefined {
  const { bbox_2d, bbox, label } = call.arguments
  const numbers = numbersOf(bbox_2d ?? bbox)
  if (numbers === undefined) return undefined
  return { type: 'look', numbers, several: false, ...(typeof label === 'string' ? { label } : {}) }
}

/** Four numbers in brackets in something that should have been JSON. */
export function roughBox(body: string): Extract<Found, { type: 'look' }> | undefined {
  const found = /\[\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\]/.exec(body)
  const numbers = found === null ? undefined : numbersOf(found.slice(1, 5))
  return numbers === undefined ? undefined : { type: 'look', numbers, several: false, rough: true }
}

/** A call in the model's words. */
export function writeCall(name: string, args: string): string {
  return `<tool_call>\n{"name": "${name}", "arguments": {${args}}}\n</tool_call>`
}

/** The text form of native calls, for a family with one tool. `parameters`: its JSON schema. */
export function toolsOf(
  name: string,
  description: string,
  parameters: Tools['declared'][number]['parameters'],
): Tools {
  return {
    declared: [{ name, description, parameters }],
    write: (call) =>
      `<tool_call>\n{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments}}\n</tool_call>`,
    find: (text) => {
      const last = [...text.matchAll(callPattern)].at(-1)
      const body = (last?.[1] ?? '').trim()
      const call = callOf(jsonOf(body))
      if (last === undefined || call === undefined) return undefined
      const { index } = last
      return {
        start: index,
        end: index + last[0].length,
        call: { name: call.name, arguments: writtenArguments(body, call) },
      }
    },
  }
}

/** The arguments as the model wrote them, blanks included: a server's prefix cache knows them so. */
function writtenArguments(body: string, call: Call): string {
  const said = JSON.stringify(call.arguments)
  const written = body.slice(body.indexOf('{', 1), body.lastIndexOf('}')).trim()
  const same = recordOf(jsonOf(written))
  return same !== undefined && JSON.stringify(same) === said ? written : said
}
