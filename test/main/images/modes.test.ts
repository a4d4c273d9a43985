/**
 * Pictures with transparency as VLM-R³'s own code shows them (training/conformance/views.py, Pillow 13): the whole image by
 * qwen-vl-utils, its crops from the colours under the transparency, pixel by pixel.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { viewAddress, viewFromAddress } from '../../../app/addresses'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { placeLook } from '../../../app/reading/place'
import type { PictureReader } from '../../../app/trace/picture-reader'
import type { View } from '../../../app/trace/step'
import { readImage } from '../../../main/images/import'
import { viewPixels } from '../../../main/images/view'
import { must } from '../../builders/must'

type Row = readonly [
  mode: string,
  file: string,
  whole: string,
  crops: readonly (readonly [box: readonly number[], sum: string])[],
]
const { files } = JSON.parse(
  readFileSync(new URL('../../fixtures/fidelity/transparent.json', import.meta.url), 'utf8'),
) as { readonly files: readonly Row[] }

const vlmR3 = must<Dialect>(dialectOf('vlm-r3'))
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'relook-transparent-'))))
afterAll(() => rm(folder, { recursive: true }))

async function opened(file: string, by: PictureReader) {
  const { bytes, width, height, read } = await readImage(Buffer.from(file, 'base64'), 'a.png', { by })
  const path = join(folder, `${crc32(bytes)}.png`)
  await writeFile(path, bytes)
  return { path, image: { id: 'i', size: { width, height }, ...(read && { read }) } }
}

/** By the view itself, and by the address under which a window shows it. */
async function sumsOf(path: string, view: View): Promise<readonly string[]> {
  const query = new URLSearchParams(viewAddress(view).split('?')[1])
  const shown = must(viewFromAddress(view.image, query))
  const pixels = await Promise.all([viewPixels(path, view), viewPixels(path, shown)])
  return pixels.map(({ data }) => crc32(data).toString(16).padStart(8, '0'))
}

test.each(files)(
  '%s: whole image and crops are those of the field’s code',
  async (_mode, file, whole, crops) => {
    const { path, image } = await opened(file, 'qwen-vl-utils')
    const view = vlmR3.overview('i', image.size, vlmR3.budgets)
    expect(await sumsOf(path, view)).toEqual([whole, whole])
    for (const [numbers, sum] of crops) {
      const look = placeLook(numbers, { dialect: vlmR3, image, view, budgets: vlmR3.budgets })
      expect(await sumsOf(path, must(look.view))).toEqual([sum, sum])
    }
    expect(crops.length).toBe(3)
  },
)

test('says so of a crop only where it differs from the whole image', async () => {
  for (const [mode, file, , [crop]] of files)
    for (const by of ['qwen-vl-utils', 'relook', 'pillow'] as const) {
      const { image } = await opened(file, by)
      const view = vlmR3.overview('i', image.size, vlmR3.budgets)
      const look = placeLook(must(crop)[0], { dialect: vlmR3, image, view, budgets: vlmR3.budgets })
      expect(must(look.view).alpha).toBe(mode === 'RGBA' && by === 'qwen-vl-utils' ? 'dropped' : undefined)
    }
})
