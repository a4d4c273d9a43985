/**
 * How the VQA challenge makes answers comparable: punctuation, number words, articles, contractions. Source: VLMEvalKit
 * `vqa_eval.py` (`process_answer`) and `smp/misc.py` (`process_punctuation`), after GT-Vision-Lab/VQA `vqaEval.py`.
 */
import { strip, splitWords } from './python'

/** Punctuation, in the order in which it is taken away. */
export const marks = [
  ';',
  '/',
  '[',
  ']',
  '"',
  '{',
  '}',
  '(',
  ')',
  '=',
  '+',
  '\\',
  '_',
  '-',
  '>',
  '<',
  '@',
  '`',
  ',',
  '?',
  '!',
]
/** Words without weight. */
export const articles = new Set(['a', 'an', 'the'])
const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
/** Number words as digits. */
export const digits = new Map<string, string>([
  ['none', '0'],
  ...numbers.map((word, i) => [word, String(i)] as const),
])

/** Contractions that are recognised without their apostrophe. */
const single =
  "ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd how'll how's isn't it'd it'll " +
  "ma'am mightn't might've mustn't must've needn't o'clock oughtn't shan't should've shouldn't that's there'd there're there's " +
  "they'd they'll they're they've wasn't we've weren't what'll what're what's what've when's where'd where's where've who'd " +
  "who'll who's who've why'll why're why's won't would've wouldn't y'all you'd you'll you're you've someone'd someone'll " +
  "someone's something'd something'll"
/** Contractions of three words: recognised when either apostrophe is missing. */
const double =
  "couldn't've hadn't've he'd've it'd've mightn't've she'd've shouldn't've someone'd've something'd've there'd've they'd've " +
  "we'd've who'd've wouldn't've y'all'll y'all'd've you'd've somebody'd've"
/** What does not follow the pattern, as the reference's table has it. */
const odd: Readonly<Record<string, string>> = {
  "ow's'at": "'ow's'at",
  "'ows'at": "'ow's'at",
  "'ow'sat": "'ow's'at",
  "somebody'd": 'somebodyd',
  somebodyll: "somebody'll",
  somebodys: "somebody's",
  twas: "'twas",
  "y'allll": "y'all'll",
  "yall'd've": "y'all'd've",
  "y'alld've": "y'all'd've",
  "y'all'dve": "y'all'd've",
  "yall'll": "y'all'll",
}
/** Contractions by how they are written without an apostrophe. */
export const contractions = new Map<string, string>([
  ...single.split(' ').map((word) => [word.replace("'", ''), word] as const),
  ...double.split(' ').flatMap((word) => withoutOne(word).map((key) => [key, word] as const)),
  ...Object.entries(odd),
])

/** The word with its first, and with its last apostrophe missing. */
function withoutOne(word: string): readonly string[] {
  const last = word.lastIndexOf("'")
  return [word.replace("'", ''), word.slice(0, last) + word.slice(last + 1)]
}

/** An answer as the VQA metric compares it. */
export function normalise(answer: string): string {
  const line = strip(answer.replaceAll('\n', ' ').replaceAll('\t', ' '))
  return splitWords(withoutPunctuation(line).toLowerCase())
    .map((word) => digits.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => contractions.get(word) ?? word)
    .join(' ')
}

/**
 * Marks go: beside a space, or anywhere in a text with a number like `1,000`, without trace; else they become a space. Full
 * stops that touch no digit go, the first 32 of them (upstream passes a flag where a count belongs).
 */
export function withoutPunctuation(text: string): string {
  const thousands = /\p{Nd},\p{Nd}/u.test(text)
  let out = text
  for (const mark of marks) {
    const beside = text.includes(`${mark} `) || text.includes(` ${mark}`)
    out = out.replaceAll(mark, beside || thousands ? '' : ' ')
  }
  let stops = 0
  return out.replace(/(?<!\p{Nd})\.(?!\p{Nd})/gu, (stop) => (++stops > 32 ? stop : ''))
}
