/** The tree grows where it is likeliest, within its limits, whatever is told. */
import { expect, test } from 'vitest'
import { behind, grownTree, nextToAsk, noTree, pathTo } from '../../../app/tokens/tree'
import fc from '../../builders/properties'

test('any answers: no more is asked than is allowed, no deeper, and shares of children stay within their parent', () => {
  const shares = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { maxLength: 5 })
  const limits = fc.record({
    depth: fc.integer({ min: 1, max: 4 }),
    width: fc.integer({ min: 1, max: 4 }),
    asks: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(fc.array(shares, { minLength: 1, maxLength: 20 }), limits, (answers, limit) => {
      let tree = noTree
      let next: ReturnType<typeof nextToAsk>
      let last = Infinity
      do {
        const answer = answers[tree.asked % answers.length] ?? []
        const sum = answer.reduce((a, b) => a + b, 0.1)
        const alternatives = answer.map((p, id) => ({ text: `t${id}`, id, logprob: Math.log(p / sum) }))
        if (next !== undefined) {
          expect(next.joint).toBeLessThanOrEqual(last + 1e-12)
          last = next.joint
        }
        tree = grownTree(tree, next, { alternatives, width: limit.width })
        next = nextToAsk(tree, limit)
      } while (next !== undefined)
      expect(tree.asked).toBeLessThanOrEqual(limit.asks)
      for (const node of tree.nodes) {
        expect(node.depth).toBeLessThanOrEqual(limit.depth)
        const path = pathTo(tree, node.id)
        expect(path).toHaveLength(node.depth)
        expect(path.reduce((a, b) => a + b.logprob, 0)).toBeCloseTo(node.joint)
        const children = behind(tree, node.id)
        expect(children.length).toBeLessThanOrEqual(limit.width)
        expect(children.reduce((a, n) => a + Math.exp(n.joint), 0)).toBeLessThanOrEqual(
          Math.exp(node.joint) + 1e-9,
        )
      }
    }),
  )
})

test('nothing is asked behind what ends the turn, nor twice behind the same', () => {
  const ends = { text: '', logprob: -0.1, ends: true } as const
  const tree = grownTree(noTree, undefined, { alternatives: [ends, { text: 'a', logprob: -3 }], width: 2 })
  const next = nextToAsk(tree, { depth: 3, width: 2, asks: 9 })
  expect(next?.alternative.text).toBe('a')
  expect(
    nextToAsk(grownTree(tree, next, { alternatives: [], width: 2 }), { depth: 3, width: 2, asks: 9 }),
  ).toBeUndefined()
})
