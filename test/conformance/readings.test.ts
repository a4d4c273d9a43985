/**
 * One reading of every dialect, whoever asks: a run and the file of it give the same steps however the text was cut into tokens; a
 * drawn box comes back as the same pixels; a broken request costs no other. The long form is `npm run soak readings`.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../app/dialects'
import { roundTrip } from '../builders/box-trips'
import { dialogue } from '../builders/dialogues'
import { cutsOf, difference } from '../builders/live-and-file'
import { regionKept } from '../builders/mutations'
import { randomFrom } from '../soak/random'

const all: readonly Dialect[] = dialects
const times = <T>(n: number, one: () => T) => Array.from({ length: n }, one)

describe.each(all)('$name', (dialect) => {
  test('reads a run and the file of it as the same steps, wherever tokens end', () => {
    const random = randomFrom(15)
    for (let i = 0; i < 12; i++) {
      const { size, said } = dialogue(dialect, random)
      const cuts = cutsOf(said.join('').length, random)
      expect(difference({ dialect, size, said, cuts })).toBeUndefined()
    }
  })

  test('reads a box that it can write as the same pixels, in crops of crops too', () => {
    const random = randomFrom(16)
    expect(times(25, () => roundTrip(dialect, random)).filter((why) => why !== undefined)).toEqual([])
  })

  test('loses no request but the one that is broken', () => {
    const random = randomFrom(17)
    expect(times(25, () => regionKept(dialect, random)).filter((why) => why !== undefined)).toEqual([])
  })
})
