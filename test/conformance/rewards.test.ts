/** What every reward must be, whatever it measures: one suite over the registry. */
import { describe, expect, it } from 'vitest'
import { rewardOf, rewards } from '../../app/rewards'
import { terms, type Reward } from '../../app/rewards/reward'
import { variants } from '../../app/rewards/variants'
import { drawReplies } from '../builders/rollouts'

const replies = drawReplies(150, 11)

describe.each(rewards.map((r): [string, Reward] => [r.id, r]))('reward %s', (id, reward) => {
  it('is found by an id of its own and says where its rule is from', () => {
    expect(rewardOf(id)).toBe(reward)
    expect(rewards.filter((r) => r.id === id)).toHaveLength(1)
    expect(reward.source).toMatch(/VLM-R|app\/metrics/)
    expect(reward.parameters.map((p) => p.name)).toEqual(['weight', 'cap'])
  })

  it('measures anything as a finite amount from 0, with a sentence, and the same again', () => {
    for (const { rollout, asked } of replies) {
      const found = reward.measure(rollout, asked)
      expect(Number.isFinite(found.amount) && found.amount >= 0).toBe(true)
      expect(found.why).toMatch(/\.$/)
      expect(reward.measure(rollout, asked)).toEqual(found)
    }
  })

  it('measures a question of which nothing is known', () => {
    for (const { rollout } of replies.slice(0, 40))
      expect(Number.isFinite(reward.measure(rollout, { question: '', gold: [] }).amount)).toBe(true)
  })

  it('belongs to a variant', () => {
    expect(variants.some((v) => v.terms[reward.term].reward === reward)).toBe(true)
  })
})

it.each(variants)('variant $id has a reward of its own kind for every term', ({ terms: set }) => {
  expect(terms.map((term) => set[term].reward.term)).toEqual([...terms])
})
