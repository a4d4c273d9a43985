import { expect, test } from 'vitest'
import { TookTooLong, withinTime } from '../../../main/models/within-time'

test.each([
  [
    'a loop',
    () => {
      for (;;);
    },
  ],
  ['a regular expression', () => /^(a|a)+$/.test(`${'a'.repeat(60)}b`)],
  [
    'a recursion that catches its own end',
    () => {
      const again = (): void => {
        try {
          again()
        } catch {
          again()
        }
      }
      again()
    },
  ],
])('breaks off %s', (_, work) => {
  const from = performance.now()
  expect(() => withinTime(200, work)).toThrow(TookTooLong)
  // eslint-disable-next-line no-restricted-syntax -- the limit itself is by the clock
  expect(performance.now() - from).toBeLessThan(3000)
})

test('gives what the work gives and throws what it throws, also one in the other', () => {
  expect(withinTime(1000, () => withinTime(1000, () => 7) + 1)).toBe(8)
  expect(() =>
    withinTime(1000, () => {
      throw new RangeError('odd')
    }),
  ).toThrow(RangeError)
  expect(withinTime(1000, () => 'again')).toBe('again')
})
