/** Rows that programs packed: lists as text inside a column, rows inside rows, samples of a harness. What is no packing stays as it is. */
import { describe, expect, test } from 'vitest'
import { literalOf, printedObjectOf } from '../../../app/formats/literal'
import { unfolded } from '../../../app/formats/unfold'
import { likeliest, traceIn } from '../../builders/format-rows'

describe('lists and objects as text', () => {
  const messages = [
    { role: 'user', content: 'What?' },
    { role: 'assistant', content: 'Red.' },
  ]

  test.each(['messages', 'conversations', 'conversation', 'message_list', 'images', 'objects', 'bboxs'])(
    'in the column %s are opened',
    (name) =>
      expect(unfolded({ [name]: JSON.stringify(messages), id: 1 })).toEqual({ [name]: messages, id: 1 }),
  )

  test('as Python prints them, too', () => {
    expect(unfolded({ images: "['a.png', None]", reward_model: "{'style': 'rule', 'n': True}" })).toEqual({
      images: ['a.png', null],
      reward_model: { style: 'rule', n: true },
    })
  })

  test('in other columns stay text, and so does what is broken', () => {
    const row = { response: '[1, 2]', images: '[a.png', objects: 'none', messages: '{"a": 1} and more' }
    expect(unfolded(row)).toEqual(row)
  })

  test('a row that holds nothing packed is the row itself', () => {
    const row = { messages, prompt: 'What?' }
    expect(unfolded(row)).toBe(row)
  })

  test('are opened once: the same row gives the same object', () => {
    const row = { messages: JSON.stringify(messages) }
    expect(unfolded(row)).toBe(unfolded(row))
  })
})

describe('columns of words that may be a dialogue', () => {
  const asked = [{ role: 'user', content: 'Find the cup.' }]
  const boxes = '[{"bbox_2d": [10, 20, 30, 40], "label": "cup"}]'

  test.each(['prompt', 'question', 'completion', 'chosen', 'rejected'])('%s with roles is opened', (name) => {
    expect(unfolded({ [name]: JSON.stringify(asked) })).toEqual({ [name]: asked })
    expect(unfolded({ [name]: JSON.stringify(asked[0]) })).toEqual({ [name]: asked[0] })
  })

  test.each(['prompt', 'question', 'completion', 'chosen', 'rejected'])(
    '%s that is JSON without roles is what somebody said',
    (name) => {
      for (const words of [boxes, '[]', '["a", "b"]', '{"answer": "red"}', '[1, 2]'])
        expect(unfolded({ [name]: words })).toEqual({ [name]: words })
    },
  )

  test('a completion of boxes in JSON is read as the reply it is', () => {
    const row = { prompt: 'Find the cup.', completion: boxes }
    expect(likeliest(row)).toBe('trl')
    expect(traceIn('trl', row)).toMatchObject({
      question: 'Find the cup.',
      turns: [{ type: 'model', text: boxes }],
    })
  })

  test('a rejected reply that found nothing is a reply', () => {
    const read = traceIn('trl', { prompt: 'Find the cup.', completion: '[]' })
    expect(read.turns).toEqual([{ type: 'model', text: '[]' }])
  })
})

describe('rows inside rows', () => {
  test("the data set viewer's row is the row", () => {
    const row = { question: 'What?', response: 'Red.' }
    expect(unfolded({ row_idx: 4, row, truncated_cells: [] })).toEqual(row)
    expect(unfolded({ row: 'a', row_idx: 4 })).toEqual({ row: 'a', row_idx: 4 })
    expect(unfolded({ row })).toEqual({ row })
  })

  test("a line of Anthropic's batches is what came back, under its id", () => {
    const message = { role: 'assistant', content: [{ type: 'text', text: 'Red.' }] }
    expect(unfolded({ custom_id: 'q-1', result: { type: 'succeeded', message } })).toEqual({
      id: 'q-1',
      messages: [message],
    })
    const failed = { custom_id: 'q-2', result: { type: 'errored', error: {} } }
    expect(unfolded(failed)).toEqual(failed)
  })

  test('the turns of a run, a line each, are its replies, about the image beside them', () => {
    expect(
      unfolded([
        { turn_idx: 0, text_output: 'a' },
        { turn_idx: 1, text_output: 'b' },
      ]),
    ).toEqual({
      responses: ['a', 'b'],
      image: 'original_image.jpg',
    })
    const other = [{ text_output: 'a' }, { text_output: 3 }]
    expect(unfolded(other)).toBe(other)
    expect(unfolded([])).toEqual([])
  })
})

