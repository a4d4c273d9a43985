/** Named readers place by place: paths, fields to point at, what is guessed, records read by a rule, and what is refused of a file. */
import { describe, expect, test } from 'vitest'
import type { ForeignTrace } from '../../../app/formats'
import { vlmR3Log } from '../../../app/formats/vlm-r3-log'
import { fieldsIn, firstAt, pathParts, standingAt } from '../../../app/readers/path'
import { readerOf, type NamedReader, type RecordRule } from '../../../app/readers/reader'
import { withReader } from '../../../app/readers/record-format'
import { suggestReader } from '../../../app/readers/suggest'
import { regionsOn } from '../../builders/format-rows'
import { must } from '../../builders/must'

describe('paths', () => {
  test.each<[string, readonly (string | number)[] | undefined]>([
    ['a', ['a']],
    ['a.b.c', ['a', 'b', 'c']],
    ['a[0][12]', ['a', 0, 12]],
    ['问题', ['问题']],
    ['a b', ['a b']],
    ['["a.b"]', ['a.b']],
    ['a["b\\"c"]', ['a', 'b"c']],
    ['a["b\\\\c"]', ['a', 'b\\c']],
    ['a[""]', ['a', '']],
    ['.a', ['a']],
    ['$', []],
    ['$[0].a', [0, 'a']],
    ['$.a', ['$', 'a']],
    ['a[-1]', undefined],
    ['a[1234567890]', undefined],
    ['a..b', undefined],
    ['a.', undefined],
    ['a]', undefined],
    ['a["b"', undefined],
    ['', undefined],
  ])('%s is %j', (path, parts) => expect(pathParts(path)).toEqual(parts))

  test('lead to everything that stands there, in order', () => {
    const value = { a: [{ b: [1, 2] }, { b: [] }, { c: 0 }, { b: [3] }] }
    expect(standingAt(value, 'a[*].b[*]')).toEqual([
      { value: 1, at: [0, 0] },
      { value: 2, at: [0, 1] },
      { value: 3, at: [3, 0] },
    ])
    expect(standingAt(value, 'a[1].b')).toEqual([{ value: [], at: [] }])
    expect(firstAt(value, 'a[*].b')).toEqual([1, 2])
  })

  test('lead nowhere where a part is not there, and never to what all objects have', () => {
    for (const path of ['a[9]', 'a.length', 'a[0].x', 'constructor', '__proto__', 'a[*][*]', 'x[*]', 'a['])
      expect(standingAt({ a: [{ b: 1 }] }, path)).toEqual([])
    expect(firstAt({ a: 1 }, undefined)).toBeUndefined()
  })

  test('a value of nothing is there', () => {
    expect(standingAt({ a: null }, 'a')).toEqual([{ value: null, at: [] }])
  })
})

describe('fields to point at', () => {
  const kinds = (record: unknown) => fieldsIn(record).map(({ path, kind, sample }) => [path, kind, sample])

  test('say what they hold, outer ones first', () => {
    expect(
      kinds({
        q: 'What\n is it?',
        n: 7,
        ok: true,
        none: null,
        empty: '',
        box: [1, 2, 3, 4],
        point: [0.5, 0.5],
        more: { z: 1 },
      }),
    ).toEqual([
      ['q', 'text', 'What is it?'],
      ['n', 'number', '7'],
      ['ok', 'number', 'true'],
      ['none', 'empty', 'null'],
      ['empty', 'empty', ''],
      ['box', 'box', '[1,2,3,4]'],
      ['point', 'box', '[0.5,0.5]'],
      ['more', 'object', 'z'],
      ['more.z', 'number', '1'],
    ])
  })

  test.each(['a.png', 'A.JPEG', 'https://e.org/a.webp?x=1', 'data:image/png;base64,AAAA', 'a.tif#1'])(
    '%s is an image',
    (value) => {
      expect(fieldsIn({ value })[0]?.kind).toBe('image')
    },
  )

  test.each(['a.png.txt', 'apng', 'image/png'])('%s is a text', (value) =>
    expect(fieldsIn({ value })[0]?.kind).toBe('text'),
  )

  test('of a list the first stands for all; a list of words is one', () => {
    expect(kinds({ turns: [{ said: 'a' }, { said: 'b' }], tags: ['x'], bytes: new Uint8Array(3) })).toEqual([
      ['turns', 'list', '2 items'],
      ['tags', 'list', '1 item'],
      ['bytes', 'image', '3 bytes'],
      ['turns[*]', 'object', 'said'],
      ['turns[*].said', 'text', 'a'],
    ])
  })

  test('a record that is a text or a list is pointed at as a whole', () => {
    expect(kinds('It is red.')).toEqual([['$', 'text', 'It is red.']])
    expect(kinds([{ a: 1 }])).toEqual([
      ['$', 'list', '1 item'],
      ['$[*]', 'object', 'a'],
      ['$[*].a', 'number', '1'],
    ])
  })

  test('long values are shortened, wide and deep records end', () => {
    expect(fieldsIn({ q: 'a'.repeat(200) })[0]?.sample).toBe(`${'a'.repeat(79)}…`)
    const wide = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`k${String(i)}`, i]))
    expect(fieldsIn(wide)).toHaveLength(200)
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ a: inner }), 1)
    expect(fieldsIn(deep)).toHaveLength(6)
  })

  test('names that are no word are quoted so that the path finds them', () => {
    const record = { 'a.b': 1, 'c"d': 2, 'e\\"f': 3, '[g]': 4, '': 5 }
    for (const { path, sample } of fieldsIn(record))
      expect([path, String(firstAt(record, path))]).toEqual([path, sample])
    expect(fieldsIn(record)).toHaveLength(5)
  })
})

