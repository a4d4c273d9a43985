/** The pixels themselves: what Relook cuts against the crops a real tool returned (Qwen3-VL cookbook). */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { placeLook } from '../../../app/reading/place'
import { pixelsOf } from '../../../main/images/pixels'
import { viewPixels } from '../../../main/images/view'
import { committedField } from '../../builders/field'

/** What the model asked for, and the crop that came back (its pixels in a lossless file). */
const crops = [
  ['crops/crop_1.webp', [574, 301, 660, 468]],
  ['crops/crop_2.webp', [174, 450, 469, 658]],
  ['crops/crop_3.webp', [584, 496, 651, 660]],
  ['crops/crop_4.webp', [231, 795, 284, 820]],
] as const
const at = (name: string) => join(committedField, 'qwen3-vl', name)

describe('the crops of the Qwen3-VL cookbook', () => {
  test.each(crops)('%s has the same pixels', async (name, numbers) => {
    const image = at('hopinn.jpg')
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
    const [own, real] = await Promise.all([viewPixels(image, view), pixelsOf(at(name))])
    expect([own.width, own.height]).toEqual([real.width, real.height])
    let sum = 0
    let largest = 0
    for (let i = 0; i < real.data.length; i++) {
      const off = Math.abs((own.data[i] ?? 0) - (real.data[i] ?? 0))
      sum += off
      largest = Math.max(largest, off)
    }
    // JPEG decoders may differ by a level or two; one pixel of shift differs by far more.
    expect({ mean: sum / real.data.length < 0.5, largest: largest <= 16 }).toEqual({
      mean: true,
      largest: true,
    })
  })
})
