/** Why a name is refused, and which names a disk takes for one. */
import { describe, expect, test } from 'vitest'
import { collision, foldedPath, nameProblem, pathProblem } from '../../app/file-name'
import fc from '../builders/properties'

describe('a name', () => {
  test.each([
    ['', 'it is empty'],
    ['.', 'it leads out of its folder'],
    ['..', 'it leads out of its folder'],
    ['a/b', 'it holds a character that no file can have everywhere'],
    ['a\\b', 'it holds a character that no file can have everywhere'],
    ['a:b', 'it holds a character that no file can have everywhere'],
    ['a\u0000', 'it holds a character that no file can have everywhere'],
    ['a\u0085b', 'it holds a character that no file can have everywhere'],
    ['who?', 'it holds a character that no file can have everywhere'],
    ['a.', 'it ends with a dot or a space'],
    ['a ', 'it ends with a dot or a space'],
    ['...', 'it ends with a dot or a space'],
    ['CON', 'Windows gives it to a device'],
    ['con.tar.gz', 'Windows gives it to a device'],
    ['Lpt9.txt', 'Windows gives it to a device'],
    ['COM¹', 'Windows gives it to a device'],
    ['conout$', 'Windows gives it to a device'],
    ['x'.repeat(201), 'it is longer than 200 characters'],
  ])('%j is refused: %s', (name, problem) => expect(nameProblem(name)).toBe(problem))

  test.each([
    ['a'],
    ['.gitignore'],
    ['a b.c-d_e (1).png'],
    ['console'],
    ['com10'],
    ['comx.txt'],
    ['写真.png'],
    ['🙂'],
    ['x'.repeat(200)],
  ])('%j is taken', (name) => expect(nameProblem(name)).toBeUndefined())
})

describe('a path', () => {
  test.each([
    ['images/1.png', undefined],
    ['/etc/passwd', 'it is empty'],
    ['a//b', 'it is empty'],
    ['a/', 'it is empty'],
    ['a/../b', 'it leads out of its folder'],
    ['a/nul/b', 'Windows gives it to a device'],
    ['a/b\\c', 'it holds a character that no file can have everywhere'],
    [Array.from({ length: 32 }, () => 'a').join('/'), undefined],
    [Array.from({ length: 33 }, () => 'a').join('/'), 'it is nested deeper than 32 folders'],
  ])('%j: %s', (path, problem) => expect(pathProblem(path)).toBe(problem))
})

describe('a disk that minds no case', () => {
  test.each([
    ['A.PNG', 'a.png'],
    ['É.png', 'e\u0301.png'],
    ['Ünïcode/A', 'u\u0308ni\u0308code/a'],
    // A final sigma is the same letter as any other.
    ['ΣΑΣ.txt', 'σας.txt'],
    ['σασ', 'σας'],
    ['straße', 'STRASSE'],
  ])('takes %j and %j for one', (a, b) => {
    expect(foldedPath(a)).toBe(foldedPath(b))
    expect(collision([a, 'other', b])).toEqual([a, b])
  })

  test.each([
    ['a', 'b'],
    ['a/b', 'ab'],
    ['é', 'e'],
    ['1', '１'],
  ])('tells %j from %j', (a, b) => expect(collision([a, b])).toBeUndefined())

  test('finds the first two that meet, and nothing among none and one', () => {
    expect(collision([])).toBeUndefined()
    expect(collision(['a'])).toBeUndefined()
    expect(collision(['x', 'a', 'B', 'A', 'b'])).toEqual(['a', 'A'])
    expect(collision(['a', 'a'])).toEqual(['a', 'a'])
  })

  test('sees any text as its capitals and its small letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
        const folded = foldedPath(text)
        expect(foldedPath(text.toUpperCase())).toBe(folded)
        expect(foldedPath(folded)).toBe(folded)
        expect(foldedPath(text.normalize('NFD'))).toBe(folded)
      }),
      { numRuns: 1000 },
    )
  })
})
