/**
 * Which option a free text means. Source: open-compass/VLMEvalKit, `vlmeval/utils/matching_util.py` (`can_infer`, at e8e78f05);
 * quirks included, because published numbers have them. Older releases lack the rule `answer is X`.
 */
import { pythonLength, space, splitWords } from './python'

/** An option found, and by which rule. `Z` is a refusal. */
export interface InferredOption {
  readonly letter: string
  readonly rule: 'letter in the text' | 'refusal' | '“answer is”' | 'option’s text'
}

type Options = Readonly<Record<string, string>>

const refusals = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
]

/** The option meant by a text, if a rule can tell. */
export function inferOption(text: string, options: Options): InferredOption | undefined {
  return byLetter(text, options) ?? byText(text, options)
}

/** White space as Python's `\s` has it. */
const answerIs = new RegExp(`answer[${space}]+is[${space}]+\\**([ABCD])\\**`, 'i')

/** A lone option letter near the end, else “answer is X”. */
function byLetter(text: string, options: Options): InferredOption | undefined {
  if (text.includes('Failed to obtain answer via API')) return undefined
  if (refusals.some((r) => text.includes(r))) return { letter: 'Z', rule: 'refusal' }
  const split = splitWords(text.replace(/[.()[\],:;!*#{}]/g, ' '))
  const letters = Object.keys(options)
  const there = letters.filter((letter) => split.includes(letter))
  const only = there[0]
  if (there.length === 1 && only !== undefined) {
    // Only among the last four words: before that “A” is more often an article.
    if (split.indexOf(only) > split.length - 5) return { letter: only, rule: 'letter in the text' }
  } else if (there.length === 0 && split.includes('Z')) return { letter: 'Z', rule: 'refusal' }
  const said = answerIs.exec(text)?.[1]?.toUpperCase()
  return said !== undefined && letters.includes(said) ? { letter: said, rule: '“answer is”' } : undefined
}

/** The one option whose whole text stands in an answer that is not much longer than all options together. */
function byText(text: string, options: Options): InferredOption | undefined {
  const lower = text.toLowerCase()
  const total = Object.values(options).reduce((sum, option) => sum + pythonLength(option), 0)
  if (pythonLength(lower) > 2 * total) return undefined
  const found = Object.entries(options).filter(([, option]) => lower.includes(option.toLowerCase()))
  const [letter] = found[0] ?? []
  return found.length === 1 && letter !== undefined ? { letter, rule: 'option’s text' } : undefined
}

/**
 * Options written into a question: `(A) one (B) two`, `A. one`, in a row or on lines, capital or small. At least two, in
 * order from the first letter; else none. Letters come back as they are written.
 */
export function optionsIn(question: string): Options {
  for (const form of [/\(([A-Za-z])\)\s*/g, /(?:^|\n)[^\S\n]*([A-Z])[.:)]\s+/g]) {
    const marks = [...question.matchAll(form)]
    const run = inOrder(marks)
    if (run.length < 2) continue
    const found: [string, string][] = run.map((mark, i) => {
      const from = mark.index + mark[0].length
      const text = question.slice(from, run[i + 1]?.index ?? question.length)
      return [mark[1] ?? '', (text.split('\n')[0] ?? '').trim()]
    })
    return Object.fromEntries(found)
  }
  return {}
}

/** The last run of marks that counts A, B, C …: options come at the end of a question. */
function inOrder(marks: readonly RegExpExecArray[]): readonly RegExpExecArray[] {
  let best: RegExpExecArray[] = []
  let run: RegExpExecArray[] = []
  for (const mark of marks) {
    const at = (mark[1] ?? '').toUpperCase().charCodeAt(0) - 65
    if (at === 0) run = [mark]
    else if (at === run.length) run.push(mark)
    if (run.length >= 2) best = run
  }
  return best
}
