/** Mutated texts of every dialect and rows of every format over all readers: none throws. The long form is `npm run soak readers`. */
import { expect, test } from 'vitest'
import { mutant, readMutant } from '../builders/mutants'

test('no reader throws at a mutated text or row', { timeout: 120_000 }, () => {
  const thrown = Array.from({ length: 600 }, (_, number) => mutant(4, number)).flatMap((one) => {
    try {
      readMutant(one)
      return []
    } catch (error) {
      return [`${one.what}: ${String(error)}`]
    }
  })
  expect(thrown).toEqual([])
})
