/** Replies as a policy writes them at its best and at its worst, drawn from a seed: for parity of rewards with Python. */
import fc from './properties'
import { box } from '../../app/geometry/box'
import { looksOf } from '../../app/rewards/dump'
import type { RewardContext, Rollout } from '../../app/rewards/rollout'
import { answerIn } from '../../app/rewards/text'

/** A drawn reply with what it was asked. */
export interface Drawn {
  readonly rollout: Rollout
  readonly asked: RewardContext
}

const answers = [
  'Yes, it is.',
  'Yes and no',
  'The 2 cats!',
  'isnt it?',
  "Two cat's",
  'No.',

  '47',
  'a',
  'A',
  'b',
  'red',
  'crimson',
  '12',
  '12/03/24',
  'ß',
  'Ä',
  '',
  ' 47 ',
  '東京 / x',
  '4\n7',
  '😀',
]
const golds = [
  'Yes',
  'no',
  'two cats',
  "isn't it",
  '47',
  'a',
  'b',
  'red/crimson',
  '12/03/24',
  ' 47 ',
  'ß/x/47',
  '東京',
  'A/b',
  '😀',
  'Ä',
]
/** What Python and JavaScript take for space differently, and what neither does. */
const spaces = [
  ' ',
  '\n',
  '\t',
  '\r\n',
  '\u00a0',
  '\u001c',
  '\u0085',
  '\ufeff',
  '\u2028',
  '\u3000',
  '\u200b',
  '\u180e',
]
const texts = [
  'I look.',
  'It says "47".',
  '東京タワー',
  '😀👩‍👩‍👧',
  'e\u0301',
  '\ud800',
  'ǅ İ',
  '{"a": 1}',
  '```json\n',
  '\\{',
  'bbox',
]
const tags = [
  '<think>',
  '</think>',
  '<answer>',
  '</answer>',
  '<thi<think>nk>',
  '<answer',
  '</answer>\n',
  '<tool_call>',
]
const numbers = [
  '0',
  '1',
  '8',
  '16',
  '80',
  '364',
  '365',
  '999',
  '-3',
  '-0',
  '0.5',
  '12.75',
  '1e2',
  '1e400',
  '-1e400',
  '1e-400',
  'NaN',
  'Infinity',
  '-Infinity',
  '-NaN',
  '1Infinity',
  '01',
  '1.',
  'true',
  'null',
  '"8"',
  '[8]',
  '9'.repeat(400),
  '9'.repeat(4000),
  '"NaN"',
  '.5',
]

