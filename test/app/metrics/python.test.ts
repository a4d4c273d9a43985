/** Text as Python reads it: numbers, lists, blanks. The values are those of CPython 3.11. */
import { describe, expect, test } from 'vitest'
import { valueOf } from '../../../app/metrics/expression'
import { goldTexts } from '../../../app/metrics/gold'
import {
  isMissing,
  pythonLength,
  strip,
  toFloat,
  toInt,
  toList,
  splitWords,
} from '../../../app/metrics/python'
import fc from '../../builders/properties'

describe('numbers, as float and int take them', () => {
  test.each<[string, number | undefined, bigint | undefined]>([
    ['1', 1, 1n],
    ['-1', -1, -1n],
    [' 5 ', 5, 5n],
    ['+5', 5, 5n],
    ['1.5', 1.5, undefined],
    ['.5', 0.5, undefined],
    ['5.', 5, undefined],
    ['1e3', 1000, undefined],
    ['1E-2', 0.01, undefined],
    ['1_000', 1000, 1000n],
    ['1__000', undefined, undefined],
    ['_1', undefined, undefined],
    ['1_', undefined, undefined],
    ['1_.5', undefined, undefined],
    ['0x10', undefined, undefined],
    ['1,000', undefined, undefined],
    ['50%', undefined, undefined],
    ['inf', Infinity, undefined],
    ['-Infinity', -Infinity, undefined],
    ['nan', Number.NaN, undefined],
    ['', undefined, undefined],
    ['  ', undefined, undefined],
    ['--1', undefined, undefined],
    ['1 2', undefined, undefined],
    ['١٢', 12, 12n],
    ['１.５', 1.5, undefined],
    ['1e', undefined, undefined],
    ['e5', undefined, undefined],
    ['1e400', Infinity, undefined],
    ['-0', -0, 0n],
    [' 7　', 7, 7n],
    ['﻿7', undefined, undefined],
    ['½', undefined, undefined],
    ['²', undefined, undefined],
    ['1e1_0', 10000000000, undefined],
    ['infinit', undefined, undefined],
    ['0012', 12, 12n],
    ['+-1', undefined, undefined],
    ['1\n', 1, 1n],
    ['True', undefined, undefined],
  ])('%j', (text, float, int) => {
    expect(toFloat(text)).toEqual(float)
    expect(toInt(text)).toBe(int)
  })

  test('whatever number is written is read as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (x, n) => {
        expect(toFloat(Number.isFinite(x) ? String(x) : x > 0 ? 'inf' : '-inf')).toEqual(
          x === 0 ? Number(String(x)) : x,
        )
        expect(toInt(String(n))).toBe(n)
      }),
    )
  })
})

describe('lists, each item as str() writes it', () => {
  test.each<[string, readonly string[] | undefined]>([
    ["['a', 'b']", ['a', 'b']],
    ['["a"]', ['a']],
    ['[]', []],
    ['[ ]', []],
    ["['a',]", ['a']],
    ['[,]', undefined],
    ["['a' 'b']", ['ab']],
    ["['a', \"it's\"]", ['a', "it's"]],
    ["['a\\'b']", ["a'b"]],
    ["['a\\nb']", ['a\nb']],
    ["['\\u00e9']", ['é']],
    ["[r'\\n']", ['\\n']],
    ['[1, 2.50, -3, +4]', ['1', '2.5', '-3', '4']],
    ['[1_000]', ['1000']],
    ['[1e3]', ['1000.0']],
    ['[.5]', ['0.5']],
    ['[1e-7]', ['1e-07']],
    ['[1e16]', ['1e+16']],
    ['[123456789012345678901]', ['123456789012345678901']],
    ['[0.0001, 0.00001]', ['0.0001', '1e-05']],
    ['[True, None]', ['True', 'None']],
    ["['a', ['b']]", undefined],
    ['[1+1]', undefined],
    ['[1st]', undefined],
    ['[a]', undefined],
    ["['a'", undefined],
    ["'a'", undefined],
    ["('a',)", undefined],
    ["{'a'}", undefined],
    [" ['a'] ", ['a']],
    ["[ 'a' , 'b' ]", ['a', 'b']],
    ["['a'b]", undefined],
    ["['中', 'é😀']", ['中', 'é😀']],
    ["['']", ['']],
    ["['a', '']", ['a', '']],
    ["[u'a']", ['a']],
    ["[b'a']", undefined],
    ["[f'a']", undefined],
    ["['''a''']", ['a']],
    ["['\\x41']", ['A']],
    ["['a\\\nb']", ['ab']],
    ['[0x10]', ['16']],
    ['[007]', undefined],
    ['[-0.0]', ['-0.0']],
    ['[1.]', ['1.0']],
    ["['\\d']", ['\\d']],
    ["['a' 1]", undefined],
  ])('%j', (text, items) => expect(toList(text)).toEqual(items))

  test('of JSON are lists, too', () => {
    expect(toList('["a", true, null, 1.5]')).toEqual(['a', 'true', 'null', '1.5'])
    expect(toList('["\\u4e2d\\/\\n"]')).toEqual(['中/\n'])
  })

  test('of any words in quotes give the words again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (items) => {
        fc.pre(items.every((item) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(item)))
        expect(toList(JSON.stringify(items))).toEqual(items)
      }),
    )
  })

  test('are the accepted answers; anything else, and an empty one, is one answer as it stands', () => {
    expect(goldTexts("['a', 'b']")).toEqual(['a', 'b'])
    expect(goldTexts('[]')).toEqual(['[]'])
    expect(goldTexts('a, b')).toEqual(['a, b'])
    expect(goldTexts('')).toEqual([''])
    expect(goldTexts('[1st]')).toEqual(['[1st]'])
  })
})