describe('a beginning that is guessed', () => {
  const guess = (record: unknown) => suggestReader(record, 'mine').record

  test.each<[object, Partial<RecordRule>]>([
    [
      { id: 3, prompt: 'a', img: 'a.png', output: 'b' },
      { id: 'id', question: 'prompt', image: 'img', text: 'output' },
    ],
    [
      { sample_id: 'x', task: 'a', said: 'b' },
      { id: 'sample_id', question: 'task', text: 'said' },
    ],
    [
      { meta: { query: 'a' }, pics: ['a.png', 'b.png'] },
      { question: 'meta.query', image: 'pics' },
    ],
    [
      { final_answer: 'a', ground_truth: 'b' },
      { answer: 'final_answer', gold: 'ground_truth' },
    ],
    [{ talk: [{ role: 'user', content: 'a' }] }, { dialogue: 'talk' }],
    [{ crop: [0.1, 0.2, 0.3, 0.4], size: [640, 480] }, { boxes: { at: 'crop', space: 'unit' } }],
    [{ size: [640, 480] }, { boxes: { at: 'size', space: 'image' } }],
    [{ crop: [0, 0, 1.5, 1] }, { boxes: { at: 'crop', space: 'image' } }],
    [{ x: 1 }, {}],
  ])('of %j', (record, rule) => expect(guess(record)).toEqual(rule))

  test('words of a dialogue are in it, not beside it', () => {
    const talk = [{ role: 'user', content: 'a', image: 'b.png' }]
    expect(guess({ talk })).toEqual({ dialogue: 'talk' })
  })

  test('can be kept as it is', () => {
    for (const record of [{ question: 'a', response: 'b' }, 'It is red.', [1, 2], null, {}])
      expect(readerOf(suggestReader(record, 'mine')).ok).toBe(true)
  })
})

