/**
 * What looks like a region and says neither whose it is nor what it counts in: four numbers in brackets among words (as CogVLM,
 * Shikra, Ferret write theirs), Kosmos' `<patch_index_0044>`, MiniGPT-v2's `{<25><30><60><70>}`. Told, never drawn: only for
 * dialogues of no known family. Sources: THUDM/CogVLM, README.md; shikras/shikra, README.md; microsoft/unilm, kosmos-2;
 * Vision-CAIR/MiniGPT-4, README.md.
 */
import type { Span } from '../dialect'
import { answerSpan, thinkingEnd } from '../spans'

const number = String.raw`\s{0,5}(-?\d{1,5}(?:\.\d{1,8})?)\s{0,5}`
const suspect = new RegExp(
  [
    // Neither an index nor the value of a name.
    String.raw`(?<![\w\])"'=:[]|[:=]\s)\[{1,2}${[number, number, number, number].join(',')}\]{1,2}`,
    String.raw`(?:<grounding>\s{0,5})?(?:<phrase>[^<]{0,300}</phrase>\s{0,5})?<object>(?:<(?:patch_index_\d{1,4}|/delimiter_of_multi_objects/)>){2,99}</object>`,
    String.raw`\{<\d{1,3}><\d{1,3}><\d{1,3}><\d{1,3}>\}`,
  ].join('|'),
  'g',
)

/**
 * Every such place outside of what was read, in order. In what would be the answer they stand before it, without any text: words and numbers of an answer
 * are not taken apart for a suspicion.
 */
export function suspectSpans(text: string, taken: readonly Span[]): readonly Span[] {
  const answer = answerAt(text)
  let next = 0
  return [...text.matchAll(suspect)].flatMap((m): readonly Span[] => {
    if (m[1] !== undefined && !isBox(m.slice(1, 5).map(Number))) return []
    const { index: start } = m
    const end = start + m[0].length
    while ((taken[next]?.end ?? Infinity) <= start) next++
    if ((taken[next]?.start ?? Infinity) < end) return []
    const place = start >= answer && !isMark(m[0]) ? { start: answer, end: answer } : { start, end }
    const message = `“${m[0].slice(0, 80)}” looks like a region, but nothing says in which unit it is written.`
    return [{ type: 'malformed', ...place, message }]
  })
}

/** Marks of a family are never an answer. */
function isMark(found: string): boolean {
  return found.includes('<')
}

/** Two corners in order, larger than what lists of small numbers would be. */
function isBox([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  const shares = [a, b, c, d].every((n) => n >= 0 && n <= 1)
  return c > a && d > b && (shares || Math.max(c, d) > 20)
}

/** Where the answer would begin: at its mark, else behind the thinking. */
function answerAt(text: string): number {
  const [marked] = answerSpan(text)
  return marked?.start ?? thinkingEnd(text)
}
