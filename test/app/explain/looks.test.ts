/** What is said of a look, and the smallest crop of it. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { smallestCrop } from '../../../app/explain/minimal'
import { lookVerdict } from '../../../app/explain/verdict'
import { continuationOf, withHidden, writtenFrom } from '../../../app/explain/scorer'
import { box, contains, type Box } from '../../../app/geometry/box'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { defaultSettings } from '../../../app/trace/project'
import { sayingModel } from '../../builders/model'
import { must } from '../../builders/must'
import { fiveSteps, overview } from '../../builders/project'

describe('the verdict on a look', () => {
  const same = { kind: 'same', answer: '12', looks: 0 } as const

  test('is used where another crop changes the answer, or makes the model look again', () => {
    expect(lookVerdict([same, { kind: 'blank', answer: '471' }])).toBe('used')
    expect(lookVerdict([same, { kind: 'blank', answer: '12', looks: 1 }])).toBe('used')
  })

  test('is not used where it stays, and unknown where too little ran', () => {
    expect(lookVerdict([same, { kind: 'blank', answer: ' 12. ' }, { kind: 'shifted', answer: '12' }])).toBe(
      'not-used',
    )
    expect(lookVerdict([same])).toBe('unknown')
    expect(lookVerdict([{ kind: 'blank', answer: '12' }])).toBe('unknown')
  })

  test('is harmful only where the answer is known to be wrong with it and right without', () => {
    const trials = [same, { kind: 'blank', answer: '7' }] as const
    expect(lookVerdict(trials, ['7'])).toBe('harmful')
    expect(lookVerdict(trials, ['12'])).toBe('used')
    expect(lookVerdict(trials, ['9'])).toBe('used')
  })
})

describe('the smallest crop', () => {
  const side = fc
    .tuple(fc.nat(380), fc.nat(380))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 20] as const)

  test('still holds what is needed, and little more', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, async ([left, right], [top, bottom]) => {
        const needed = box<'image'>(left, top, right, bottom)
        let found: Box<'image'> | undefined
        let asked = 0
        const keeps = async (crop: Box<'image'>) => (asked++, contains(crop, needed))
        for await (const now of smallestCrop(box(0, 0, 400, 400), keeps)) found = now.region
        const crop = must(found)
        expect(contains(crop, needed)).toBe(true)
        const most = Math.max(left - crop.left, crop.right - right, top - crop.top, crop.bottom - bottom)
        expect(most).toBeLessThanOrEqual(18)
        expect(asked).toBeLessThan(70)
      }),
    )
  })

  test('is the look itself where nothing of it can go', async () => {
    let found: Box<'image'> | undefined
    for await (const now of smallestCrop(box(10.4, 20, 90, 60), async () => false)) found = now.region
    expect(found).toEqual(box(10, 20, 90, 60))
  })
})

describe('what is hidden', () => {
  const subject = { view: overview, image: { id: 'img', size: { width: 1008, height: 756 } } }

  test('is hidden in every view that shows it, and leaves the others the very same', () => {
    const far = withHidden(subject, fiveSteps, { cover: 'grey', hidden: [box(900, 700, 1000, 750)] })
    expect(far.view.hidden).toEqual({ cover: 'grey', boxes: [box(900, 700, 1000, 750)] })
    expect(far.steps.every((s, i) => s === fiveSteps[i])).toBe(true)
    const near = withHidden(subject, fiveSteps, { cover: 'blur', hidden: [box(0, 0, 40, 70)] })
    const seen = near.steps[2]
    expect(seen?.type === 'observation' && seen.view.hidden?.cover).toBe('blur')
  })

  test('is hidden only in one look where that is asked', () => {
    const only = withHidden(subject, fiveSteps, { cover: 'grey', look: 'l1', hidden: [box(0, 0, 99, 99)] })
    expect(only.view).toBe(overview)
    expect(only.steps[2]).not.toBe(fiveSteps[2])
    const other = withHidden(subject, fiveSteps, { cover: 'grey', look: 'l9', hidden: [box(0, 0, 99, 99)] })
    expect(other.steps[2]).toBe(fiveSteps[2])
  })
})

test('running on says the answer and how often it looked again', async () => {
  const model = sayingModel(['More. {"bbox_2d": [1, 2, 60, 70]}', 'It is 8.</think><answer>8</answer>'], 1000)
  const image = { id: 'img', size: { width: 1008, height: 756 } }
  const subject = { model, dialect: vlmR3, image, view: overview, question: 'q', settings: defaultSettings }
  const from = { ...subject, steps: fiveSteps.slice(0, 3) }
  const outcome = continuationOf(await writtenFrom(from, [], new AbortController().signal))
  expect(outcome).toEqual({ answer: '8', looks: 1 })
})
