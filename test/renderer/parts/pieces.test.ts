/** A long text is drawn in pieces: nothing of it is lost, nothing in it is cut in half, and no piece is too much for a frame. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { markdown } from '../../../renderer/parts/markdown'
import { piecesOf } from '../../../renderer/parts/pieces'

const htmlOf = (text: string) => piecesOf(text).map((piece) => piece.html())
/** Words without tags and spaces: what a reader sees. */
const seen = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, '')
const count = (html: string, what: RegExp) => html.match(what)?.length ?? 0

describe('a long text', () => {
  test('that is not long is one piece, as ever', () => {
    const text = 'The **total** is $7$.\n\n- a\n- b\n'
    expect(htmlOf(text)).toEqual([markdown.render(text)])
  })

  test('keeps all its words and formulas, whatever it is made of', () => {
    const block = fc.constantFrom(
      'Some *words* and `code` here, $x_1^2$ and \\(y\\). ',
      'A line\n',
      '\n\n',
      '- an item with $7 \\cdot 6$\n',
      '1. first\n\n   still the first\n',
      '# A head\n\n',
      '```py\nprint("$1$")\n\nx = 1\n```\n\n',
      '**bold over many words '.repeat(3) + '** ',
      '> quoted\n\n',
      '🙂 emoji ',
      'word '.repeat(500),
    )
    fc.assert(
      fc.property(fc.array(block, { minLength: 20, maxLength: 300 }), (blocks) => {
        const text = blocks.join('')
        const whole = markdown.render(text)
        const pieces = htmlOf(text).join('')
        expect(seen(pieces)).toBe(seen(whole))
        expect(count(pieces, /class="math"/g)).toBe(count(whole, /class="math"/g))
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['20,000 formulas in one paragraph', Array.from({ length: 20_000 }, (_, n) => `$x_{${n}}$`).join(' ')],
    ['100,000 letters of markdown', 'The **total** is $7 \\cdot 6$.\n\n- one\n- two\n\n'.repeat(2500)],
    ['a million letters without a space', 'a'.repeat(1_000_000)],
    ['a block of code of a million letters', '```\n' + 'x = 1\n'.repeat(166_000) + '```\n'],
    ['a list without a blank line', '- item $x$\n'.repeat(20_000)],
    ['emphasis that never ends', '*a _b '.repeat(40_000)],
  ])('%s: no piece is too much for a frame', (_, text) => {
    const pieces = htmlOf(text)
    expect(seen(pieces.join(''))).toBe(seen(markdown.render(text)))
    expect(Math.max(...pieces.map((html) => count(html, /class="math"/g)))).toBeLessThanOrEqual(210)
    expect(Math.max(...pieces.map((html) => seen(html).length))).toBeLessThanOrEqual(12_000)
  })

  test.each(['1. item\n', '1. item\n\n'])('counts on in a numbered list', (item) => {
    const pieces = htmlOf(item.repeat(3000))
    let items = 0
    for (const html of pieces) {
      expect(Number(/<ol start="(\d+)">/.exec(html)?.[1] ?? 1)).toBe(items + 1)
      items += count(html, /<li>/g)
    }
    expect(items).toBe(3000)
  })

  test('is cut into no half letters', () => {
    for (const html of htmlOf('🙂'.repeat(20_000))) expect(() => encodeURIComponent(html)).not.toThrow()
  })
})