const word = fc.constantFrom(...numbers)
const four: fc.Arbitrary<readonly (string | number)[]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(200), fc.nat(140), fc.integer({ min: -2, max: 170 }), fc.integer({ min: -2, max: 150 }))
      .map(([x, y, width, height]) => [x, y, x + width, y + height]),
  },
  { weight: 2, arbitrary: fc.tuple(word, word, word, word) },
)
const list = fc.oneof(
  { weight: 8, arbitrary: four.map((one) => `[${one.join(', ')}]`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '[]',
      '[1, 2, 3]',
      '[1, 2, 3, 4, 5]',
      '{}',
      '7',
      '[8, 16, 80, 64',
      '8, 16, 80, 64]',
    ),
  },
)
const request = fc.tuple(list, fc.nat(15)).map(([box, shape]) => {
  switch (shape) {
    case 0:
      return `{"bbox_2d":${box}}`
    case 1:
      return `{"bbox_2d": ${box}, "label": "a}b"}`
    case 2:
      return `{"label": "\\"NaN\\" \\u00e9", "bbox_2d": ${box}}`
    case 3:
      return `<tool_call>{"name": "zoom", "arguments": {"bbox_2d": ${box}, "label": "x"}}</tool_call>`
    case 4:
      return `{"bbox_2d": [1, 2, 3, 4], "bbox_2d": ${box}}`
    case 5:
      return `{"bbox": ${box}}`
    case 6:
      return `{ "bbox_2d" :\n${box}\n}`
    case 7:
      return `{'bbox_2d': ${box}}`
    case 8:
      return `{"bbox_2d": ${box}`
    default:
      return `{"bbox_2d": ${box}}`
  }
})
const piece = fc.oneof(
  { weight: 4, arbitrary: request },
  { weight: 3, arbitrary: fc.constantFrom(...texts) },
  { weight: 3, arbitrary: fc.constantFrom(...spaces) },
  { weight: 1, arbitrary: fc.constantFrom('{', '}', '[', ']', '"', '\\') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
)
/** Stands for an accepted answer. */
const accepted = '§'
const answer = fc.oneof(fc.constant(accepted), fc.constantFrom(...answers))
const whole = fc.tuple(
  fc.array(piece, { maxLength: 8 }),
  answer,
  fc.constantFrom('', '\n', ' ', '\n\n', ' more', '\u001c', '\ufeff'),
)
const reply = fc.oneof(
  {
    weight: 6,
    arbitrary: whole.map(([p, a, tail]) => `<think>${p.join('')}</think>\n<answer>${a}</answer>${tail}`),
  },
  { weight: 2, arbitrary: whole.map(([p, a, tail]) => `<think>${p.join('')}\n<answer>${a}</answer>${tail}`) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(piece, fc.constantFrom(...tags), answer), { maxLength: 14 })
      .map((p) => p.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom(...collapsed()) },
)

/** What a policy that has collapsed writes. */
function collapsed(): string[] {
  return [
    '',
    '<answer>'.repeat(3000),
    '</answer>'.repeat(3000),
    `<answer>${'<answer>'.repeat(50)}47</answer>`,
    '{'.repeat(20_000),
    '{"bbox_2d": [1, 2, 3, 4]}\n'.repeat(800),
    `{"bbox_2d": ${'['.repeat(600)}${']'.repeat(600)}}`,
    `{"bbox_2d": ${'['.repeat(300)}${']'.repeat(300)}}<answer>47</answer>`,
    `${'{"a":'.repeat(900)}1}`,
    `<think>${'very long 東 '.repeat(9000)}</think><answer>47</answer>`,
    `a${' '.repeat(50_000)}b`,
    '<think></think><answer></answer>'.repeat(40),
  ]
}

const side = fc.integer({ min: 1, max: 1200 })
const edge = fc.double({ min: -50, max: 1300, noNaN: true })
const part = fc.double({ min: 0, max: 1, noNaN: true })
/** In the picture; or anything. */
const boxes = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(part, part, part, part)
        .map((p) => [p[0] / 2, p[1] / 2, 0.5 + p[2] / 2, 0.5 + p[3] / 2]),
    },
    { weight: 1, arbitrary: fc.tuple(edge, edge, edge, edge) },
  ),
  { maxLength: 3 },
)
const frame = fc.constantFrom([364, 280], [364, 280], [28, 28], [1, 1], [1000, 1000], [1204, 812])

/** One reply. */
const drawn = fc
  .record({
    text: reply,
    gold: fc.array(fc.constantFrom(...golds), { minLength: 1, maxLength: 2 }),
    width: side,
    height: side,
    frame,
    boxes,
    source: fc.constantFrom(undefined, 'textvqa', 'textvqa', 'MMK12'),
    verdict: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined, freq: 2 }),
  })
  .map(({ text: written, gold, ...rest }) => ({
    ...rest,
    gold,
    text: written.replaceAll(accepted, gold[0]?.split('/').at(-1) ?? ''),
  }))
  .map(({ text, gold, width, height, frame: [fw = 1, fh = 1], boxes: given, verdict, source }): Drawn => ({
    rollout: {
      id: 'r',
      text,
      segments: [text],
      looks: looksOf(text),
      answer: answerIn(text),
      ...(verdict === undefined ? {} : { verdict }),
    },
    asked: {
      question: '',
      ...(source === undefined ? {} : { source }),
      gold,
      size: { width, height },
      frame: { width: fw, height: fh },
      boxes: given.map(([a = 0, b = 0, c = 0, d = 0]) => {
        const [x, y] = Math.max(a, b, c, d) > 1 ? [1, 1] : [width, height]
        return box<'image'>(a * x, b * y, c * x, d * y)
      }),
    },
  }))

/** The same replies for the same seed. */
export function drawReplies(count: number, seed: number): readonly Drawn[] {
  return fc.sample(drawn, { numRuns: count, seed })
}
