/**
 * One reading of every dialect, whoever asks: a run and the file of it give the same steps however the text was cut into tokens; a
 * drawn box comes back as the same pixels; a broken request costs no other. The long form is `npm run soak readings`.
 */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../app/dialects'
import { visualCot } from '../../app/dialects/visual-cot'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import { box } from '../../app/geometry/box'
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

test.each(all)('$name: a turn of blanks alone is a step, in a run and in its file', (dialect) => {
  const size = { width: 700, height: 500 }
  const asked = dialect.request(box<'source'>(10, 20, 400, 300), { size, frame: size }, 'sign')
  expect(difference({ dialect, size, said: [asked.text, ' \n'], cuts: [[]] })).toBeUndefined()
})

test('a mark that ends an answer nobody opened ends a generation, in a run and in its file', () => {
  const size = { width: 700, height: 112 }
  const said = [
    '[{"bbox_2d": [1, 2, 30, 40], "label": "x"}\n]\n </answer>',
    'There: {"bbox_2d": [516, 83, 669, 111]}\n',
  ]
  expect(difference({ dialect: vlmR3, size, said, cuts: [[]] })).toBeUndefined()
})

test('a box at the very edge is written without a minus before its zero', () => {
  const size = { width: 335, height: 336 }
  const { numbers } = visualCot.request(box<'source'>(0, -1e-9, 16, 6), { size, frame: size })
  expect(numbers.filter((n) => Object.is(n, -0))).toEqual([])
})
