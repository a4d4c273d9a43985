/** The scanners under texts nobody has seen: nothing is lost beside noise, and nothing breaks. Their time is held by conformance/growth. */
import fc from '../../../builders/properties'
import { expect, test } from 'vitest'
import { groundingSpans } from '../../../../app/dialects/marks'
import type { Span } from '../../../../app/dialects'

const own = { space: 'input', order: 'xyxy' } as const
const read = (text: string) => groundingSpans(text, { own })

/** A region of each family with its numbers. */
const regions: readonly (readonly [string, readonly number[]])[] = [
  ['{"bbox_2d": [11, 12, 130, 140], "label": "cup"}', [11, 12, 130, 140]],
  ['{"point_2d": [15, 16], "label": "cup"}', [15, 16]],
  ['{"box_2d": [21, 22, 230, 240], "label": "it\'s a \\"cup\\""}', [21, 22, 230, 240]],
  ["{'bbox': (31, 32, 330, 340), 'label': 'cup'}", [31, 32, 330, 340]],
  ['<|ref|>cup<|/ref|><|det|>[[41, 42, 430, 440]]<|/det|>', [41, 42, 430, 440]],
  ['<ref>cup</ref><box>[[51, 52, 530, 540]]</box>', [51, 52, 530, 540]],
  ['<|box_start|>(61,62),(630,640)<|box_end|>', [61, 62, 630, 640]],
  ['<|begin_of_box|>[[71,72,730,740]]<|end_of_box|>', [71, 72, 730, 740]],
  ['<loc0081><loc0082><loc0830><loc0840> cup', [81, 82, 830, 840]],
  ['cup<loc_91><loc_92><loc_930><loc_940>', [91, 92, 930, 940]],
  ['<points coords="1 1 101 102">cup</points>', [101, 102]],
  ['<point x="11.1" y="11.2" alt="cup">cup</point>', [11.1, 11.2]],
  ["click(point='<point>121 122</point>')", [121, 122]],
  ['<bbox>131 132 1330 1340</bbox>', [131, 132, 1330, 1340]],
  ['<obj>cup</obj><box>[141,142,1430,1440]</box>at<t>3.0</t>s', [141, 142, 1430, 1440]],
]

/** What may stand around regions; nothing that claims what follows for itself. */
const noise = fc.constantFrom(
  ...[
    ' ',
    '\n',
    'I see it. ',
    '\n```json\n[',
    ']\n```\n',
    ', ',
    '<think>',
    '</think>',
    '<answer>',
    '</answer>',
  ],
  ...[
    '{',
    '}',
    '[',
    '(',
    '<',
    '>',
    '$\\frac{1}{2}$',
    '{1, 2',
    "it's ",
    '"',
    '“a” ',
    '\\',
    '# ',
    'é🤔',
    '1, 2, 3, 4',
  ],
  ...['<tool_call>', '</tool_call>', '</box>', '<|/det|>', '<|end_of_box|>', 'bbox_2d ', '[x1, y1, x2, y2]'],
)

function checkPlaces(text: string, spans: readonly Span[]): void {
  let at = 0
  for (const { start, end } of spans) {
    expect([start >= at, end >= start, end <= text.length]).toEqual([true, true, true])
    at = end
  }
}

test('finds every region between any noise, in order', () => {
  const text = fc.array(fc.tuple(fc.array(noise, { maxLength: 4 }), fc.constantFrom(...regions)), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(text, (pieces) => {
      const whole = pieces.map(([around, [region]]) => `${around.join('')}\n${region}\n`).join('')
      const spans = read(whole)
      checkPlaces(whole, spans)
      const found = spans.flatMap((s) => (s.type === 'look' ? [s.numbers] : []))
      expect(found).toEqual(pieces.map(([, [, numbers]]) => numbers))
    }),
    { numRuns: 3000 },
  )
})

test('takes any mutation without losing its place', () => {
  const edit = fc.tuple(fc.nat(400), fc.nat(12), fc.oneof(noise, fc.string({ maxLength: 5 })))
  const text = fc.array(fc.constantFrom(...regions.map(([region]) => region)), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(text, fc.array(edit, { maxLength: 5 }), (pieces, edits) => {
      const whole = edits.reduce(
        (t, [at, cut, put]) => t.slice(0, at) + put + t.slice(at + cut),
        pieces.join(' '),
      )
      const spans = read(whole)
      checkPlaces(whole, spans)
      for (const span of spans)
        if (span.type === 'look')
          expect([2, 4].includes(span.numbers.length) && span.numbers.every(Number.isFinite)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('a text that is cut off anywhere keeps what was whole before', () => {
  const whole = regions.map(([region]) => region).join('\n')
  const ends = regions.reduce<number[]>(
    (all, [region]) => [...all, (all.at(-1) ?? -1) + 1 + region.length],
    [],
  )
  for (let end = 0; end <= whole.length; end++) {
    const spans = read(whole.slice(0, end))
    checkPlaces(whole.slice(0, end), spans)
    const complete = ends.filter((e) => e <= end).length
    const found = spans.flatMap((s) => (s.type === 'look' ? [s.numbers] : []))
    expect(found.slice(0, complete)).toEqual(regions.slice(0, complete).map(([, numbers]) => numbers))
  }
})

test.each(regions)('a number no computer holds leaves %s unread, and is told', (region, [first = 0]) => {
  const endless = `${'9'.repeat(400)}${String(first).slice(-1)}`
  const whole = region.replace(String(first), endless)
  const spans = read(whole)
  checkPlaces(whole, spans)
  expect(spans.flatMap((s) => (s.type === 'look' ? [s.numbers] : []))).toEqual([])
  if (!region.includes('loc')) expect(spans.map((s) => s.type)).toContain('malformed')
})
