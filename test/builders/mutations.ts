/** Texts and rows changed at random places, as copying, cutting, encoding and models themselves break them. */
import type { Dialect, Span } from '../../app/dialects'
import type { Random } from '../soak/random'
import { anyRegion, oddSize } from './dialogues'
import { written } from './reading'

const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '"',
    "'",
    '\\',
    '`',
    ',',
    ':',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '\u0000',
    '\u2028',
  ],
  ...[
    '0',
    '-',
    '.',
    'e9',
    'NaN',
    'null',
    'é',
    '图',
    '😀',
    '\ud83d',
    '\ude00',
    '\ufeff',
    '//',
    '#',
    '/*',
    '*/',
    '```',
    '"""',
  ],
  ...[
    '<think>',
    '</think>',
    '<answer>',
    '</answer>',
    '<tool_call>',
    '</tool_call>',
    '<code>',
    '</code>',
    '"bbox_2d": [',
  ],
]

/** One change at one place; `all`: what may be put in. */
export function changed(text: string, random: Random, all = pieces): string {
  const at = random.below(text.length + 1)
  const end = Math.min(text.length, at + 1 + random.below(random.pick([1, 3, 30])))
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end)
    case 1:
      return text.slice(0, end) + text.slice(at)
    case 2:
      return text.slice(0, at) + random.pick(all) + text.slice(at)
    case 3:
      return text.slice(0, at) + random.pick(all) + text.slice(end)
    default:
      return text.slice(0, at) + text.slice(at, end).split('').reverse().join('') + text.slice(end)
  }
}

/** What a broken request may hold that opens nothing of its own: letters, digits, and halves of quotes and brackets. */
const small = pieces.filter((p) => p.length === 1)

/**
 * Three requests with words between them, one broken: which of the other two is not read as it was; undefined where both are. A
 * change inside a request costs that request at the most.
 */
export function regionKept(dialect: Dialect, random: Random): string | undefined {
  const size = oddSize(random)
  const frame = dialect.overview('i', size, dialect.budgets).size
  const requests = [0, 1, 2].map(() => written(dialect, anyRegion(size, random), size, frame))
  const context = { pictures: [{ size }], asked: 1 }
  const which = random.below(3)
  const told = (texts: readonly string[]) => texts.map((t, i) => `Look ${i} here. ${t}\n`).join('')
  const whole = told(requests.map((r) => r.text))
  const before = looksOf(dialect.spans(whole, context))
  const texts = requests.map((r) => r.text)
  const text = told(texts.map((t, i) => (i === which ? changed(t, random, small) : t)))
  const after = looksOf(dialect.spans(text, context))
  const lost = before.filter((look, i) => i !== which && !after.includes(look))
  if (before.length !== 3) return `three requests are read as ${before.length}: ${JSON.stringify(whole)}`
  return lost.length === 0 ? undefined : `${lost.join(' and ')} lost: ${JSON.stringify(text)}`
}

function looksOf(spans: readonly Span[]): readonly string[] {
  return spans.flatMap((s) => (s.type === 'look' ? [s.numbers.join()] : []))
}
