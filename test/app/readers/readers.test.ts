/** Named readers: calls of tools nobody knows, records nobody knows, and what a person is shown to point at. */
import { describe, expect, test } from 'vitest'
import { traceSteps } from '../../../app/formats/steps'
import type { ForeignTrace } from '../../../app/formats'
import { openAi } from '../../../app/formats/openai'
import { fieldsIn, pathParts, standingAt } from '../../../app/readers/path'
import { readerOf, type NamedReader } from '../../../app/readers/reader'
import { withReader } from '../../../app/readers/record-format'
import { suggestReader } from '../../../app/readers/suggest'
import { must } from '../../builders/must'

const image = { id: 'i', name: 'a.png', bytes: 1, width: 2000, height: 1000 }

/** The looks of a trace on an image of 2000 × 1000. */
function looksOf(trace: ForeignTrace) {
  const { steps } = traceSteps(trace, { pictures: trace.images.map(() => image), at: 0 })
  return steps.flatMap((s) => (s.type === 'look' ? [s] : []))
}

function reader(value: Omit<NamedReader, 'relookReader' | 'name'>): NamedReader {
  const read = readerOf({ relookReader: 1, name: 'mine', ...value })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.value
}

/** The first trace of a row. */
function parsed(
  row: unknown,
  by: NamedReader,
  format = undefined as typeof openAi | undefined,
): ForeignTrace {
  const read = must(withReader(format, by)).parse(row)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return must(read.value[0])
}

describe('calls of a tool nobody knows', () => {
  const row = (call: object) => ({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', image: 'a.png' },
          { type: 'text', text: 'What?' },
        ],
      },
      { role: 'assistant', content: `I look.\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>` },
    ],
  })
  const call = (args: object) => row({ name: 'my_zoom', arguments: args })

  test('are unread regions, until a reader says what they are', () => {
    const given = call({ zone: [100, 200, 300, 400], note: 'sign' })
    const plain = openAi.parse(given)
    expect(looksOf(must(plain.ok ? plain.value[0] : undefined))).toEqual([])
    const mine = reader({ calls: [{ tool: 'my_zoom', box: 'zone', label: 'note', space: 'per-mille' }] })
    expect(looksOf(parsed(given, mine, openAi))).toMatchObject([
      {
        label: 'sign',
        region: { left: 200, top: 200, right: 600, bottom: 400 },
        request: { numbers: [100, 200, 300, 400] },
      },
    ])
  })

  test('may have four arguments, y first, sides, deep places, image numbers from 1, and a star in their name', () => {
    const at = (rule: object, args: object) =>
      looksOf(
        parsed(
          call(args),
          reader({ calls: [{ tool: 'my_*', ...rule }] as NonNullable<NamedReader['calls']> }),
          openAi,
        ),
      ).map((l) => [l.region.left, l.region.top, l.region.right, l.region.bottom])
    expect(at({ box: ['a', 'b', 'c', 'd'], space: 'image' }, { a: 1, b: 2, c: 30, d: 40 })).toEqual([
      [1, 2, 30, 40],
    ])
    expect(at({ box: 'q', space: 'per-mille', order: 'yxyx' }, { q: [100, 200, 300, 400] })).toEqual([
      [400, 100, 800, 300],
    ])
    expect(at({ box: 'q', space: 'image', order: 'xywh' }, { q: [10, 20, 100, 50] })).toEqual([
      [10, 20, 110, 70],
    ])
    expect(at({ box: 'q.r[1]', space: 'unit' }, { q: { r: [0, [0, 0, 0.5, 1]] } })).toEqual([
      [0, 0, 1000, 1000],
    ])
    expect(
      at({ box: 'q', image: 'pic', imageFrom: 1, space: 'image' }, { q: [1, 2, 30, 40], pic: 1 }),
    ).toEqual([[1, 2, 30, 40]])
  })

  test('that cannot be read with it are told', () => {
    const mine = reader({ calls: [{ tool: 'my_zoom', box: 'zone', space: 'image' }] })
    const trace = parsed(call({ zone: [1, 2, 3] }), mine, openAi)
    const { steps } = traceSteps(trace, { pictures: trace.images.map(() => image), at: 0 })
    expect(steps).toContainEqual(
      expect.objectContaining({ kind: expect.objectContaining({ type: 'unread' }) as unknown }),
    )
  })

  test('of numbers below one stay what the reader says', () => {
    const mine = reader({ calls: [{ tool: 'my_zoom', box: 'zone', space: 'percent' }] })
    expect(looksOf(parsed(call({ zone: [0, 0, 0.5, 0.5] }), mine, openAi))[0]?.region).toMatchObject({
      right: 10,
      bottom: 5,
    })
  })
})

