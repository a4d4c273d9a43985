import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { wayWords } from '../../../renderer/words/view'

const size = { width: 56, height: 84 }
const view = { image: 'i', size, filter: 'bicubic', grid: { width: 2, height: 3 } } as const

test('tells every stage, and the last resize only where it changes the size', () => {
  const cut = { type: 'cut', box: box<'source'>(-3, 0, 10, 20) } as const
  const same = { type: 'resize', size, filter: 'nearest' } as const
  expect(wayWords({ ...view, made: [cut] })).toBe('cut -3, 0 – 10, 20, then to 56 × 84 bicubic')
  expect(wayWords({ ...view, made: [cut, same] })).toBe('cut -3, 0 – 10, 20, then to 56 × 84 nearest')
  expect(wayWords(view)).toBe('to 56 × 84 bicubic')
})
