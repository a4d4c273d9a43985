/**
 * Python's `json.loads`, `ast.literal_eval` and `repr` as loops of the field use them: what they take, and the words in which they refuse,
 * which some loops say to the model. What is expected was printed by Python 3.11.7.
 */
import { describe, expect, test } from 'vitest'
import {
  attemptPython,
  compared,
  dictIn,
  Float,
  int,
  isTrue,
  item,
  listIn,
  loads,
  numberIn,
  PyError,
  repr,
  typeName,
  type PyValue,
} from '../../../../app/dialects/edges/python'
import type { Grammar } from '../../../../app/dialects/edges/python-json'

/** The value, or the text of the exception. */
const said = (body: () => unknown) => attemptPython<unknown>(body, (message) => message)
const plain = (value: PyValue): unknown => {
  if (value instanceof Float) return { float: value.value }
  const list = listIn(value)
  if (list !== undefined) return list.map(plain)
  const dict = dictIn(value)
  return dict === undefined ? value : Object.fromEntries([...dict].map(([key, inner]) => [key, plain(inner)]))
}
const read = (text: string, grammar?: Grammar) => said(() => plain(loads(text, grammar)))

describe('json.loads refuses', () => {
  test.each([
    ['{"a": 1', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['{a: 1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ["{'a': 1}", 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ['{"a": 1,}', 'Expecting property name enclosed in double quotes: line 1 column 9 (char 8)'],
    ['[1 2]', "Expecting ',' delimiter: line 1 column 4 (char 3)"],
    ['[1, 2', "Expecting ',' delimiter: line 1 column 6 (char 5)"],
    ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
    ['[1,,2]', 'Expecting value: line 1 column 4 (char 3)'],
    ['[01]', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
    ['{"a": 1} x', 'Extra data: line 1 column 10 (char 9)'],
    ['1.', 'Extra data: line 1 column 2 (char 1)'],
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['-', 'Expecting value: line 1 column 1 (char 0)'],
    ['nul', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a": .5}', 'Expecting value: line 1 column 7 (char 6)'],
    ['{"a": +1}', 'Expecting value: line 1 column 7 (char 6)'],
    ['"abc', 'Unterminated string starting at: line 1 column 1 (char 0)'],
    ['"a\nb"', 'Invalid control character at: line 1 column 3 (char 2)'],
    ['"\\x41"', 'Invalid \\escape: line 1 column 2 (char 1)'],
    ['"\\u12"', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ])('%j', (text, message) => {
    expect(read(text)).toBe(message)
  })

  test('with the line and column of what it saw, letters counted as Python counts them', () => {
    expect(read('\n\n {"a":\n  tru}')).toBe('Expecting value: line 4 column 3 (char 11)')
    expect(read('{"é": "日本", "b": }')).toBe('Expecting value: line 1 column 18 (char 17)')
    // A face is one letter to Python, and two to JavaScript.
    expect(read('"😀" x')).toBe('Extra data: line 1 column 5 (char 4)')
  })

  test('nesting that nobody writes, without breaking', () => {
    expect(read('['.repeat(5000))).toBe('maximum recursion depth exceeded while decoding a JSON array')
  })
})

describe('json.loads takes', () => {
  test('whole numbers apart from fractions, and what is none', () => {
    expect(read('[1, 1.0, 1e5, -0, -2.5e-1]')).toEqual([
      1,
      { float: 1 },
      { float: 100000 },
      -0,
      { float: -0.25 },
    ])
    expect(read('[NaN, Infinity, -Infinity]')).toEqual([
      { float: NaN },
      { float: Infinity },
      { float: -Infinity },
    ])
  })

  test('the last of two keys, in the place of the first', () => {
    expect(read('{"a": 1, "b": 2, "a": 3}')).toEqual({ a: 3, b: 2 })
  })

  test('texts with their escapes', () => {
    expect(read('"\\u0041\\n\\"\\/\\ud83d\\ude00"')).toBe('A\n"/😀')
  })

  test('blanks around, of four kinds only', () => {
    expect(read(' \t\r\n[1]\n')).toEqual([1])
    expect(read('\u00a0[1]')).toBe('Expecting value: line 1 column 1 (char 0)')
  })
})

describe('json5 takes besides', () => {
  test.each([
    ["{'a': 1,}", { a: 1 }],
    ['{a: 1, $b: 2}', { a: 1, $b: 2 }],
    ['[1, 2,]', [1, 2]],
    ['[+1, .5, 5., 0x1F]', [1, { float: 0.5 }, { float: 5 }, 31]],
    ['// why\n[1 /* one */]', [1]],
    ["'it\\'s \\x41'", "it's A"],
  ])('%s', (text, value) => {
    expect(read(text, 'json5')).toEqual(value)
  })

  test('and refuses two commas', () => {
    expect(typeof read('[1,,]', 'json5')).toBe('string')
  })
})

describe('ast.literal_eval takes', () => {
  test.each([
    ['[0.1, 0.2]', [{ float: 0.1 }, { float: 0.2 }]],
    ['[00, 1]', [0, 1]],
    ['[01.5]', [{ float: 1.5 }]],
    ['[1,]', [1]],
    ['1,', [1]],
    ['+1', 1],
    ['- 1', -1],
    ['0x1F', 31],
    ['[1e3]', [{ float: 1000 }]],
    ['[None, True, False]', [null, true, false]],
    ['[\'a\', "b"]', ['a', 'b']],
  ])('%s', (text, value) => {
    expect(read(text, 'python')).toEqual(value)
  })

  test.each(['[01, 1]', '[true]', '[NaN]', '[1 2]'])('and refuses %s', (text) => {
    expect(typeof read(text, 'python')).toBe('string')
  })
})

describe('repr', () => {
  test.each([
    ['1.0', '1.0'],
    ['0.5', '0.5'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['1e20', '1e+20'],
    ['1.5e300', '1.5e+300'],
    ['12345678901234567.0', '1.2345678901234568e+16'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.25e-7', '1.25e-07'],
    ['-0.0', '-0.0'],
    ['-2.5', '-2.5'],
    ['NaN', 'nan'],
    ['Infinity', 'inf'],
    ['-Infinity', '-inf'],
  ])('of the number %s', (text, written) => {
    expect(repr(loads(text))).toBe(written)
  })

  test.each([
    ["it's", `"it's"`],
    ['a "b"', `'a "b"'`],
    [`it's "b"`, `'it\\'s "b"'`],
    ['a\\b', "'a\\\\b'"],
    ['\n\t\r', "'\\n\\t\\r'"],
    ['\u0000\u001f\u007f', "'\\x00\\x1f\\x7f'"],
    ['\u00a0\u200b\u2028', "'\\xa0\\u200b\\u2028'"],
    ['é 日本 😀', "'é 日本 😀'"],
  ])('of the text %j', (text, written) => {
    expect(repr(text)).toBe(written)
  })

  test('of lists and objects', () => {
    expect(repr(loads('{"a": [1, 2.0, null, true, "x"]}'))).toBe("{'a': [1, 2.0, None, True, 'x']}")
    expect([repr(loads('{}')), repr(loads('[]'))]).toEqual(['{}', '[]'])
  })
})

describe('what Python makes of values', () => {
  test.each([
    ['null', 'NoneType', undefined, false],
    ['true', 'bool', 1, true],
    ['0', 'int', 0, false],
    ['0.0', 'float', 0, false],
    ['""', 'str', undefined, false],
    ['"0"', 'str', undefined, true],
    ['[]', 'list', undefined, false],
    ['[0]', 'list', undefined, true],
    ['{}', 'dict', undefined, false],
    ['{"a": 0}', 'dict', undefined, true],
  ])('%s is a %s', (text, type, number, truth) => {
    const value = loads(text)
    expect([typeName(value), numberIn(value), isTrue(value)]).toEqual([type, number, truth])
  })

  test('an item that is not there, or of what has none, in its words', () => {
    expect(said(() => item(loads('{"a": 1}'), 'b'))).toBe("'b'")
    expect(said(() => item('abc', 'b'))).toBe("string indices must be integers, not 'str'")
    expect(said(() => item([1], 'b'))).toBe('list indices must be integers or slices, not str')
    expect(said(() => item(7, 'b'))).toBe("'int' object is not subscriptable")
    expect(said(() => item(null, 'b'))).toBe("'NoneType' object is not subscriptable")
  })

  test('comparing and cutting off', () => {
    expect(said(() => compared('1', '<'))).toBe("'<' not supported between instances of 'str' and 'int'")
    expect([compared(true, '<'), int(-2.7), int(2.7)]).toEqual([1, -2, 2])
    expect(said(() => int(NaN))).toBe('cannot convert float NaN to integer')
    expect(said(() => int(Infinity))).toBe('cannot convert float infinity to integer')
  })

  test('only what Python raises is caught', () => {
    expect(
      said(() => {
        throw new PyError('x')
      }),
    ).toBe('x')
    expect(() =>
      said(() => {
        throw new TypeError('ours')
      }),
    ).toThrow('ours')
  })
})
