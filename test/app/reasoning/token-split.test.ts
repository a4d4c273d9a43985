// Where generated text is cut into steps: between tokens, or anywhere in a piece that a server sent without naming tokens.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitAfter, splitTokens } from '../../../app/reasoning/token-split'
import type { Token } from '../../../app/trace/step'

const named = (...texts: string[]): Token[] => texts.map((text, id) => ({ id, text }))
const loose = (...texts: string[]): Token[] => texts.map((text) => ({ id: -1, text }))
const words = (tokens: readonly Token[]) => tokens.map((t) => t.text)

describe('tokens', () => {
  it('are never cut: the one that holds the place begins the rest', () => {
    expect(splitTokens(named('I look', ' {"b'), 8).map(words)).toEqual([['I look'], [' {"b']])
    expect(splitAfter(named('I look', ' {"b'), 8).map(words)).toEqual([['I look', ' {"b'], []])
  })

  it('of a server with probabilities are tokens, too', () => {
    const tokens: Token[] = [{ id: -1, text: 'look {', logprob: -0.5 }]
    expect(splitTokens(tokens, 5).map(words)).toEqual([[], ['look {']])
  })
})

describe('pieces of text that a server sent', () => {
  it('are cut where the step ends: a thought and a look in one piece stay two steps', () => {
    expect(splitTokens(loose('I look. {"bbox_2d"', ': []}'), 8).map(words)).toEqual([
      ['I look. '],
      ['{"bbox_2d"', ': []}'],
    ])
    expect(splitAfter(loose('{"b": 1} and so'), 8).map(words)).toEqual([['{"b": 1}'], [' and so']])
  })

  it('leave no empty piece', () => {
    expect(splitTokens(loose('ab', 'cd'), 2).map(words)).toEqual([['ab'], ['cd']])
    expect(splitTokens(loose('ab'), 0).map(words)).toEqual([[], ['ab']])
    expect(splitAfter(loose('ab', 'cd'), 4).map(words)).toEqual([['ab', 'cd'], []])
  })

  it('cut anywhere add up to what was written, with exactly so much in front', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(40), (texts, offset) => {
        const whole = texts.join('')
        for (const split of [splitTokens, splitAfter]) {
          const [head, tail] = split(loose(...texts), offset).map((t) => words(t).join(''))
          expect([head, tail]).toEqual([whole.slice(0, offset), whole.slice(offset)])
        }
      }),
    )
  })
})
