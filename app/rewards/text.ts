/**
 * How rewards read a reply: answers, requests and lengths as Python reads them, because rewards run in Python trainers and
 * must give the same numbers here (`app/exports/grpo/rewards.py` is this file in Python). Every reading takes linear time:
 * a policy that collapses writes ten thousand open tags. Knows no reward.
 */
import { parsedJson } from '../json'
import { strip } from '../metrics/python'
import { stretchesIn } from '../stretches'

/**
 * The text in the last `<answer>…</answer>`, else the last line. Source: justgogorunrun/VLM-R3,
 * src/r1-v/src/open_r1/rgrpo.py, `acc_verifier`.
 */
export function answerIn(text: string): string {
  const tagged = [...stretchesIn(text, '<answer>', '</answer>')].at(-1)
  if (tagged !== undefined) return strip(tagged.inside)
  const plain = strip(text)
  return plain.slice(plain.lastIndexOf('\n') + 1)
}

/** What `re.findall(r"\{.*?\}", text, re.DOTALL)` finds: from each `{` to the next `}`, without overlap. */
export function bracesIn(text: string): readonly string[] {
  return [...stretchesIn(text, '{', '}')].map(({ start, end }) => text.slice(start, end))
}

/** More brackets than this are refused, before either language runs out of stack. */
const deepest = 500

/**
 * An object as Python's `json.loads` reads it, which takes NaN and Infinity; NaN becomes null here. Undefined where it
 * raises an error, and for absurdly nested lists.
 */
export function pythonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.split(/[[{]/).length - 1 > deepest) return undefined
  const value = parsedJson(withoutConstants(text))
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

/** NaN and Infinity outside of strings in words that JSON has. One pass: a string that never ends is looked through once. */
function withoutConstants(text: string): string {
  const token = /"|-?Infinity|NaN/g
  let plain = ''
  let from = 0
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [word] = found
    if (word === '"') {
      const end = endOfString(text, token.lastIndex)
      // No JSON then, whatever stands in it.
      if (end === undefined) break
      token.lastIndex = end
      continue
    }
    // With blanks: what was one word before must not become part of a number.
    const made = word === 'NaN' ? ' null ' : ` ${word.replace('Infinity', '1e999')} `
    plain += text.slice(from, found.index) + made
    from = token.lastIndex
  }
  return plain + text.slice(from)
}

/** Behind the quote that ends a string; undefined where it never ends. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return undefined
}

/** The four numbers of every `{"bbox_2d": [x1, y1, x2, y2], …}` of a reply, in order; others are no requests. */
export function requestsIn(text: string): readonly (readonly number[])[] {
  // Innermost objects: a tool call wraps the request in another one.
  return (text.match(/\{[^{}]*\}/g) ?? []).flatMap((one) => {
    if (!one.includes('bbox_2d')) return []
    const numbers = pythonObject(one)?.['bbox_2d']
    if (!Array.isArray(numbers) || numbers.length !== 4) return []
    const four = numbers as readonly unknown[]
    return four.every((n) => typeof n === 'number' && Number.isFinite(n)) ? [four as readonly number[]] : []
  })
}
