// Where generated text is cut into steps: anywhere, and put together again to the token.
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { createTokenCutter, wholeTokens } from '../../../app/reading/token-cut'
import type { Token } from '../../../app/trace/step'

const named = (...texts: string[]): Token[] => texts.map((text, id) => ({ id, text }))
const cutAt = (tokens: readonly Token[], ...ends: number[]) => {
  const cutter = createTokenCutter(tokens)
  return [...ends, Infinity].map((end) => cutter.upTo(end))
}
const words = (pieces: readonly (readonly Token[])[]) => pieces.map((p) => p.map((t) => t.text))

describe('tokens', () => {
  it('between two steps are not cut', () => {
    expect(cutAt(named('I look', ' {"b'), 6)).toEqual([
      [{ id: 0, text: 'I look' }],
      [{ id: 1, text: ' {"b' }],
    ])
  })

  it('over the end of a step are cut in two, which say so', () => {
    expect(cutAt(named('It is red.</think', '><', 'answer>'), 18)).toEqual([
      [
        { id: 0, text: 'It is red.</think' },
        { id: 1, text: '>', cut: 'end' },
      ],
      [
        { id: 1, text: '<', cut: 'start' },
        { id: 2, text: 'answer>' },
      ],
    ])
  })

  it('without a name are text: cut anywhere, without a mark', () => {
    const [head, tail] = cutAt([{ id: -1, text: 'I look. {"bbox' }], 8)
    expect([head, tail]).toEqual([[{ id: -1, text: 'I look. ' }], [{ id: -1, text: '{"bbox' }]])
  })

  it('cut anywhere have exactly so much text in front, and are whole again when put together', () => {
    const texts = fc.array(fc.string({ minLength: 1 }))
    fc.assert(
      fc.property(texts, fc.array(fc.nat(40)), fc.boolean(), (pieces, at, loose) => {
        const tokens = pieces.map((text, id): Token => ({ id: loose ? -1 : id, text }))
        const whole = pieces.join('')
        const ends = [...at].sort((a, b) => a - b)
        const cut = cutAt(tokens, ...ends)
        const edges = [0, ...ends, Infinity]
        expect(words(cut).map((w) => w.join(''))).toEqual(
          edges.slice(1).map((end, i) => whole.slice(edges[i], end)),
        )
        if (!loose) expect(wholeTokens(cut.flat())).toEqual(tokens)
      }),
    )
  })
})
