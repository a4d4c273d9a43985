import { describe, expect, test } from 'vitest'
import { spaceHint } from '../../../app/formats/space-hint'

const image = { width: 640, height: 480 }
const frame = { width: 644, height: 476 }
const boxes = (...numbers: readonly (readonly number[])[]) =>
  numbers.map((n) => ({ numbers: n, image, frame }))

describe('does this space fit?', () => {
  test('says nothing where every box is inside', () => {
    expect(spaceHint(boxes([10, 20, 600, 400]), 'input')).toBeUndefined()
  })

  test('finds thousandths that were read as pixels', () => {
    expect(spaceHint(boxes([100, 200, 300, 400], [600, 700, 950, 990]), 'input')).toEqual({
      space: 'per-mille',
      misfitsNow: 1,
      misfitsThen: 0,
      boxes: 2,
    })
  })

  test('finds fractions that were read as pixels: they have no size', () => {
    expect(spaceHint(boxes([0.1, 0.2, 0.5, 0.9]), 'image')).toMatchObject({ space: 'unit', misfitsThen: 0 })
  })

  test('finds pixels that were read as fractions', () => {
    expect(spaceHint(boxes([100, 200, 300, 400]), 'unit')).toMatchObject({ misfitsThen: 0 })
  })

  test('finds pixels of a larger resized image', () => {
    const small = { width: 224, height: 224 }
    const seen = { width: 1120, height: 1120 }
    const written = [{ numbers: [100, 100, 1100, 1100], image: small, frame: seen }]
    expect(spaceHint(written, 'image')).toMatchObject({ space: 'input', misfitsThen: 0 })
  })

  test('does not blame the space for a box a little past the edge, as VLM-R³ writes them', () => {
    const small = { width: 224, height: 224 }
    expect(spaceHint([{ numbers: [0, 0, 252, 224], image: small, frame: small }], 'input')).toBeUndefined()
  })

  test('suggests nothing that would be no better', () => {
    expect(spaceHint(boxes([9000, 9000, 99999, 99999]), 'input')).toBeUndefined()
    expect(spaceHint([], 'input')).toBeUndefined()
  })
})

test('a few careless boxes among small numbers do not speak for a space that is hardly used', () => {
  const size = { width: 224, height: 224 }
  const written = (numbers: readonly number[]) => ({ numbers, image: size, frame: size })
  const good = Array.from({ length: 20 }, (_, i) => written([10, 10, 100 + i, 150]))
  const careless = [written([0, 0, 280, 224]), written([0, 0, 300, 300])]
  expect(spaceHint([...good, ...careless], 'input')).toBeUndefined()
  const others = [written([600, 700, 900, 950]), written([300, 20, 990, 400])]
  expect(spaceHint([...others, ...others, ...careless], 'input')?.space).toBe('per-mille')
})
