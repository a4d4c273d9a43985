import { expect, test } from 'vitest'
import { heldWords, limitWords } from '../../../renderer/words/engine'

const nothing = { automatic: true, snapshots: 0, features: 0, pixels: 0 }

test('says what is kept, and what of', () => {
  expect(heldWords(nothing)).toBe('Nothing is kept now.')
  expect(heldWords({ ...nothing, snapshots: 97e6, pixels: 1e6 })).toBe(
    'Now: 97 MB of snapshots, 1 MB of decoded images.',
  )
})

test('names the limit, once it is known', () => {
  expect(limitWords(undefined, nothing)).toBe('Automatic')
  expect(limitWords(undefined, { ...nothing, limit: 100e6 })).toBe('Automatic (100 MB)')
  expect(limitWords(undefined, { ...nothing, automatic: false, limit: 1e9 })).toBe('Automatic')
  expect(limitWords(1e9, nothing)).toBe('1 GB')
})
