/** The pixels themselves: what Relook cuts against the crops a real tool returned (Qwen3-VL cookbook). */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { placeLook } from '../../../app/dialects/place'
import { pixelsOf } from '../../../main/images/pixels'
import { viewPixels } from '../../../main/images/view'

const folder = fileURLToPath(new URL('../../../../shared/traces/qwen3vl_think_with_images/', import.meta.url))
const there = existsSync(folder)
if (!there) console.warn('SKIPPED: ../shared/traces is not here, so crops are not compared with real ones.')

const boxes = [
  [574, 301, 660, 468],
  [174, 450, 469, 658],
  [584, 496, 651, 660],
  [231, 795, 284, 820],
]

describe.skipIf(!there)('the crops of the Qwen3-VL cookbook', () => {
  test.each(boxes.map((numbers, i) => [i + 1, numbers] as const))(
    'crop %i has the same pixels',
    async (i, numbers) => {
      const image = `${folder}hopinn.jpg`
      const { width, height } = await pixelsOf(image)
      const dialect = dialectOf('qwen3-vl') as Dialect
      const size = { width, height }
      const { view } = placeLook(numbers, {
        dialect,
        image: { id: 'i', size },
        view: dialect.overview('i', size, dialect.budgets),
        budgets: dialect.budgets,
      })
      if (view === undefined) throw new Error('no crop')
      const [own, real] = await Promise.all([viewPixels(image, view), pixelsOf(`${folder}crop_${i}.png`)])
      expect([own.width, own.height]).toEqual([real.width, real.height])
      let sum = 0
      let largest = 0
      for (let at = 0; at < real.data.length; at++) {
        const off = Math.abs((own.data[at] ?? 0) - (real.data[at] ?? 0))
        sum += off
        largest = Math.max(largest, off)
      }
      // JPEG decoders may differ by a level or two; one pixel of shift differs by far more.
      expect({ mean: sum / real.data.length < 0.5, largest: largest <= 16 }).toEqual({
        mean: true,
        largest: true,
      })
    },
  )
})