describe('blanks', () => {
  test.each<[string, string, readonly string[]]>([
    [' a  b ', 'a  b', ['a', 'b']],
    ['\ta\nb\r\n', 'a\nb', ['a', 'b']],
    ['\u00a0a\u2003b\u3000', 'a\u2003b', ['a', 'b']],
    ['\u001ca\u0085', 'a', ['a']],
    ['\u200ba', '\u200ba', ['\u200ba']],
    ['\ufeffa', '\ufeffa', ['\ufeffa']],
    ['   ', '', []],
    ['', '', []],
  ])('%j', (text, stripped, split) => {
    expect(strip(text)).toBe(stripped)
    expect(splitWords(text)).toEqual(split)
  })

  test('count as code points do in len()', () => {
    expect(['', 'é', 'e\u0301', '😀', '中文', '👨‍👩‍👧'].map(pythonLength)).toEqual([0, 1, 2, 1, 2, 5])
  })

  test('and cells that pandas takes for missing', () => {
    expect(['', 'NA', 'N/A', 'nan', 'None', 'null', '<NA>'].every(isMissing)).toBe(true)
    expect([' ', 'na', 'none', '0', 'No', 'NULL '].some(isMissing)).toBe(false)
  })
})

describe('formulas, as Python works them out', () => {
  test.each<[string, number | undefined]>([
    ['1+2*3', 7],
    ['(1+2)*3', 9],
    ['2**3**2', 512],
    ['-2**2', -4],
    ['(-2)**2', 4],
    ['2**-1', 0.5],
    ['7/2', 3.5],
    ['1/0', undefined],
    ['1e3', 1000],
    ['1.5e-2', 0.015],
    ['.5+5.', 5.5],
    ['--3', 3],
    ['+-3', -3],
    ['2*-3', -6],
    ['3-2-1', 0],
    ['8/2/2', 2],
    ['((2))', 2],
    ['1 + 2', 3],
    ['01', undefined],
    ['00', 0],
    ['1_000', undefined],
    ['2(3)', undefined],
    ['2 3', undefined],
    ['', undefined],
    ['  ', undefined],
    ['(', undefined],
    ['()', undefined],
    ['1+', undefined],
    ['*2', undefined],
    ['1,2', undefined],
    ['a', undefined],
    ['2^3', undefined],
    ['50%', undefined],
    ['7//2', undefined],
    ['10%3', undefined],
    ['1e400', undefined],
    ['2**1000', 1.0715086071862673e301],
    ['2**10000', undefined],
    ['(1', undefined],
    ['1)', undefined],
    ['\\frac{1}{2}', undefined],
    [' 1', 1],
  ])('%j', (text, value) => expect(valueOf(text, 'python')).toBe(value))
})

describe('formulas, as LaTeX means them', () => {
  test.each<[string, number | undefined]>([
    ['\\frac{1}{2}', 0.5],
    ['\\dfrac{3}{4}', 0.75],
    ['\\frac{1+1}{2^2}', 0.5],
    ['\\frac{\\frac{1}{2}}{2}', 0.25],
    ['3\\frac{1}{2}', 3.5],
    ['-3\\frac{1}{2}', -3.5],
    ['2 \\cdot 3', 6],
    ['2\\times3', 6],
    ['6\\div3', 2],
    ['6:3', 2],
    ['2^3', 8],
    ['2^{-1}', 0.5],
    ['(1+2)(3)', 9],
    ['[1+2]', 3],
    ['\\left(1+2\\right)', 3],
    ['$7$', 7],
    ['\\boxed{7}', 7],
    ['\\(7\\)', 7],
    ['1,000', 1000],
    ['1,000,000', 1000000],
    ['1,00', undefined],
    ['30^\\circ', 30],
    ['25\\%', 0.25],
    ['50%', 0.5],
    ['\\sqrt{2}', undefined],
    ['\\pi', undefined],
    ['x', undefined],
    ['\\frac12', undefined],
    ['\\frac{1}{0}', undefined],
    ['\\{1\\}', undefined],
    ['{1,2}', undefined],
    ['1=1', undefined],
  ])('%s', (text, value) => {
    const found = valueOf(text, 'latex')
    if (value === undefined) expect(found).toBeUndefined()
    else expect(found).toBeCloseTo(value, 12)
  })

  test('of brackets without end are none, and no stack is spent on them', () => {
    expect(valueOf('('.repeat(20_000) + '1', 'latex')).toBeUndefined()
    expect(valueOf('-'.repeat(20_000) + '1', 'python')).toBe(1)
    expect(valueOf('2**'.repeat(20_000) + '1', 'python')).toBeUndefined()
  })
})
