/** Long texts are compared in a time that does not grow with the square of what differs. */
import { expect, test } from 'vitest'
import { diffText, isRewritten } from '../../../renderer/session/document/compare'

const words = (mark: string, step: number) =>
  Array.from({ length: 20_000 }, (_, i) => `${mark}${i * step}`).join(' ')

test('one changed word of 20,000 is the one that is marked', () => {
  const before = words('w', 1)
  const pieces = diffText(before, before.replace('w500 ', 'changed '))
  expect(pieces.filter((p) => p.side !== 'both').map((p) => p.text.trim())).toEqual(['w500', 'changed'])
})

test('20,000 words that all differ stand side by side, whole', () => {
  const [left, right] = [words('w', 1), words('v', 7)]
  const pieces = diffText(left, right)
  expect(pieces).toEqual([
    { text: left, side: 'left' },
    { text: right, side: 'right' },
  ])
  expect(isRewritten(pieces)).toBe(true)
})
