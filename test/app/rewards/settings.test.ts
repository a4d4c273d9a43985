/** Weights and caps as data: what a file may say, and back. */
import { describe, expect, it } from 'vitest'
import { rewardSettings, scoringOf, settingsFrom } from '../../../app/rewards/settings'
import { paper, released } from '../../../app/rewards/variants'

describe('settings', () => {
  it('of a name alone are the variant', () => {
    for (const variant of [paper, released])
      expect(scoringOf(rewardSettings.parse({ variant: variant.id }))).toEqual({
        terms: variant.terms,
        advantage: variant.advantage,
      })
    expect(rewardSettings.parse({})).toEqual({ variant: 'paper' })
  })

  it('change single weights and caps; null takes a cap away', () => {
    const { terms } = scoringOf({
      variant: 'paper',
      region: 0.25,
      region_cap: 1.2,
      length_cap: null,
      iou: 0.5,
    })
    expect([terms.region.weight, terms.region.cap]).toEqual([0.25, 1.2])
    expect([terms.length.weight, terms.length.cap]).toEqual([0.001, undefined])
    expect([terms.iou.weight, terms.iou.cap]).toEqual([0.5, 1])
  })

  it('and back say only what is different', () => {
    for (const settings of [
      { variant: 'paper', region: 0.25, length_cap: null },
      { variant: 'released', iou: 2, iou_cap: 0.4 },
      { variant: 'released' },
    ] as const)
      expect(settingsFrom(settings.variant, scoringOf(settings))).toEqual(settings)
  })

  it.each([{ regoin: 1 }, { region: -1 }, { region: NaN }, { variant: 'mine' }, { length_cap: 'x' }, []])(
    'refuses %j',
    (value) => {
      expect(rewardSettings.safeParse(value).success).toBe(false)
    },
  )
})
