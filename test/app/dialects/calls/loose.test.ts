/** The tolerant reader of values: what is JSON stays exact, slips are read, what breaks off is never whole. */
import fc from '../../../builders/properties'
import { describe, expect, test } from 'vitest'
import { CutOff, looseAt, looseOf } from '../../../../app/dialects/calls/loose'

describe('a value', () => {
  test('of JSON is what JSON says, and exact', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        const read = looseOf(`${text} `)
        // A bare number at the very end of a text may go on.
        expect(JSON.stringify(read?.value)).toBe(text)
        expect(read?.exact).toBe(true)
      }),
    )
  })

  test.each([
    ['{"a": [1, 2, 3,],}', { a: [1, 2, 3] }],
    ["{'a': (1, 2), 'b': None, 'c': True}", { a: [1, 2], b: null, c: true }],
    ['{a: 1, b: "it\'s"}', { a: 1, b: "it's" }],
    ['[1 2 3]', [1, 2, 3]],
    ['[+1, .5, 5., 1e3]', [1, 0.5, 5, 1000]],
    ['{"a": "two\nlines"}', { a: 'two\nlines' }],
  ])('with a slip is read, and not exact: %s', (text, value) => {
    expect(looseOf(text)).toMatchObject({ value, exact: false })
  })

  test('keeps what is no number apart from numbers', () => {
    expect(looseOf('[NaN, Infinity, -Infinity, nan]')?.value).toEqual([NaN, Infinity, -Infinity, NaN])
  })

  test('that breaks off keeps what stood there whole, and says where it is cut', () => {
    const read = looseOf('{"name": "zoom", "arguments": {"bbox_2d": [1, 2, 3, 4], "label": "pla')?.value
    expect(read).toBeInstanceOf(CutOff)
    const { arguments: args } = (read as CutOff).value as { arguments: CutOff }
    expect(args.value).toMatchObject({ bbox_2d: [1, 2, 3, 4] })
    expect((args.value as { label: unknown }).label).toBeInstanceOf(CutOff)
    const list = looseOf('[100, 200, 30')?.value
    expect(list).toBeInstanceOf(CutOff)
    expect(((list as CutOff).value as unknown[])[2]).toBeInstanceOf(CutOff)
  })

  test('ends where it ends', () => {
    expect(looseAt('{"a": 1} and more')?.end).toBe(8)
    expect(looseOf('{"a": 1} and more')).toBeUndefined()
    expect(looseAt('   ')).toBeUndefined()
  })

  test('is never an exception, whatever stands there', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      "'",
      ',',
      ':',
      '\\',
      '1',
      'a',
      ' ',
      '-',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        const read = looseAt(text)
        if (read !== undefined) expect(read.end).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})
