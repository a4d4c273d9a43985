/** Digits joined into values: whatever the tokens and their alternatives, shares add up and what was written is found. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { confidenceOf, edgesOf, ghostsOf, oddsOf } from '../../../app/tokens/boxes'
import { writtenNumbers } from '../../../app/tokens/numbers'
import type { Alternative, LookStep, Token } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const ln = Math.log
/** A token with its probability, and others with theirs. */
function token(text: string, p = 1, others: Readonly<Record<string, number>> = {}): Token {
  const rest: Alternative[] = Object.entries(others).map(([t, q]) => ({ text: t, logprob: ln(q) }))
  return { id: -1, text, logprob: ln(p), top: [{ text, logprob: ln(p) }, ...rest] }
}

function look(tokens: readonly Token[], numbers: readonly number[], more: Partial<LookStep> = {}): LookStep {
  return {
    id: 'l',
    author: { type: 'model', model: 'm' },
    at: 0,
    type: 'look',
    raw: tokens.map((t) => t.text).join(''),
    tokens,
    request: { numbers, frame: { width: 1000, height: 1000 } },
    region: box(0, 0, 1, 1),
    flags: [],
    ...more,
  }
}

const odds = (tokens: readonly Token[], ...numbers: number[]) => must(oddsOf(look(tokens, numbers)))

describe('one token per coordinate', () => {
  const tokens = [
    token('{"bbox_2d": '),
    token('[136', 0.5, { '[144': 0.3, '[128': 0.1, ' is': 0.05 }),
    token(', 96', 0.6, { ', 104': 0.4 }),
    token(', 200', 0.99, { ', 208': 0.01 }),
    token(', 136', 0.9, { ', 144': 0.1 }),
    token(']}'),
  ]
  test('each alternative is a value; what is no number is none', () => {
    const [x1, y1] = odds(tokens, 136, 96, 200, 136)
    expect(x1?.values.map((v) => [v.low, Number(v.probability.toFixed(6))])).toEqual([
      [136, 0.5],
      [144, 0.3],
      [128, 0.1],
    ])
    expect(x1?.rest).toBeCloseTo(0.1)
    expect(y1?.values.map((v) => v.high)).toEqual([96, 104])
  })

  test('runners-up are boxes with one side elsewhere, the likeliest first, and say which token decides', () => {
    const place = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) =>
      box<'image'>(a * 2, b * 2, c * 2, d * 2)
    const l = look(tokens, [136, 96, 200, 136])
    const ghosts = ghostsOf(l, 'xyxy', { place })
    expect(ghosts.map((g) => [g.side, g.value.low])).toEqual([
      ['top', 104],
      ['left', 144],
      ['left', 128],
      ['bottom', 144],
    ])
    expect(ghosts[1]?.region).toEqual(box(288, 192, 400, 272))
    expect(ghosts[1]?.value.by).toMatchObject({ at: 1, alternative: { text: '[144' } })
    expect(edgesOf(l, 'xyxy', { place })?.[0]?.places[1]).toEqual({
      from: 288,
      to: 288,
      probability: expect.closeTo(0.3),
    })
  })

  test('the confidence is how much other boxes would share with it', () => {
    const sure = [token('[1', 1, { '[x': 0 }), token(', 2', 1, { x: 0 }), token(', 3, 4]')]
    expect(confidenceOf(look(sure, [1, 2, 3, 4]), 'xyxy')).toBeUndefined()
    const all = [...sure.slice(0, 2), token(', 3', 1, { x: 0 }), token(', 4]', 1, { x: 0 })]
    expect(confidenceOf(look(all, [1, 2, 3, 4]), 'xyxy')).toBeCloseTo(1)
    const found = must(confidenceOf(look(tokens, [136, 96, 200, 136]), 'xyxy'))
    expect(found).toBeGreaterThan(0.5)
    expect(found).toBeLessThan(1)
  })
})

describe('one token per digit', () => {
  const digits = [
    token('['),
    token('1', 0.9, { '2': 0.1 }),
    token('3', 0.6, { '4': 0.3, ',': 0.1 }),
    token(', 5]'),
  ]
  test('another digit in front is a span of as many digits; one behind is a value; none at all a shorter one', () => {
    const [x] = odds(digits, 13, 5)
    expect(x?.values.map((v) => [v.low, v.high, Number(v.probability.toFixed(6))])).toEqual([
      [13, 13, 0.54],
      [14, 14, 0.27],
      [20, 29, 0.1],
      [1, 1, 0.09],
    ])
  })

  test('a fraction keeps its point', () => {
    const [x] = odds(
      [token('[0', 1), token('.'), token('5', 0.5, { '6': 0.5 }), token('2'), token(', 1]')],
      0.52,
      1,
    )
    expect(x?.values[1]).toMatchObject({ low: 0.6, high: 0.69 })
  })

  test('half a token, and a token without a probability, are not known', () => {
    expect(oddsOf(look([{ ...token('[1'), cut: 'start' }, token(', 2]')], [1, 2]))).toBeUndefined()
    expect(oddsOf(look([{ id: -1, text: '[1, 2]' }], [1, 2]))).toBeUndefined()
    expect(writtenNumbers(look([token('[1, 2]')], [1, 3]))).toBeUndefined()
    expect(writtenNumbers(look([token('<loc0012><loc0034>')], [12, 34]))?.map((n) => n.text)).toEqual([
      '0012',
      '0034',
    ])
  })
})

test('whatever the digits and their alternatives: shares are shares, and add up to no more than all', () => {
  const digit = fc.constantFrom(...'0123456789')
  const place = fc.record({
    digit,
    weights: fc.dictionary(
      fc.oneof(digit, fc.constantFrom(',', ' x', '-', '.')),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    own: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (places) => {
      const tokens = places.map(({ digit: text, weights, own }) => {
        const others = Object.entries(weights).filter(([t]) => t !== text)
        const sum = own + others.reduce((s, [, w]) => s + w, 0)
        return token(
          text,
          own / sum,
          Object.fromEntries(others.filter(([, w]) => w > 0).map(([t, w]) => [t, w / sum])),
        )
      })
      const value = Number(places.map((p) => p.digit).join(''))
      const [found] = odds([token('['), ...tokens, token(']')], value)
      const all = must(found)
      const sum = all.values.reduce((s, v) => s + v.probability, 0)
      expect(sum).toBeLessThanOrEqual(1 + 1e-9)
      expect(sum + all.rest).toBeCloseTo(1)
      expect(all.values.some((v) => v.low === value && v.probability >= all.probability - 1e-12)).toBe(true)
      expect(all.values.every((v) => v.low <= v.high && v.probability >= 0)).toBe(true)
    }),
  )
})