describe('a record nobody knows', () => {
  const record = {
    meta: { task: { q: 'What is it?' }, 'odd.name': 7 },
    pics: [{ path: 'a.png' }],
    outputs: ['I see {"bbox_2d": [1, 2]} no more.', 'It is red.'],
    found: [
      { zone: [100, 200, 300, 400], name: 'sign' },
      { zone: { x: 10, y: 20, width: 30, height: 40 }, name: 'dot' },
    ],
    truth: ['red', 'Red'],
  }
  const mine = reader({
    record: {
      question: 'meta.task.q',
      image: 'pics[*]',
      text: 'outputs[*]',
      gold: 'truth',
      boxes: { at: 'found[*].zone', label: 'found[*].name', space: 'image' },
    },
  })

  test('is read by the places a person pointed at', () => {
    const trace = parsed(record, mine)
    expect(trace).toMatchObject({
      question: 'What is it?',
      images: [{ type: 'path', path: 'a.png' }],
      gold: ['red', 'Red'],
      turns: [
        { type: 'model' },
        { type: 'model' },
        { type: 'look', label: 'sign' },
        { type: 'look', label: 'dot' },
      ],
    })
    expect(looksOf(trace).slice(-2)).toMatchObject([
      { region: { left: 100, top: 200, right: 300, bottom: 400 } },
      { region: { left: 10, top: 20, right: 40, bottom: 60 } },
    ])
  })

  test('may hold a dialogue, expected regions, and is kept whole beside', () => {
    const trace = parsed(
      {
        talk: [
          { role: 'user', content: 'Why?' },
          { role: 'assistant', content: 'So.' },
        ],
        want: [1, 2, 3, 4],
        more: 1,
      },
      reader({ record: { dialogue: 'talk', boxes: { at: 'want', space: 'image', use: 'gold' } } }),
    )
    expect(trace).toMatchObject({
      question: 'Why?',
      goldBoxes: [{ numbers: [1, 2, 3, 4], space: 'image' }],
      meta: { more: 1 },
    })
  })

  test('without any of it is an issue, not an exception', () => {
    for (const value of [null, 1, 'x', [], {}, { meta: 1 }])
      expect(must(withReader(undefined, mine)).parse(value).ok).toBe(false)
  })

  test('is shown with its fields, and a beginning is guessed', () => {
    const fields = fieldsIn(record)
    expect(fields.map((f) => f.path)).toEqual(
      expect.arrayContaining([
        'meta.task.q',
        'meta["odd.name"]',
        'pics[*].path',
        'found[*].zone',
        'found[*].name',
        'truth',
      ]),
    )
    for (const { path } of fields) expect([path, standingAt(record, path).length > 0]).toEqual([path, true])
    const guess = suggestReader(
      { question: 'What?', image_path: 'a.png', response: 'Red.', pred_box: [1, 2, 3, 4], answer_gt: 'red' },
      'x',
    )
    expect(guess.record).toEqual({
      question: 'question',
      image: 'image_path',
      text: 'response',
      boxes: { at: 'pred_box', space: 'image' },
    })
    expect(readerOf(guess).ok).toBe(true)
  })
})

describe('a reader', () => {
  test.each([
    ['no object', 7],
    ['nothing said', { relookReader: 1, name: 'x' }],
    ['a name that is a path', { relookReader: 1, name: '../x', record: {} }],
    ['another version', { relookReader: 2, name: 'x', record: { text: 'a' } }],
    ['a field nobody knows', { relookReader: 1, name: 'x', record: { text: 'a' }, extra: 1 }],
    [
      'a space nobody knows',
      { relookReader: 1, name: 'x', calls: [{ tool: 'a', box: 'b', space: 'miles' }] },
    ],
    ['a broken path', { relookReader: 1, name: 'x', record: { text: 'a[' } }],
  ])('of %s is refused, and why', (_, value) => {
    const read = readerOf(value)
    expect(read.ok).toBe(false)
    expect(read.issues[0]?.message.length).toBeGreaterThan(5)
  })

  test('names places by paths', () => {
    expect(pathParts('a.b[0][*]["c.d"].e')).toEqual(['a', 'b', 0, '*', 'c.d', 'e'])
    expect(pathParts('$')).toEqual([])
    expect(pathParts('$[*].a')).toEqual(['*', 'a'])
    expect(['a[', '', 'a[x]', 'a["b]'].map(pathParts)).toEqual([undefined, undefined, undefined, undefined])
    expect(standingAt([{ a: 1 }, { b: 2 }, { a: 3 }], '$[*].a')).toEqual([
      { value: 1, at: [0] },
      { value: 3, at: [2] },
    ])
  })
})
