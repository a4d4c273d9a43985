import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { imagesHere } from '../../../main/pictures/apart'
import { createImages } from '../../../main/store/images'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

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
