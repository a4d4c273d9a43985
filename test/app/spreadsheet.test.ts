/** What a spreadsheet would compute is told from what it shows. */
import { describe, expect, test } from 'vitest'
import { formula } from '../../app/spreadsheet'

describe('a spreadsheet computes', () => {
  test.each([
    ['=1+1'],
    ['=HYPERLINK("http://x")'],
    ['@SUM(A1)'],
    ['+1+1'],
    ['-1+1'],
    ['-'],
    ['--1'],
    ['-A1'],
    ['−2*3'.replace('−', '-')],
    ['  =1'],
    ['\t=1'],
    ['\t text after a tab'],
    ['\rtext after a return'],
    ['\n@x'],
    ['＝1+1'],
    ['＠SUM'],
    ['＋1+1'],
    ['－A1'],
    ['-cmd|calc'],
    ['-1,5 + 2'],
    ['-50% of it'],
    ['+49 (0) 30'],
    [' =x'],
  ])('%j', (text) => expect(formula.test(text)).toBe(true))
})

describe('a spreadsheet shows', () => {
  test.each([
    [''],
    ['text'],
    ['1 = 1'],
    ['a@b.c'],
    ['-5'],
    ['-5.25'],
    ['-1,234.5'],
    ['+7'],
    ['-50%'],
    ['-50 %'],
    ['(-5)'],
    ['"=1"'],
    ['写=1'],
    ['– a dash'],
  ])('%j', (text) => expect(formula.test(text)).toBe(false))
})
