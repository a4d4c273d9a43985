/** Numbers written digit by digit, worked out by asking: against the distribution that the model really has. */
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { canBeWorkedOut, keptOdds, nextDigit, workedOut } from '../../../app/tokens/digits'
import type { WrittenNumber } from '../../../app/tokens/numbers'
import { grownTree, noTree, pathTo, type GrownTree, type TreeNode } from '../../../app/tokens/tree'
import type { WorkedOut } from '../../../app/trace/odds'
import type { Alternative, Token } from '../../../app/trace/step'

/** Where each number begins, its chance; a token is a digit, and `,` closes. */
function modelOf(chances: Readonly<Record<string, number>>) {
  const all = Object.entries(chances).map(([text, p]) => ({ text: `${text},`, p }))
  return (path: readonly Alternative[]): readonly Alternative[] => {
    const before = path.map((a) => a.text).join('')
    const here = all.filter(({ text }) => text.startsWith(before))
    const total = here.reduce((sum, { p }) => sum + p, 0)
    const next = new Map<string, number>()
    for (const { text, p } of here) {
      const letter = text[before.length] ?? ''
      next.set(letter, (next.get(letter) ?? 0) + p / total)
    }
    return [...next]
      .map(([text, p]) => ({ text, logprob: Math.log(p) }))
      .sort((a, b) => b.logprob - a.logprob)
  }
}

function numberOf(text: string, before = ''): WrittenNumber {
  const tokens = [...text].map((letter, i) => {
    const lead = i === 0 ? before : ''
    const token: Token = { id: i, text: lead + letter, logprob: 0 }
    return { at: 10 + i, token, before: lead, part: letter, after: '' }
  })
  return { value: Number(text), text, tokens }
}

function asked(
  next: (path: readonly Alternative[]) => readonly Alternative[],
  number: WrittenNumber,
  asks = 200,
): WorkedOut {
  let tree: GrownTree = noTree
  let at: TreeNode | undefined
  do {
    tree = grownTree(tree, at, { alternatives: next(at === undefined ? [] : pathTo(tree, at.id)), width: 24 })
    at = nextDigit(tree, number, asks)
  } while (at !== undefined)
  return workedOut(tree, number)
}

describe('a number worked out', () => {
  test('has the values the model really holds possible, of any length, and nothing is left', () => {
    const odds = asked(modelOf({ 136: 0.4, 144: 0.3, 96: 0.2, 13: 0.06, 1366: 0.04 }), numberOf('136'))
    expect(odds.values.map((v) => [v.low, v.high, Number(v.probability.toFixed(6))])).toEqual([
      [136, 136, 0.4],
      [144, 144, 0.3],
      [96, 96, 0.2],
      [13, 13, 0.06],
      [1366, 1366, 0.04],
    ])
    expect(odds.rest).toBeCloseTo(0)
    expect(odds.probability).toBeCloseTo(0.4)
    // To go on from another, its digits are put there, and what closes it is written by the model.
    expect(odds.values[1]?.by).toMatchObject({ at: 10, alternative: { text: '1' } })
    expect(odds.values[1]?.by?.then?.map((a) => a.text)).toEqual(['4', '4'])
    expect(odds.values[0]).not.toHaveProperty('by')
  })

  test('says what it does not know when it was asked too little, and what is no number', () => {
    const next = modelOf({ 136: 0.4, 144: 0.3, x: 0.3 })
    const few = asked(next, numberOf('136'), 2)
    expect(few.asked).toBe(2)
    expect(few.other).toBeCloseTo(0.3)
    expect(few.rest).toBeCloseTo(0.7)
    const all = asked(next, numberOf('136'))
    expect(all.other + all.rest + all.values.reduce((sum, v) => sum + v.probability, 0)).toBeCloseTo(1)
    expect(all.rest).toBeCloseTo(0)
  })

  test('whose first token has a blank, a bracket or a sign before it', () => {
    const lead = (path: readonly Alternative[]) => {
      const inner = modelOf({ 12: 0.5, '-3': 0.5 })
      if (path.length === 0) return inner([]).map((a) => ({ ...a, text: ` [${a.text}` }))
      const [first, ...rest] = path
      return inner([{ text: first?.text.slice(2) ?? '', logprob: 0 }, ...rest])
    }
    const odds = asked(lead, numberOf('12', ' ['))
    expect(odds.values.map((v) => v.low).sort()).toEqual([-3, 12])
    expect(odds.rest).toBeCloseTo(0)
  })

  test('cannot be told from another that ends in its first token', () => {
    expect(canBeWorkedOut(numberOf('12', '6, '))).toBe(false)
    expect(canBeWorkedOut(numberOf('12', ', '))).toBe(true)
  })

  test('is kept with its likeliest values, and what was dropped is not known any more', () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [String(100 + i), (90 - i) / 4095]))
    const odds = asked(modelOf(many), numberOf('189'))
    const kept = keptOdds(odds)
    expect(odds.values.length).toBeGreaterThan(64)
    expect(kept.values.slice(0, 64)).toEqual(odds.values.slice(0, 64))
    // What was written is the least likely of all, and stays.
    expect(kept.values.at(-1)).toMatchObject({ low: 189 })
    expect(kept.values).toHaveLength(65)
    const sum = kept.values.reduce((s, v) => s + v.probability, 0)
    expect(sum + kept.other + kept.rest).toBeCloseTo(1)
    const few = asked(modelOf({ 12: 0.5, 13: 0.5 }), numberOf('12'))
    expect(keptOdds(few)).toBe(few)
  })

  test('sums to one with what is not known, whatever the model holds possible', () => {
    const chances = fc.dictionary(fc.nat(999).map(String), fc.integer({ min: 1, max: 100 }), {
      minKeys: 1,
      maxKeys: 12,
    })
    fc.assert(
      fc.property(chances, fc.integer({ min: 1, max: 60 }), (weights, asks) => {
        const total = Object.values(weights).reduce((sum, w) => sum + w, 0)
        const model = modelOf(Object.fromEntries(Object.entries(weights).map(([k, w]) => [k, w / total])))
        const [written = '0'] = Object.keys(weights)
        const odds = asked(model, numberOf(written), asks)
        const sum = odds.values.reduce((s, v) => s + v.probability, 0)
        expect(sum + odds.other + odds.rest).toBeCloseTo(1, 6)
        // What is known is never more than the model holds of it.
        for (const v of odds.values)
          expect(v.probability).toBeLessThanOrEqual((weights[String(v.low)] ?? 0) / total + 1e-9)
      }),
    )
  })
})
