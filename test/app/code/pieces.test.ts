import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { codeLines, foldedLines } from '../../../app/code/pieces'

const textOf = (code: string, marks = [] as { start: number; end: number }[]) =>
  codeLines(code, marks)
    .map((line) => line.map((piece) => piece.text).join(''))
    .join('\n')

describe('code as pieces', () => {
  it('tells kinds apart, comments too', () => {
    const [line] = codeLines('if x: y = img.crop((1, 2.5))  # where')
    expect(line?.filter((p) => p.kind !== 'plain' && p.kind !== 'name')).toEqual([
      { text: 'if', kind: 'keyword' },
      { text: '1', kind: 'number' },
      { text: '2.5', kind: 'number' },
      { text: '  # where', kind: 'comment' },
    ])
  })

  it('marks places, each in its line, also inside of a longer token', () => {
    const code = 's = "a\n10 20"\nx = 10'
    const lines = codeLines(code, [
      { start: code.lastIndexOf('10'), end: code.length },
      { start: code.indexOf('20'), end: code.indexOf('20') + 2 },
    ])
    const marked = lines.map((line) => line.filter((p) => p.mark !== undefined).map((p) => [p.text, p.mark]))
    expect(marked.slice(-1)).toEqual([[['10', 0]]])
    expect(marked.flat()).toContainEqual(['20', 1])
  })

  it('gives every letter again, whatever the text and the marks are', () => {
    const extent = fc.record({ start: fc.nat(40), length: fc.nat(8) })
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.array(extent, { maxLength: 5 }),
        (code, found) => {
          const marks = found.map(({ start, length }) => ({ start, end: start + length }))
          expect(textOf(code, marks)).toBe(code)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('folding', () => {
  const lines = codeLines(Array.from({ length: 30 }, (_, i) => `line_${i} = ${i}`).join('\n'))
  it('leaves short code as it is, and keeps the beginning of long code without marks', () => {
    expect(foldedLines(lines.slice(0, 10), { most: 14 })).toHaveLength(10)
    expect(foldedLines(lines, { most: 14 }).at(-1)).toEqual({ type: 'gap', from: 14, to: 30 })
  })

  it('keeps marked lines with those around them', () => {
    const code = 'a\n'.repeat(20) + 'x = 7\n' + 'b\n'.repeat(20)
    const at = code.indexOf('7')
    const folds = foldedLines(codeLines(code, [{ start: at, end: at + 1 }]), { most: 14, around: 1 })
    expect(folds).toEqual([
      { type: 'gap', from: 0, to: 19 },
      { type: 'line', line: 19 },
      { type: 'line', line: 20 },
      { type: 'line', line: 21 },
      { type: 'gap', from: 22, to: 42 },
    ])
  })
})