describe('samples of lmms-eval', () => {
  const sample = {
    doc_id: 3,
    doc: { question: 'What colour?', category: 'attribute' },
    target: 'red',
    filtered_resps: ['Red.'],
    resps: [['Red. ']],
  }

  test('are the document with the reply, the target as its answer', () => {
    expect(unfolded(sample)).toEqual({
      question: 'What colour?',
      category: 'attribute',
      id: 3,
      answer: 'red',
      response: 'Red.',
    })
  })

  test('keep the scores that the harness gave beside', () => {
    expect(unfolded({ ...sample, mme_score: { score: 0 }, doc_hash: '00' })).toMatchObject({
      mme_score: { score: 0 },
      doc_hash: '00',
      response: 'Red.',
    })
  })

  test('the answer of the document counts before the target', () => {
    const doc = { question: 'What colour?', answer: 'crimson' }
    expect(unfolded({ ...sample, doc })).toMatchObject({ answer: 'crimson' })
  })

  test('without the document they say what was asked, and which images', () => {
    const bare = {
      doc_id: 3,
      input: 'What colour?',
      target: 'red',
      resps: [['Red.']],
      input_media: ['a.png'],
    }
    expect(unfolded(bare)).toEqual({
      question: 'What colour?',
      id: 3,
      answer: 'red',
      images: ['a.png'],
      response: 'Red.',
    })
  })

  test('a reply may be an object with its text; without any it is no sample', () => {
    expect(unfolded({ ...sample, filtered_resps: [{ text: 'Blue.' }] })).toMatchObject({ response: 'Blue.' })
    const none = { ...sample, filtered_resps: [], resps: [] }
    expect(unfolded(none)).toBe(none)
  })
})

describe('what Python prints', () => {
  test.each(['[1.2.3]', '[.]', '[1-2]', '[1_000]', '[0x10]', '[1j]', '[--1]'])('%s is no number', (text) =>
    expect(literalOf(text)).toBeUndefined(),
  )

  test.each<[string, unknown]>([
    ['[1., .5, -0.25, 1e-3, 007]', [1, 0.5, -0.25, 0.001, 7]],
    ['[nan, inf, -inf, None]', [null, null, null, null]],
    ["[b'a', u'b', r'c', f'd']", ['a', 'b', 'c', 'd']],
    ["['\\U0001F600', '\\ud83d\\ude00']", ['😀', '😀']],
    ["['a\\\nb']", ['ab']],
    ['{1: 2, None: 3}', { '1': 2, null: 3 }],
    ["{'__proto__': {'a': 1}}", JSON.parse('{"__proto__": {"a": 1}}')],
    ['()', []],
    ["('a' 'b')", undefined],
    ['[1, 2', undefined],
  ])('%s', (text, value) => expect(literalOf(text)).toEqual(value))

  test('objects are read only where they are asked for', () => {
    const text = "Call(id='t', function=Function(arguments='{}', name='spawn'), n=1, type=None)"
    expect(literalOf(text)).toBeUndefined()
    expect(printedObjectOf(text)).toEqual({
      id: 't',
      function: { arguments: '{}', name: 'spawn' },
      n: 1,
      type: null,
    })
    expect(printedObjectOf("Point(1, 'b', z=3)")).toEqual({ '0': 1, '1': 'b', z: 3 })
    expect(printedObjectOf('Empty()')).toEqual({})
    expect(printedObjectOf('Call(a=b)')).toBeUndefined()
    expect(printedObjectOf('Call(a=1')).toBeUndefined()
  })
})