describe('a record read by a rule', () => {
  const reader = (record: RecordRule, more: Partial<NamedReader> = {}): NamedReader => ({
    relookReader: 1,
    name: 'mine',
    record,
    ...more,
  })
  const parse = (value: unknown, record: RecordRule) =>
    must(withReader(undefined, reader(record))).parse(value)
  const trace = (value: unknown, record: RecordRule): ForeignTrace => {
    const read = parse(value, record)
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    return must(read.value[0])
  }

  test('has what stands at its places, and the rest beside', () => {
    const value = {
      n: 7,
      q: 'What?',
      pics: ['a.png'],
      said: 'It is red.',
      a: 'red',
      right: 'crimson',
      more: { z: 1 },
    }
    const rule = { id: 'n', question: 'q', image: 'pics[*]', text: 'said', answer: 'a', gold: 'right' }
    expect(trace(value, rule)).toEqual({
      id: '7',
      question: 'What?',
      images: [{ type: 'path', path: 'a.png' }],
      dialect: 'qwen-grounding',
      turns: [{ type: 'model', text: 'It is red.' }],
      answer: 'red',
      gold: ['crimson'],
      meta: { more: { z: 1 } },
    })
  })

  test('is in the language a person says, else in that of its words', () => {
    const value = { said: '<rethink>a</rethink>' }
    expect(trace(value, { text: 'said' }).dialect).toBe('grit')
    expect(trace(value, { text: 'said', dialect: 'treevgr' }).dialect).toBe('treevgr')
    expect(trace(value, { text: 'said', dialect: 'latin' }).dialect).toBe('qwen-grounding')
  })

  test('boxes may be y first, or a corner with sides, as looks or as what was expected', () => {
    const value = { b: [100, 200, 300, 400], l: 'cup', pic: 'a.png' }
    const at = (more: Omit<NonNullable<RecordRule['boxes']>, 'at'>) =>
      trace(value, { image: 'pic', boxes: { at: 'b', label: 'l', ...more } })
    const size = { width: 1000, height: 500 }
    expect(regionsOn(at({ space: 'image' }), size)).toEqual([[100, 200, 300, 400]])
    expect(regionsOn(at({ space: 'per-mille', order: 'yxyx' }), size)).toEqual([[200, 50, 400, 150]])
    expect(regionsOn(at({ space: 'image', order: 'xywh' }), { width: 1000, height: 1000 })).toEqual([
      [100, 200, 400, 600],
    ])
    expect(at({ space: 'image', order: 'yxyx', use: 'gold' }).goldBoxes).toEqual([
      { numbers: [200, 100, 400, 300], space: 'image', label: 'cup' },
    ])
  })

  test('one label stands for all boxes, a list of them for each its own', () => {
    const value = { b: [{ z: [1, 2, 3, 4] }, { z: [5, 6, 7, 8], n: 'dog' }], l: 'cup' }
    const labels = (label: string) =>
      trace(value, { boxes: { at: 'b[*].z', label, space: 'image' } }).turns.map(
        (t) => t.type === 'look' && t.label,
      )
    expect(labels('l')).toEqual(['cup', 'cup'])
    // The first has no label of its own there.
    expect(labels('b[*].n')[1]).toBe('dog')
  })

  test('a box that cannot be read is told', () => {
    const read = parse({ said: 'a', b: [1, 2, 3] }, { text: 'said', boxes: { at: 'b', space: 'image' } })
    expect(read.ok).toBe(true)
    expect(read.issues).toMatchObject([{ path: 'b' }])
  })

  test('of nothing at its places it is refused, and is not likely', () => {
    expect(parse({ x: 1 }, { question: 'q', text: 'said' })).toEqual({
      ok: false,
      issues: [{ message: 'Nothing stands where this reader looks for it.' }],
    })
    const format = must(withReader(undefined, reader({ question: 'q', text: 'said', dialect: 'grit' })))
    expect(format).toMatchObject({ id: 'reader:mine', name: 'mine' })
    expect([{ q: 'a', said: 'b' }, { q: 'a' }, null].map((v) => format.likeness(v))).toEqual([1, 0, 0])
  })

  test('a reader of calls alone reads as the format does, which it needs', () => {
    const calls = [{ tool: 'zoom', box: 'zone', space: 'image' }] as const
    const only: NamedReader = { relookReader: 1, name: 'mine', calls: [...calls] }
    expect(withReader(undefined, only)).toBeUndefined()
    const read = must(withReader(vlmR3Log, only)).parse({ question: 'a', image: 'a.png', full_response: 'b' })
    expect(read).toMatchObject({ ok: true, value: [{ calls }] })
    expect(must(withReader(vlmR3Log, only)).parse({}).ok).toBe(false)
  })
})

describe('a reader’s file', () => {
  const issues = (value: unknown) => readerOf(value).issues.map(({ path, message }) => [path, message])
  const whole = { relookReader: 1, name: 'mine', record: { text: 'a' } }

  test.each<[string, string]>([
    ['', 'A reader needs a name.'],
    ['   ', 'A reader needs a name.'],
    ['a'.repeat(61), 'A name has at most 60 letters.'],
    ['../x', 'A name has letters, digits, blanks, dots, dashes.'],
    ['a/b', 'A name has letters, digits, blanks, dots, dashes.'],
    ['con', 'No file can have this name on Windows.'],
    ['nul.txt', 'No file can have this name on Windows.'],
  ])('the name %j: %s', (name, message) => expect(issues({ ...whole, name })).toEqual([['name', message]]))

  test.each(['my zoom', '陈静 2', 'a.b-c_d', 'É'])('may be called %s', (name) => {
    expect(readerOf({ ...whole, name })).toMatchObject({ ok: true, value: { name } })
  })

  test('a path that is none is told with its place', () => {
    expect(issues({ ...whole, record: { text: 'a[' } })).toEqual([
      ['record.text', 'This is no path: write a.b, a[0] or a[*].'],
    ])
  })

  test('that says nothing says what it could say', () => {
    expect(issues({ relookReader: 1, name: 'mine', calls: [] })).toEqual([
      ['', 'A reader says how calls are read (“calls”) or where things stand (“record”).'],
    ])
  })

  test('is told at most ten things at once', () => {
    const calls = Array.from({ length: 30 }, () => ({ tool: '', box: '', space: 'miles' }))
    expect(readerOf({ ...whole, calls }).issues).toHaveLength(10)
  })
})
