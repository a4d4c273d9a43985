import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { sameAnswer, trialsOf, verdictOfTrials } from '../../../app/checks/trial'
import type { TrialResult } from '../../../app/trace/evidence'
import { box, contains, iou, type Box } from '../../../app/geometry/box'

const image = { width: 1000, height: 600 }
const others = [{ number: 2, region: box<'image'>(700, 400, 900, 500) }]
const tested = { number: 1, region: box<'image'>(100, 100, 200, 160), image, others }

describe('the trials of a look', () => {
  test('change one thing each', () => {
    expect(trialsOf(tested)).toEqual([
      { kind: 'same', name: 'look 1 as it was', region: tested.region, blank: false },
      { kind: 'blank', name: 'look 1 blanked', region: tested.region, blank: true },
      { kind: 'shifted', name: 'look 1 shifted', region: box(200, 100, 300, 160), blank: false },
      { kind: 'swapped', name: 'look 1 swapped with look 2', region: others[0]?.region, blank: false },
      { kind: 'enlarged', name: 'look 1 enlarged', region: box(50, 70, 250, 190), blank: false },
    ])
  })

  test('are left out where there is nothing to shift to, swap with or enlarge', () => {
    const whole = { ...tested, region: box<'image'>(0, 0, 1000, 600), others: [] }
    expect(trialsOf(whole).map((t) => t.kind)).toEqual(['same', 'blank'])
  })

  test('never swap with nearly the same region', () => {
    const near = [{ number: 3, region: box<'image'>(102, 100, 202, 160) }]
    expect(trialsOf({ ...tested, others: near }).map((t) => t.kind)).not.toContain('swapped')
  })

  test('stay in the image and have an area, whatever the region', () => {
    const side = fc
      .tuple(fc.nat(998), fc.nat(998))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)
    fc.assert(
      fc.property(side, side, ([left, right], [top, bottom]) => {
        const region: Box<'image'> = box(left, top, right, bottom)
        const frame = { width: 1000, height: 1000 }
        for (const t of trialsOf({ number: 1, region, image: frame, others: [] })) {
          expect(contains(box<'image'>(0, 0, 1000, 1000), t.region)).toBe(true)
          expect(t.region.right - t.region.left >= 1 && t.region.bottom - t.region.top >= 1).toBe(true)
          if (t.kind === 'shifted') expect(iou(t.region, region)).toBe(0)
        }
      }),
    )
  })
})

describe('the verdict', () => {
  const results = (answers: Partial<Record<TrialResult['kind'], string>>) =>
    Object.entries(answers).map(([kind, answer]) => ({ kind, answer }) as TrialResult)

  test('is that the look was used where another crop changes the answer', () => {
    const v = verdictOfTrials(results({ same: '7', blank: '8', shifted: '7', swapped: '9', enlarged: '7' }))
    expect(v).toEqual({
      used: true,
      sentence:
        'The look was used: with the crop blanked or swapped the answer changes. ' +
        'With it shifted or enlarged nothing changes.',
    })
  })

  test('is that it was not used where nothing changes, however it is written', () => {
    expect(verdictOfTrials(results({ same: 'Seven', blank: ' seven. ', shifted: 'SEVEN' })).used).toBe(false)
  })

  test('tells a look that only more context changes from one that nothing does', () => {
    expect(verdictOfTrials(results({ same: '7', blank: '7', enlarged: '8' })).sentence).toBe(
      'The look was used: with the crop enlarged the answer changes. With it blanked nothing changes.',
    )
  })

  test('is that it was used where the model, not finding what it looked for, looks again', () => {
    const again: TrialResult[] = [
      { kind: 'same', answer: '7', looks: 0 },
      { kind: 'blank', answer: '7', looks: 1 },
      { kind: 'shifted', answer: '7', looks: 0 },
    ]
    expect(verdictOfTrials(again)).toEqual({
      used: true,
      sentence:
        'The look was used: with it blanked the model looks again before it answers the same. ' +
        'With it shifted nothing changes.',
    })
  })

  test('is none without the run that changes nothing', () => {
    expect(verdictOfTrials(results({ blank: '8' })).used).toBeUndefined()
    expect(verdictOfTrials(results({ same: '7' })).used).toBeUndefined()
  })

  test('takes no answer for an answer of its own', () => {
    expect(sameAnswer(undefined, '7')).toBe(false)
    expect(sameAnswer(undefined, undefined)).toBe(true)
  })
})
