/**
 * Mulberry: `### Image Description:`, `### Rationales:`, `### Let's think step by step.`, `### Step n:`, `### The final answer is:`.
 * No regions of its own, Qwen's JSON is read where there is any. Source: HJYao00/Mulberry, README.md (reasoning record).
 */
import type { Span } from './dialect'
import { jsonBox, namingDialect } from './naming'

/** Mulberry: steps of text under headings, without boxes. */
export const mulberry = namingDialect({
  id: 'mulberry',
  name: 'Mulberry',
  space: 'image',
  checkpoints: /mulberry/i,
  answers,
  writeBox: jsonBox,
  writeAnswer: (text) => `### The final answer is: ${text}`,
})

/** Everything after the last mark; a heading that follows would be another text. */
function answers(text: string): readonly Span[] {
  const last = [...text.matchAll(/#{2,3} ?The final answer is:?/gi)].at(-1)
  if (last === undefined) return []
  const from = last.index + last[0].length
  return [{ type: 'answer', start: last.index, end: text.length, text: text.slice(from).trim() }]
}
