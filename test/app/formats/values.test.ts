/** Looks into foreign values: what counts as a number, a word, an answer, an image, and what is none. */
import { describe, expect, test } from 'vitest'
import {
  answersOf,
  fieldsOf,
  firstNamed,
  firstWord,
  imageOf,
  imagesOf,
  isFields,
  listOf,
  numberOf,
  numbersOf,
  restOf,
  textOf,
  usedOf,
  verdictIn,
  wordOf,
} from '../../../app/formats/values'

const path = (name: string) => ({ type: 'path', path: name })
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const bare = `iVBORw0KGgo${'AbC+'.repeat(40)}`

describe('objects and lists', () => {
  test('an object is neither a list nor bytes nor nothing', () => {
    expect([{}, { a: 1 }].every(isFields)).toBe(true)
    expect([[], new Uint8Array(1), null, undefined, 'a', 1].some(isFields)).toBe(false)
  })

  test('what is another thing is an empty one', () => {
    expect(fieldsOf([1])).toEqual({})
    expect(fieldsOf(new Uint8Array(2))).toEqual({})
    expect(listOf({ 0: 'a', length: 1 })).toEqual([])
    expect(listOf('ab')).toEqual([])
  })
})

describe('numbers', () => {
  test.each<[unknown, number | undefined]>([
    [0, 0],
    [-1.5, -1.5],
    [9007199254740993n, 9007199254740992],
    [NaN, undefined],
    [Infinity, undefined],
    ['7', undefined],
    [true, undefined],
    [null, undefined],
  ])('%s is %s', (value, number) => expect(numberOf(value)).toBe(number))

  test('one of a list that is none makes it none', () => {
    expect(numbersOf([1, 2n, 0.5])).toEqual([1, 2, 0.5])
    expect(numbersOf([])).toEqual([])
    expect(numbersOf([1, '2'])).toBeUndefined()
    expect(numbersOf([1, NaN])).toBeUndefined()
    expect(numbersOf('1, 2')).toBeUndefined()
    expect(numbersOf([[1, 2]])).toBeUndefined()
  })
})

describe('words', () => {
  test.each<[unknown, string | undefined]>([
    ['', ''],
    [0, '0'],
    [7n, '7'],
    [false, 'false'],
    [null, undefined],
    [['a'], undefined],
    [{ a: 1 }, undefined],
  ])('%s is %s', (value, word) => expect(wordOf(value)).toBe(word))

  test('a text is only what is written as one', () => {
    expect(textOf(7)).toBeUndefined()
    expect(textOf('7')).toBe('7')
  })

  test('the first name that holds one counts, empty ones do not', () => {
    expect(firstWord({ id: '', uid: 0, index: 5 }, ['id', 'uid', 'index'])).toBe('0')
    expect(firstNamed({ id: '', uid: 0, index: 5 }, ['id', 'uid', 'index'])).toBe('uid')
    expect(firstWord({ id: [], uid: null }, ['id', 'uid'])).toBeUndefined()
    expect(firstNamed({ id: [], uid: null }, ['id', 'uid'])).toBeUndefined()
  })
})

describe('answers', () => {
  test.each<[unknown, readonly string[]]>([
    ['red', ['red']],
    [4, ['4']],
    [false, ['false']],
    [
      ['red', 7, '', ' ', null, 'Red'],
      ['red', '7', 'Red'],
    ],
    ['  ', []],
    [undefined, []],
    [{ target: 'red' }, []],
    [['a', ['b']], ['a']],
  ])('of %j are %j', (value, answers) => expect(answersOf(value)).toEqual(answers))
})

describe('verdicts', () => {
  test.each<[unknown, number | undefined]>([
    [true, 1],
    [false, 0],
    [0, 0],
    [1, 1],
    [0.25, 0.25],
    [1.5, undefined],
    [-1, undefined],
    ['1', undefined],
    [NaN, undefined],
    [null, undefined],
  ])('%s is %s: shares of 1 are, points are not', (value, verdict) => {
    expect(verdictIn(value)).toBe(verdict)
  })
})

