/** A number made of a text: whoever is given a part of a queue by it keeps that part, on every machine and for ever. */
import { expect, test } from 'vitest'
import { hash } from '../../app/hash'

/** FNV-1a, then the finaliser of MurmurHash3, in whole numbers of any size. */
function byHand(text: string): number {
  const word = (n: bigint) => BigInt.asUintN(32, n)
  let h = 0x811c9dc5n
  for (let i = 0; i < text.length; i++) h = word((h ^ BigInt(text.charCodeAt(i))) * 0x01000193n)
  h = word((h ^ (h >> 16n)) * 0x85ebca6bn)
  h = word((h ^ (h >> 13n)) * 0xc2b2ae35n)
  return Number(h ^ (h >> 16n))
}

test.each(['', 'a', 'trace-1', 'trace-2', '写真', '🙂', 'x'.repeat(1000)])('of %j', (text) => {
  expect(hash(text)).toBe(byHand(text))
})

test('is the same for ever', () => {
  expect(['', 'a', 'trace-1'].map(hash)).toEqual([2872998923, 444641715, 597944320])
})

test('is a whole number below 2³², and neighbours are spread evenly over five', () => {
  const shares = [0, 0, 0, 0, 0]
  const numbers = Array.from({ length: 10_000 }, (_, i) => hash(`row ${i}`))
  expect(numbers.every((h) => Number.isInteger(h) && h >= 0 && h < 2 ** 32)).toBe(true)
  for (const h of numbers) shares[h % 5] = (shares[h % 5] ?? 0) + 1
  for (const share of shares) expect(Math.abs(share - 2000)).toBeLessThan(150)
})
