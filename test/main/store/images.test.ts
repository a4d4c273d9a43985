import { createHash } from 'node:crypto'
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { imagesHere } from '../../../main/image-process/apart'
import { createImages } from '../../../main/store/images'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/images/${name}`, import.meta.url))
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('keeps an image under the hash of its upright content, and describes it', async () => {
  const folder = testFolder()
  const images = createImages(folder, imagesHere.bring)
  const bytes = await png(30, 20)
  const ref = await images.add(bytes, '/somewhere/else/my picture.png')
  expect(ref).toEqual({ id: hash(bytes), name: 'my picture.png', bytes: bytes.length, width: 30, height: 20 })
  expect(await images.get(ref.id)).toEqual(ref)
  expect(await images.path(ref.id)).toBe(join(folder, ref.id.slice(0, 2), `${ref.id}.png`))
  expect(hash(readFileSync(await images.path(ref.id)))).toBe(ref.id)
})

test('the same image twice is one image', async () => {
  const images = createImages(testFolder(), imagesHere.bring)
  const [a, b] = [await images.add(await png(9, 9), 'a.png'), await images.add(await png(9, 9), 'b.png')]
  expect(a.id).toBe(b.id)
  expect(b.name).toBe('b.png')
})

test('a file that stays as it is is read once; one that changed, is read otherwise or was lost, again', async () => {
  const folder = testFolder()
  let read = 0
  const images = createImages(folder, (...words) => {
    read++
    return imagesHere.bring(...words)
  })
  const path = join(testFolder(), 'a.png')
  const written = async (side: number, seconds: number) => {
    writeFileSync(path, await png(side, 9))
    utimesSync(path, seconds, seconds)
  }
  await written(9, 1000)
  const first = await images.add({ path }, 'a.png')
  expect(await images.add({ path }, 'a.png')).toEqual(first)
  expect(read).toBe(1)
  expect((await images.add({ path }, 'b.png')).name).toBe('b.png')
  expect(await images.add({ path }, 'a.png')).toEqual(first)
  await images.add({ path }, 'a.png', 'pillow')
  expect(read).toBe(4)
  rmSync(await images.path(first.id))
  expect(await images.add({ path }, 'a.png')).toEqual(first)
  expect(readFileSync(await images.path(first.id))).toEqual(readFileSync(path))
  // The same times, and yet another file: the disk says when it was changed.
  await written(8, 1000)
  expect((await images.add({ path }, 'a.png')).width).toBe(8)
  // Just written: its times would not tell another change at once.
  await written(7, Date.now() / 1000)
  const before = read
  for (let time = 1; time <= 2; time++) expect((await images.add({ path }, 'a.png')).width).toBe(7)
  expect(read).toBe(before + 2)
})

test('a turned photograph is stored upright, with the hash of what came', async () => {
  const folder = testFolder()
  const images = createImages(folder, imagesHere.bring)
  const original = readFileSync(new URL('../../fixtures/images/exif-6.jpg', import.meta.url))
  const ref = await images.add(original, 'exif-6.jpg')
  expect(ref.id).not.toBe(hash(original))
  const description: unknown = JSON.parse(
    readFileSync(join(folder, ref.id.slice(0, 2), `${ref.id}.json`), 'utf8'),
  )
  expect(description).toMatchObject({ original: hash(original), id: ref.id })
})

test.each(['', '..', '../../etc/passwd', 'a'.repeat(64), 'A'.repeat(64)])('“%s” is no image', async (id) => {
  await expect(createImages(testFolder(), imagesHere.bring).path(id)).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('reads the file an image came from as another reads it, also where the image is another file', async () => {
  const folder = testFolder()
  const images = createImages(folder, imagesHere.bring)
  const turned = await images.add(fixture('exif-6.jpg'), 'exif-6.jpg')
  expect(turned.read).toEqual({ by: 'relook', odd: ['turned'] })
  const lying = await images.reread(turned.id, 'qwen-vl-utils')
  expect([lying.width, lying.height]).toEqual([turned.height, turned.width])
  expect(lying).toMatchObject({ name: 'exif-6.jpg', read: { by: 'qwen-vl-utils' } })
  expect(await images.reread(lying.id, 'relook')).toEqual(turned)
  // One that is stored as it came.
  const clear = await images.add(fixture('alpha.png'), 'alpha.png')
  const dropped = await images.reread(clear.id, 'transformers')
  expect(dropped.id).not.toBe(clear.id)
  expect((await images.reread(dropped.id, 'vllm')).id).toBe(clear.id)
})

test('says so where the file an image came from was not kept', async () => {
  const images = createImages(testFolder(), imagesHere.bring)
  const plain = await images.add(fixture('cmyk.jpg'), 'cmyk.jpg')
  await expect(images.reread(plain.id, 'pillow')).rejects.toThrow('was not kept')
})
