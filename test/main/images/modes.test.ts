/**
 * Files in a mode other than RGB (transparency, palettes, one bit, CMYK) as the families' own code shows them, pixel by pixel: whole
 * images, crops, and a crop of a crop. Made by training/conformance/modes.py under Pillow 13.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { viewAddress, viewFromAddress } from '../../../app/addresses'
import { dialectOf, type Dialect } from '../../../app/dialects'
import { ownModeOf, placeLook, type SizedImage } from '../../../app/reading/place'
import { stagesOf } from '../../../app/trace/stages'
import type { ImageReader } from '../../../app/trace/image-reader'
import type { View } from '../../../app/trace/step'
import { readImage } from '../../../main/images/import'
import { viewPixels } from '../../../main/images/view'
import { must } from '../../builders/must'

/** Checksums of the whole picture, and of the crop of each box; “-”: the tool fails. */
type Shown = readonly [whole: string, crops: readonly (readonly [box: readonly number[], sum: string])[]]
interface Row {
  readonly name: string
  /** Pillow's. */
  readonly mode: string
  readonly file: string
  readonly 'vlm-r3': Shown
  readonly 'deepeyes-eval': Shown
  readonly 'qwen3-vl': Shown
  readonly nested: string
}
const { files } = JSON.parse(
  readFileSync(new URL('../../fixtures/fidelity/modes.json', import.meta.url), 'utf8'),
) as { readonly files: readonly Row[] }

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'relook-modes-'))))
afterAll(() => rm(folder, { recursive: true }))

async function opened({ name, file }: Row, by: ImageReader) {
  const { bytes, width, height, read } = await readImage(Buffer.from(file, 'base64'), name, { by })
  const path = join(folder, `${crc32(bytes)}.png`)
  await writeFile(path, bytes)
  return { path, image: { id: 'i', size: { width, height }, ...(read && { read }) } satisfies SizedImage }
}

/** By the view itself, and by the address under which a window shows it. */
async function sumOf(path: string, view: View | undefined): Promise<string> {
  if (view === undefined) return '-'
  const query = new URLSearchParams(viewAddress(view).split('?')[1])
  const shown = must(viewFromAddress(view.image, query))
  const [own, addressed] = await Promise.all([viewPixels(path, view), viewPixels(path, shown)])
  expect(Buffer.compare(own.data, addressed.data)).toBe(0)
  return crc32(own.data).toString(16).padStart(8, '0')
}

function groundOf(dialect: Dialect, image: SizedImage) {
  const view = dialect.overview('i', image.size, dialect.budgets)
  return { dialect, image, view, budgets: dialect.budgets }
}

/** Read before it is cut, which the window says of it (`cutInOwnMode`). */
const isReadFirst = ({ mode }: Row) => mode === 'LA'

describe.each(['vlm-r3', 'deepeyes-eval', 'qwen3-vl'] as const)('%s', (id) => {
  const dialect = must<Dialect>(dialectOf(id))

  test.each(files.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const { path, image } = await opened(row, must(dialect.pictures))
    const ground = groundOf(dialect, image)
    const [whole, crops] = row[id]
    const shown = [await sumOf(path, ground.view)]
    for (const [box] of crops) shown.push(await sumOf(path, placeLook(box, ground).view))
    const wanted = [whole, ...crops.map(([, sum]) => sum)]
    if (id !== 'vlm-r3' && isReadFirst(row)) expect(shown[0]).toBe(whole)
    else expect(shown).toEqual(wanted)
    expect(crops.length).toBeGreaterThanOrEqual(3)
  })
})

test.each(files.filter((r) => !isReadFirst(r)).map((row) => [row.name, row] as const))(
  'a crop of a crop of %s',
  async (_name, row) => {
    const dialect = must<Dialect>(dialectOf('qwen3-vl'))
    const { path, image } = await opened(row, 'vllm')
    const ground = groundOf(dialect, image)
    const first = placeLook([100, 80, 700, 900], ground)
    const inside = first.view && { area: first.region, view: first.view }
    const again = inside && placeLook([250, 100, 800, 640], { ...ground, inside })
    expect(await sumOf(path, again?.view)).toBe(row.nested)
  },
)

test('of a CMYK file the model is told what Pillow says, as Qwen-Agent tells it', async () => {
  const row = must(files.find(({ name }) => name === 'cmyk.jpeg'))
  const dialect = must<Dialect>(dialectOf('qwen3-vl'))
  const { image } = await opened(row, 'vllm')
  const { view, budgets } = groundOf(dialect, image)
  const args = { bbox_2d: [100, 80, 700, 900], label: 'x', img_idx: 0 }
  const text = `<tool_call>\n${JSON.stringify({ name: 'image_zoom_in_tool', arguments: args })}\n</tool_call>`
  const ended = { text, reason: 'stop', size: image.size, views: [view], budgets } as const
  const file = must(ownModeOf(image, dialect))
  expect(dialect.edge?.({ ...ended, file }).next).toEqual({
    type: 'say',
    text: 'Tool Execution Error cannot write mode CMYK as PNG',
  })
  expect(dialect.edge?.(ended).next).toEqual({ type: 'crop' })
})

test('knows the mode in which Pillow opens each', async () => {
  for (const row of files) {
    const { image } = await opened(row, 'pillow')
    expect([row.name, image.read?.mode ?? row.mode.replace(/^(?:L|RGB)$/, 'plain')]).toEqual([
      row.name,
      row.mode.replace(/^(?:L|RGB)$/, 'plain'),
    ])
  }
})

test('says so of a crop only where it differs from the whole image', async () => {
  const dialect = must<Dialect>(dialectOf('vlm-r3'))
  for (const row of files)
    for (const by of ['qwen-vl-utils', 'relook', 'pillow'] as const) {
      const { image } = await opened(row, by)
      const box = must(row['vlm-r3'][1][0])[0]
      const { view } = placeLook(box, groundOf(dialect, image))
      expect(must(view).alpha).toBe(row.mode === 'RGBA' && by === 'qwen-vl-utils' ? 'dropped' : undefined)
    }
})

test('an image read Relook’s way is cut in its mode only where the reading is the same', async () => {
  const dialect = must<Dialect>(dialectOf('qwen3-vl'))
  const kinds = await Promise.all(
    files.map(async (row) => {
      const { image } = await opened(row, 'relook')
      const { view } = placeLook([100, 80, 700, 900], groundOf(dialect, image))
      const nearest = view && stagesOf(view).some((s) => s.type === 'resize' && s.filter === 'nearest')
      return [
        row.name,
        view === undefined ? 'none' : (view.alpha ?? (nearest === true ? 'nearest' : 'plain')),
      ]
    }),
  )
  expect(Object.fromEntries(kinds)).toMatchObject({
    'rgba.png': 'kept',
    'palette.png': 'nearest',
    // Over white here, dropped there.
    'palette-trns.png': 'plain',
    'bit.png': 'nearest',
    'grey.png': 'plain',
    'cmyk.jpeg': 'none',
  })
})
