/**
 * Code in the argument of a tool call (`<tool_call>{"name": …, "arguments": {"code": "…", "image_index": 0}}</tool_call>`), with
 * where each of its characters stands in the JSON text around it. Knows no family.
 */
import { openStretchesIn, type OpenStretch } from '../../stretches'
import type { Block } from './blocks'

/** The calls of a text that hold code under this argument. */
export function codeCalls(text: string, argument: string): readonly Block[] {
  return [...openStretchesIn(text, '<tool_call>', '</tool_call>')].flatMap(
    (call) => callBlock(text, call, argument) ?? [],
  )
}

function callBlock(
  text: string,
  { start, from, to, end, closed }: OpenStretch,
  argument: string,
): Block | undefined {
  const body = text.slice(from, to)
  const key = body.indexOf(`"${argument}"`) + from
  if (key < from) return undefined
  // Of a list (`["bash", "-lc", "…"]`) the last text.
  const quote = /\s*:\s*(?:\[\s{0,9}(?:"[^"\\\n]{0,200}"\s{0,9},\s{0,9}){0,9})?"/y
  quote.lastIndex = key + argument.length + 2
  if (!quote.test(text) || quote.lastIndex > to) return undefined
  const { code, places } = jsonText(text, quote.lastIndex, to)
  const first = quote.lastIndex
  const last = places.at(-1) ?? first
  return {
    start,
    end,
    code,
    placeOf: (at) => places[at] ?? last,
    withCode: (other) =>
      text.slice(start, first) + JSON.stringify(other).slice(1, -1) + text.slice(last, end),
    whole: closed,
    ...imageIn(body),
  }
}

/** Which image a call is about; of one that cannot be parsed, by the words. */
function imageIn(body: string): { readonly picture?: number } {
  const index = /"image_index"\s*:\s*"?(\d{1,4})/.exec(body)?.[1]
  return index === undefined ? {} : { picture: Number(index) }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** A JSON string from behind its opening quote; `places` of its characters, and of its end last. */
function jsonText(
  text: string,
  from: number,
  to: number,
): { readonly code: string; readonly places: readonly number[] } {
  const letters: string[] = []
  const places: number[] = []
  let at = from
  while (at < to && text[at] !== '"') {
    places.push(at)
    const char = text.charAt(at)
    if (char !== '\\') {
      letters.push(char)
      at++
    } else if (text[at + 1] === 'u' && /^[\da-fA-F]{4}/.test(text.slice(at + 2, at + 6))) {
      letters.push(String.fromCharCode(parseInt(text.slice(at + 2, at + 6), 16)))
      at += 6
    } else {
      const letter = text.charAt(at + 1)
      letters.push(escapes[letter] ?? letter)
      at += 2
    }
  }
  places.push(Math.min(at, to))
  return { code: letters.join(''), places }
}
