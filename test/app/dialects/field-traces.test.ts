/** The dialect against the field's own outputs: every row of the evaluation logs that lie beside the project. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { describeNeeding, fieldFiles, fieldFolder } from '../../builders/needs'
import { cropOf, placed, readingOf } from '../../builders/reading'

interface Row {
  readonly image_size: readonly [number, number]
  readonly ops: readonly {
    readonly json: string
    readonly n_bbox_keys: number
    readonly bbox_2d_used: readonly number[]
    readonly crop: {
      readonly raw_box: readonly number[]
      readonly out_w: number
      readonly out_h: number
    } | null
  }[]
}

const cell = 28 * 28
const budgets = {
  image: { minPixels: 32 * cell, maxPixels: 8192 * cell },
  crop: { minPixels: 32 * cell, maxPixels: 4096 * cell },
}

const files = ['vlm_r3_mmvp/expected_crops.jsonl', 'vlm_r3_vstar/expected_crops_sa_46221.jsonl']

describeNeeding(fieldFiles, 'evaluation logs', () => {
  test.each(files)('every request of %s is cropped as computed from the published code', (file) => {
    const rows = readFileSync(join(fieldFolder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
    const wrong: unknown[] = []
    for (const row of rows) {
      const [width, height] = row.image_size
      const size = { width, height }
      const view = vlmR3.overview('i', size, budgets)
      for (const op of row.ops) {
        const reading = readingOf(vlmR3, op.json)
        const numbers = reading.type === 'look' ? reading.numbers : []
        const { region, flags } = placed(vlmR3, numbers, size, view.size)
        const crop = flags.includes('invalid') ? undefined : cropOf(vlmR3, region, size, budgets)
        const got = {
          numbers,
          several: reading.type === 'look' && reading.several,
          crop: crop && [
            crop.crop?.left,
            crop.crop?.top,
            crop.crop?.right,
            crop.crop?.bottom,
            crop.size.width,
            crop.size.height,
          ],
        }
        const want = {
          numbers: op.bbox_2d_used,
          several: op.n_bbox_keys > 1,
          crop: op.crop ? [...op.crop.raw_box, op.crop.out_w, op.crop.out_h] : undefined,
        }
        if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push({ got, want })
      }
    }
    expect(wrong).toEqual([])
    expect(rows.length).toBeGreaterThan(0)
  })
})
