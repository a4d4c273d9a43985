/** Arithmetic of Python: signs, remainders, rounding, comparisons. The values are those of CPython 3.11 and NumPy 2.4. */
import { describe, expect, test } from 'vitest'
import { worthOf } from '../../builders/worth'

describe('numbers', () => {
  test.each<[string, string]>([
    ['1_000 + 0x1F', '1031'],
    ['0b101 + 0o17', '20'],
    ['1e3', '1000.0'],
    ['.5 + 1.', '1.5'],
    ['1_0.5e-1', '1.05'],
    ['5 - -3', '8'],
    ['+-+5', '-5'],
    ['- 2 ** 2', '-4'],
    ['(-2) ** 2', '4'],
    ['2 ** 3 ** 2', '512'],
    ['2 ** -1 ** 2', '0.5'],
    ['4 ** 0.5', '2.0'],
    ['10 ** -1', '0.1'],
    ['10 - 4 - 3', '3'],
    ['10 - (4 - 3)', '9'],
    ['100 / 10 / 2', '5.0'],
    ['2 + 3 * 4', '14'],
    ['4 / 2', '2.0'],
    ['1 / 2', '0.5'],
    ['0.1 + 0.2', '0.30000000000000004'],
    ['7 // 2 * 2', '6'],
    ['True + True', '2'],
    ['1 + True', '2'],
    ['1 << 4', '16'],
    ['7 >> 1', '3'],
    ['-7 >> 1', '-4'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('division with a remainder', () => {
  test.each<[string, string]>([
    ['7 // 2', '3'],
    ['-7 // 2', '-4'],
    ['7 // -2', '-4'],
    ['-7 // -2', '3'],
    ['7.5 // 2', '3.0'],
    ['1 // 0.1', '9.0'],
    ['-7 % 3', '2'],
    ['7 % -3', '-2'],
    ['-7.5 % 2', '0.5'],
    ['5.5 % -2', '-0.5'],
    ['6 % -3', '0'],
    ['1 % 0.1', '0.09999999999999995'],
    ['0.3 % 0.1', '0.09999999999999998'],
    ['divmod(7, 2)', '(3, 1)'],
    ['divmod(-7, 2)', '(-4, 1)'],
    ['divmod(7.5, 2)', '(3.0, 1.5)'],
    ['divmod(1, 0.1)', '(9.0, 0.09999999999999995)'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('rounding', () => {
  test.each<[string, string]>([
    ['int(2.9)', '2'],
    ['int(-2.9)', '-2'],
    ['int(True)', '1'],
    ['round(2.5)', '2'],
    ['round(3.5)', '4'],
    ['round(-2.5)', '-2'],
    ['round(-0.4)', '0'],
    ['round(2.5, 0)', '2.0'],
    ['round(2.5, None)', '2'],
    ['round(5, 1)', '5'],
    ['round(2.675, 2)', '2.67'],
    ['round(0.35, 1)', '0.3'],
    ['round(0.125, 2)', '0.12'],
    ['round(0.375, 2)', '0.38'],
    ['round(-0.125, 2)', '-0.12'],
    ['round(1.23456, 3)', '1.235'],
    ['round(1234, -2)', '1200'],
    ['round(1250, -2)', '1200'],
    ['round(1350, -2)', '1400'],
    ['round(-1250, -2)', '-1200'],
    ['round(1.5, ndigits=0)', '2.0'],
    ['math.floor(-2.5)', '-3'],
    ['math.ceil(-2.5)', '-2'],
    ['math.trunc(-2.5)', '-2'],
    ['math.ceil(2.0)', '2'],
    ['np.floor(2.5)', '2.0'],
    ['np.ceil(2.1)', '3.0'],
    ['np.rint(2.5)', '2.0'],
    ['np.round(0.35, 1)', '0.4'],
    ['np.round(2.5)', '2.0'],
    ['np.array([1.5, 2.5, 0.5]).round().tolist()', '[2.0, 2.0, 0.0]'],
    ['np.array([0.126, 0.124]).round(2).tolist()', '[0.13, 0.12]'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('comparisons', () => {
  test.each<[string, string]>([
    ['1 < 2 < 3', 'True'],
    ['1 < 3 < 2', 'False'],
    ['3 > 2 >= 2 != 1', 'True'],
    ['1 == 1.0', 'True'],
    ['1 is None', 'False'],
    ['None is None', 'True'],
    ['None is not None', 'False'],
    ['None == 0', 'False'],
    ["'a' == 'a'", 'True'],
    ["'a' != 'b'", 'True'],
    ["'a' in 'cat'", 'True'],
    ["'a' not in 'cat'", 'False'],
    ['2 in [1, 2]', 'True'],
    ['2 in (1, 3)', 'False'],
    ["'k' in {'k': 1}", 'True'],
    ["1 in {'1': 1}", 'False'],
    ['1 in {1: 1}', 'True'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})

describe('and, or, not, if', () => {
  test.each<[string, string]>([
    ['1 and 2', '2'],
    ['0 and 2', '0'],
    ['0 or 3', '3'],
    ["'' or 'b'", "'b'"],
    ['[] or [1]', '[1]'],
    ['1 or 2 and 0', '1'],
    ['not 1 == 2', 'True'],
    ['not 0', 'True'],
    ['not []', 'True'],
    ["not 'a'", 'False'],
    ['1 if 2 > 3 else 4', '4'],
    ['(1 if True else 2) + 1', '2'],
    ['5 if None else 6', '6'],
    ['1 if 0 else 2 if 0 else 3', '3'],
    ['(y := 5) + y', '10'],
  ])('%s', (code, expected) => expect(worthOf(`x = ${code}`)).toBe(expected))
})
