/** Images read by processes of their own: the same bytes as in this one, and what becomes of images that cost too much. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { given } from '../../../app/given'
import { box } from '../../../app/geometry/box'
import type { View } from '../../../app/trace/step'
import { imagesApart, imagesHere, type ImageWork } from '../../../main/image-process/apart'
import { startChild } from '../../../main/ports/process'
import { createImages } from '../../../main/store/images'
import { bundle } from '../../builders/bundle'
import { testFolder } from '../../builders/folder'

const fixtures = new URL('../../fixtures/images/', import.meta.url).pathname
const pictures = readdirSync(fixtures).filter((name) => /\.(png|jpe?g|webp|gif|bmp|tif|avif)$/.test(name))
let file = ''
beforeAll(async () => {
  file = await bundle('main/image-process/worker.ts', 'images')
}, 60_000)

function apart(deadline?: number): ImageWork {
  const work = imagesApart(() => startChild(file), given({ deadline }))
  onTestFinished(work.close)
  return work
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What each of the ways to look gives of every image that comes in, and why the others do not. */
async function seenBy(work: ImageWork): Promise<readonly unknown[]> {
  const images = createImages(testFolder(), work.bring)
  const seen: unknown[] = []
  for (const name of pictures) {
    try {
      const ref = await images.add({ path: join(fixtures, name) }, name)
      const path = await images.path(ref.id)
      const { width, height } = ref
      const view: View = {
        image: ref.id,
        crop: box(0, 0, Math.ceil(width / 2), Math.ceil(height / 2)),
        size: { width: 84, height: 56 },
        filter: 'bicubic',
        grid: { width: 3, height: 2 },
      }
      const made: View = {
        ...view,
        made: [{ type: 'resize', size: { width: 40, height: 40 }, filter: 'nearest' }],
      }
      seen.push([
        ref,
        sha(readFileSync(path)),
        sha(await work.renderView(path, view)),
        sha(await work.renderView(path, made)),
        sha((await work.renderDisplay(path)).bytes),
        sha((await work.renderDisplay(path, 16)).bytes),
        await work.regionStats(path, [box(0, 0, 3, 3), box(-9, -9, -5, -5)]),
      ])
    } catch (error) {
      seen.push(String(error))
    }
  }
  return seen
}

test(`${pictures.length} images are the same bytes, whoever reads them`, async () => {
  expect(pictures.length).toBeGreaterThan(20)
  expect(await seenBy(apart())).toEqual(await seenBy(imagesHere))
})

test('one that is sent is kept as it came, and nothing of it is left over', async () => {
  const folder = testFolder()
  const images = createImages(folder, apart().bring)
  const bytes = readFileSync(join(fixtures, 'plain.jpg'))
  const body = async function* () {
    for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000)
  }
  const { id } = await images.receive(body(), 'plain.jpg', 1e6)
  expect(id).toBe(sha(bytes))
  await expect(images.receive(body(), 'plain.jpg', 1001)).rejects.toMatchObject({ code: 'image-too-large' })
  await expect(images.add(bytes.subarray(0, 900), 'cut.jpg')).rejects.toMatchObject({
    code: 'image-unreadable',
  })
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  expect(left).toEqual([id.slice(0, 2), `${id.slice(0, 2)}/${id}.jpg`, `${id.slice(0, 2)}/${id}.json`])
})

test('large ones are read one after the other, and small ones beside them', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'in'))
  const large = join(folder, 'in', 'large.png')
  const plain = { width: 5000, height: 4000, channels: 3, background: '#808080' } as const
  await sharp({ create: plain }).png({ compressionLevel: 1 }).toFile(large)
  const images = createImages(folder, apart().bring)
  const order: string[] = []
  const come = async (path: string, name: string) => {
    await images.add({ path }, name)
    order.push(name)
  }
  await Promise.all([
    come(large, 'large'),
    come(large, 'large'),
    come(large, 'large'),
    come(join(fixtures, 'plain.jpg'), 'small'),
  ])
  expect(order.indexOf('small')).toBeLessThan(2)
  expect(order).toHaveLength(4)
})

test('one that takes too long is given up in words', async () => {
  const folder = testFolder()
  const path = join(folder, 'slow.bmp')
  // 10,000 × 10,000, all of it pixels of one byte.
  const head = Buffer.alloc(14 + 40 + 1024)
  head.write('BM')
  head.writeUInt32LE(head.length, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(10_000, 18)
  head.writeInt32LE(10_000, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(8, 28)
  writeFileSync(path, Buffer.concat([head, Buffer.alloc(1e8)]))
  const images = createImages(join(folder, 'images'), apart(1000).bring)
  await expect(images.add({ path }, 'slow.bmp')).rejects.toMatchObject({
    code: 'image-too-large',
    message: '“slow.bmp” took longer than 1 s to read, and was given up.',
  })
})
