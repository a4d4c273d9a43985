/** Crops of a data set show the region that was asked for, in the size and with the filter of the language's own rule. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { dialects } from '../../../app/dialects'
import { treeChanges } from '../../../app/formats/tree'
import { box } from '../../../app/geometry/box'
import type { View } from '../../../app/trace/step'
import { createExportImages } from '../../../main/exporting/images'
import { renderView, viewPixels } from '../../../main/images/view'
import { exportTo, requestFor, storeOn } from '../../builders/exports'
import { testFolderForAll } from '../../builders/folder'
import { must } from '../../builders/must'
import { answer, look, observation, projectWith, thought } from '../../builders/project'
import { mustCrop } from '../../builders/reading'

const folder = testFolderForAll()
const [width, height] = [1008, 756]

/** Red tells the column, green the row: any crop says where it was cut. */
function gradient(): Promise<Uint8Array> {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([(x / width) * 256, (y / height) * 256, 128], (y * width + x) * 3)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

test.each(dialects.filter((d) => d.shows !== 'none').map((d) => [d.id, d] as const))(
  '%s: the crop in the file is the crop of its rule, pixel by pixel',
  async (id, dialect) => {
    const store = await storeOn(join(folder(), id, 'data'))
    const image = await store.images.add(await gradient(), 'gradient.png')
    const steps = [
      thought('t', '<think>I look. '),
      look('l', [100, 60, 180, 130]),
      observation('o', 'l'),
      answer('a', '7'),
    ]
    const [created, ...rest] = treeChanges(projectWith(steps), { id: 'p', image })
    if (created?.type !== 'project-created') throw new Error('no creation')
    await store.projects.create(created)
    await store.projects.use('p', (live) => live.append(rest))
    const out = join(folder(), id, 'out')
    await exportTo(store, out, { ...requestFor('ms-swift'), dialect: id })
    const [line] = readFileSync(join(out, 'train.jsonl'), 'utf8').split('\n')
    const { images } = JSON.parse(must(line)) as { images: string[] }
    expect(images).toHaveLength(2)
    const crop = await sharp(join(out, must(images[1])))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const region = must(steps.flatMap((s) => (s.type === 'look' ? [s.region] : []))[0])
    const view = mustCrop(dialect, region, image, dialect.budgets)
    const own = await viewPixels(await store.images.path(image.id), view)
    expect([crop.info.width, crop.info.height]).toEqual([view.size.width, view.size.height])
    expect(Buffer.compare(crop.data, Buffer.from(own.data))).toBe(0)
    // And without any of Relook's own arithmetic: its middle has the colour of the middle of the region.
    const at = (Math.floor(crop.info.height / 2) * crop.info.width + Math.floor(crop.info.width / 2)) * 3
    const middle = [(region.left + region.right) / 2 / width, (region.top + region.bottom) / 2 / height]
    expect(Math.abs((crop.data[at] ?? 0) - must(middle[0]) * 256)).toBeLessThan(5)
    expect(Math.abs((crop.data[at + 1] ?? 0) - must(middle[1]) * 256)).toBeLessThan(5)
    await store.close()
  },
)

test('crops of one place and size that are made in other ways are files of their own', async () => {
  const store = await storeOn(join(folder(), 'ways', 'data'))
  const image = await store.images.add(await gradient(), 'gradient.png')
  const place = { image: image.id, crop: box<'image'>(0, 0, 56, 56), size: { width: 56, height: 56 } }
  const plain: View = { ...place, filter: 'bicubic', grid: { width: 2, height: 2 } }
  const views: readonly View[] = [
    plain,
    { ...plain, made: [{ type: 'cut', box: box(-28, 0, 56, 56) }] },
    { ...plain, made: [{ type: 'cut', box: box(0, -28, 56, 56) }] },
    { ...plain, alpha: 'dropped' },
    { ...plain, mask: 'blank' },
  ]
  const out = join(folder(), 'ways', 'out')
  const pictures = createExportImages({ folder: out, images: store.images, renderView })
  const names = await Promise.all(views.map((view) => pictures.place(view)))
  expect(new Set(names).size).toBe(views.length)
  const path = await store.images.path(image.id)
  for (const [i, view] of views.entries())
    expect(readFileSync(join(out, must(names[i])))).toEqual(Buffer.from(await renderView(path, view)))
})