describe('what is kept of a row', () => {
  const row = { id: 3, index: 7, uid: '', qid: null, answer: 'a', more: [] }

  test('are the fields that are not named', () => {
    expect(restOf(row, ['id', 'answer', 'elsewhere'])).toEqual({ index: 7, uid: '', qid: null, more: [] })
    expect(restOf(row, [])).toEqual(row)
  })

  test('of several names for one thing the taken one and the empty ones are used up', () => {
    expect(usedOf(row, ['id', 'index', 'uid', 'qid', 'none'], 'id')).toEqual(['id', 'uid', 'qid', 'none'])
    expect(usedOf(row, ['id', 'index'], undefined)).toEqual([])
  })
})

describe('images', () => {
  test.each<[string, unknown, unknown]>([
    ['a path', 'images/a b.png', path('images/a b.png')],
    ['a path with blanks around', ' a.png\n', path('a.png')],
    ['a file address', 'file:///data/a.png', path('/data/a.png')],
    ['a Windows path', 'C:\\data\\a.png', path('C:\\data\\a.png')],
    ['an address', 'https://example.org/a.png', { type: 'url', url: 'https://example.org/a.png' }],
    ['an address in capitals', 'HTTP://example.org/a', { type: 'url', url: 'HTTP://example.org/a' }],
    ['a data address', `data:image/png;base64,${pixel}`, { type: 'inline', base64: pixel }],
    [
      'a data address with a charset',
      'data:image/svg+xml;charset=utf-8;base64,AA',
      { type: 'inline', base64: 'AA' },
    ],
    ['base64 of a PNG without a mark', bare, { type: 'inline', base64: bare }],
    ['base64 that begins like no image', 'QUJD'.repeat(60), path('QUJD'.repeat(60))],
    ['bytes of its own', new Uint8Array([1, 2]), { type: 'bytes', bytes: new Uint8Array([1, 2]) }],
    [
      'bytes beside a path (datasets)',
      { bytes: new Uint8Array([1]), path: 'a.png' },
      { type: 'bytes', bytes: new Uint8Array([1]) },
    ],
    ['a path where the bytes are empty', { bytes: null, path: 'a.png' }, path('a.png')],
    ['bytes as base64', { bytes: 'AAAA', path: null }, { type: 'inline', base64: 'AAAA' }],
    [
      'an address of OpenAI',
      { url: 'https://e.org/a', detail: 'low' },
      { type: 'url', url: 'https://e.org/a' },
    ],
    ['an object in an object', { image_url: { url: 'a.png' } }, path('a.png')],
    ['a file name of COCO', { file_name: '000001.jpg', id: 1 }, path('000001.jpg')],
    ['an odd name', '图/é 1.png', path('图/é 1.png')],
  ])('%s', (_, value, source) => expect(imageOf(value)).toEqual(source))

  test.each([['', ' ', null, 7, true, {}, { url: '' }, { bytes: '' }, new Uint8Array(0), { width: 3 }]])(
    'none of %j',
    (...values) => expect(values.map((value) => imageOf(value))).toEqual(values.map(() => undefined)),
  )

  test('one, several, frames in frames; what is none is left out', () => {
    expect(imagesOf('a.png')).toEqual([path('a.png')])
    expect(imagesOf(['a.png', null, { path: 'b.png' }, 7, ''])).toEqual([path('a.png'), path('b.png')])
    expect(imagesOf([['a.png', 'b.png'], ['c.png']])).toEqual(['a.png', 'b.png', 'c.png'].map(path))
    expect(imagesOf(undefined)).toEqual([])
  })

  test('lists that go on for ever are left', () => {
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 'a.png')
    expect(imagesOf(deep)).toEqual([])
  })

  test('by placeholder in the order of their numbers, not of their letters', () => {
    const named = Object.fromEntries([10, 2, 0, 1].map((n) => [`<image_${String(n)}>`, `${String(n)}.png`]))
    expect(imagesOf(named)).toEqual(['0.png', '1.png', '2.png', '10.png'].map(path))
    expect(imagesOf({ '<image_01>': 'b.png', '<image_00>': 'a.png' })).toEqual(['a.png', 'b.png'].map(path))
  })
})
