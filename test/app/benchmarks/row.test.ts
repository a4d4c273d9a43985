/** Records as benchmark items, whatever their columns are called. */
import { describe, expect, test } from 'vitest'
import { imageColumns, itemOf, unique, type DataRecord } from '../../../app/benchmarks/row'
import { box } from '../../../app/geometry/box'
import type { Item } from '../../../app/metrics/metric'
import fc from '../../builders/properties'

function item(record: DataRecord, position = 0): Item {
  const read = itemOf(record, position, new Set())
  if (!read.ok) throw new Error(read.issues.map((i) => i.message).join())
  return read.value
}

describe('a record', () => {
  test.each<[string, DataRecord, Partial<Item>]>([
    [
      'of VLMEvalKit',
      { index: 7, question: 'Q', A: 'x', B: 'y', answer: 'B' },
      { id: '7', options: { A: 'x', B: 'y' }, answer: 'B' },
    ],
    [
      'with large letters in its columns',
      { Index: 7, Question: 'Q', Answer: 'a' },
      { id: '7', question: 'Q', answer: 'a' },
    ],
    ['without an id', { question: 'Q' }, { id: '4', answer: '' }],
    [
      'of a hub, with a list of choices',
      { question: 'Q', choices: ['x', 'y'], answer: 1 },
      { options: { A: 'x', B: 'y' }, answer: 'B' },
    ],
    [
      'with choices as Python writes them',
      { question: 'Q', options: "['x', 'y']", answer: 'A' },
      { options: { A: 'x', B: 'y' }, answer: 'A' },
    ],
    [
      'with marked choices',
      { question: 'Q', options: ['(A) x', '(B) y'], answer: 'A' },
      { options: { A: 'x', B: 'y' } },
    ],
    [
      'with one marked choice of two',
      { question: 'Q', options: ['(A) x', 'y'], answer: 'A' },
      { options: { A: '(A) x', B: 'y' } },
    ],
    [
      'with choices in a text',
      { question: 'Q', options: '(A) x (B) y', answer: '(B)' },
      { options: { A: 'x', B: 'y' }, answer: 'B' },
    ],
    [
      'with choices in its question',
      { question: 'Q?\n(A) x\n(B) y', answer: '(b)' },
      { options: { A: 'x', B: 'y' }, answer: 'B' },
    ],
    [
      'with marks in its question, and a free answer',
      { question: 'Q?\n(A) x\n(B) y', answer: 'x and y' },
      { options: {}, answer: 'x and y' },
    ],
    ['with several accepted answers', { question: 'Q', answers: ['a', 'b'] }, { answer: '["a","b"]' }],
    [
      'of VQA, with annotators',
      { question: 'Q', answers: [{ answer: 'a', id: 1 }, { answer: 'b' }] },
      { answer: '["a","b"]' },
    ],
    ['with a number for an answer', { question: 'Q', answer: 42 }, { answer: '42' }],
    [
      'with a large number',
      { question: 'Q', answer: 12345678901234567890n },
      { answer: '12345678901234567890' },
    ],
    ['with yes for an answer', { question: 'Q', answer: true }, { answer: 'true' }],
    ['of HallusionBench', { question: 'Q', gt_answer: '1' }, { answer: 'Yes' }],
    ['of HallusionBench, no', { question: 'Q', gt_answer: 0 }, { answer: 'No' }],
    ['with a number beyond its choices', { question: 'Q', choices: ['x'], answer: 3 }, { answer: '3' }],
    [
      'of MathVista, whose query has the hint',
      { question: 'Q', query: 'Hint: Q', answer_type: 'text', answer: 'a' },
      { question: 'Hint: Q' },
    ],
    ['with a query and no type of answer', { question: 'Q', query: 'no' }, { question: 'Q' }],
    ['with an empty question and a query', { question: '', query: 'Q' }, { question: 'Q' }],
    [
      'in Chinese',
      { question: '图中有什么？', A: '猫', B: '狗', answer: 'A' },
      { question: '图中有什么？', options: { A: '猫', B: '狗' } },
    ],
    [
      'with one empty letter column',
      { question: 'Q', A: 'x', B: 'y', C: '', D: null, answer: 'A' },
      { options: { A: 'x', B: 'y' } },
    ],
  ])('%s', (_name, record, expected) => expect(item(record, 4)).toMatchObject(expected))

  test.each<[string, DataRecord, string | undefined]>([
    ['its column', { question: 'Q', category: 'x' }, 'x'],
    ['its subject', { question: 'Q', subject: 'x' }, 'x'],
    ['its family before its split', { question: 'Q', family: 'x', split: 'val' }, 'x'],
    ['its split alone', { question: 'Q', split: 'val' }, 'val'],
    ['the metadata of MathVista', { question: 'Q', metadata: { category: 'x' } }, 'x'],
    ['an id of MMMU', { question: 'Q', id: 'validation_Art_Theory_7' }, 'Art_Theory'],
    ['no id of another kind', { question: 'Q', id: 'Art_Theory_7' }, undefined],
  ])('has a category by %s', (_name, record, category) => expect(item(record).category).toBe(category))

  test('has gold regions as four numbers each, in a list or as JSON', () => {
    expect(item({ question: 'Q', boxes: [[1, 2, 3, 4]] }).boxes).toEqual([box(1, 2, 3, 4)])
    expect(item({ question: 'Q', bboxs: '[[1, 2, 3, 4], [5, 6, 7, 8]]' }).boxes).toHaveLength(2)
    for (const boxes of [[[1, 2, 3]], [[1, 2, 3, 'x']], 'no', [1, 2, 3, 4], {}])
      expect(item({ question: 'Q', boxes })).not.toHaveProperty('boxes')
  })

  test('keeps its other columns as text, but no images and nothing without end', () => {
    const { fields } = item({
      question: 'Q',
      Hint: 'h',
      image: new Uint8Array(3),
      image_path: 'a.png',
      image_1: { bytes: 1 },
      long: 'x'.repeat(20_001),
      none: null,
      list: [1, 'a'],
      count: 3,
    })
    expect(fields).toEqual({ question: 'Q', hint: 'h', image_path: 'a.png', list: '[1,"a"]', count: '3' })
  })

  test('of MathVista knows the letter of its right choice, and what its metadata says', () => {
    const { fields } = item({
      question: 'Q',
      choices: ['1', '2'],
      answer: '2',
      metadata: { skills: ['logic'], Task: 't' },
    })
    expect(fields).toMatchObject({ answer_option: 'B', skills: '["logic"]', task: 't' })
    expect(
      item({ question: 'Q', choices: ['1'], answer: '1', answer_option: 'Z' }).fields['answer_option'],
    ).toBe('Z')
  })

  test.each<[DataRecord]>([
    [{}],
    [{ question: '' }],
    [{ question: null }],
    [{ answer: 'a' }],
    [{ image: 'x' }],
  ])('%j is none without a question, and says in which line', (record) => {
    const read = itemOf(record, 6, new Set())
    expect(read.ok).toBe(false)
    if (!read.ok)
      expect(read.issues).toMatchObject([{ line: 7, message: 'There is no question in this row.' }])
  })

  test('never throws, and has an id, whatever stands in it', () => {
    const name = fc.constantFrom(
      'index',
      'question',
      'answer',
      'A',
      'B',
      'choices',
      'boxes',
      'metadata',
      'image',
      '__proto__',
    )
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue({ maxDepth: 2 })), fc.nat(9), (record, position) => {
        const read = itemOf({ question: 'Q', ...record }, position, new Set())
        if (read.ok) expect(read.value.id).not.toBe('')
        else expect(read.issues).toHaveLength(1)
      }),
    )
  })
})

describe('ids', () => {
  test('taken already get a number, also where that one is taken', () => {
    const seen = new Set<string>()
    expect(['7', '7', '7#2', '7', '8'].map((id) => unique(id, seen))).toEqual([
      '7',
      '7#2',
      '7#2#2',
      '7#3',
      '8',
    ])
  })

  test('of a file are all different, whatever it has', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a#2', 'a#3', 'b')), (ids) => {
        const seen = new Set<string>()
        expect(new Set(ids.map((id) => unique(id, seen))).size).toBe(ids.length)
      }),
    )
  })
})

test.each([
  ['image', true],
  ['Image', true],
  ['image_path', true],
  ['decoded_image', true],
  ['image_12', true],
  ['images_dir', false],
  ['image_id', false],
  ['my_image', false],
])('a column called %s holds images: %s', (name, expected) => expect(imageColumns.test(name)).toBe(expected))
