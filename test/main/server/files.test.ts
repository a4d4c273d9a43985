import { expect, test } from 'vitest'
import { imagesHere } from '../../../main/image-process/apart'
import { createFiles } from '../../../main/http/files'
import { createSamples } from '../../../main/resources/samples'
import { createImages } from '../../../main/store/images'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'

function files(uploadLimit: number) {
  const folder = testFolder()
  return createFiles({
    images: createImages(folder, imagesHere.bring),
    samples: createSamples(folder),
    renderer: folder,
    renderView: () => Promise.reject(new Error('not asked for')),
    renderDisplay: () => Promise.reject(new Error('not asked for')),
    uploadLimit,
  })
}

/** A body in pieces, without a length; `read` counts how much was taken. */
function pieces(count: number, size: number) {
  const read = { bytes: 0 }
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (read.bytes >= count * size) return controller.close()
      read.bytes += size
      controller.enqueue(new Uint8Array(size))
    },
  })
  // `duplex` is asked for by the standard for streamed bodies; the type does not know it yet.
  return { read, init: { method: 'POST', body, duplex: 'half' } as RequestInit }
}

test('an upload without a length is refused as soon as it is too large', async () => {
  const { read, init } = pieces(1000, 1000)
  const response = await files(5000)(new Request('http://x/images', init))
  expect(response.status).toBe(413)
  expect(await response.json()).toMatchObject({ code: 'image-too-large' })
  expect(read.bytes).toBeLessThan(10_000)
})

test('a length that says too little changes nothing', async () => {
  const bytes = await png(64, 64)
  const request = new Request('http://x/images', {
    method: 'POST',
    body: Buffer.from(bytes),
    headers: { 'content-length': '3' },
  })
  expect(await (await files(1e6)(request)).json()).toMatchObject({ width: 64, bytes: bytes.length })
})

test('a failure nobody foresaw is an answer, too', async () => {
  const broken = createFiles({
    images: {
      add: () => Promise.reject(new Error('boom')),
      receive: () => Promise.reject(new Error('boom')),
      get: () => Promise.reject(new Error('boom')),
      path: () => Promise.reject(new Error('boom')),
      reread: () => Promise.reject(new Error('boom')),
    },
    samples: createSamples(testFolder()),
    renderer: testFolder(),
    renderView: () => Promise.reject(new Error('boom')),
    renderDisplay: () => Promise.reject(new Error('boom')),
  })
  expect((await broken(new Request(`http://x/images/${'a'.repeat(64)}`))).status).toBe(500)
})

test('asking only for the head gives no body', async () => {
  const response = await files(1)(new Request('http://x/nothing.js', { method: 'HEAD' }))
  expect([response.status, await response.text()]).toEqual([404, ''])
})

test('a view that is larger than any model is given is refused in words', async () => {
  const answer = files(1e6)
  const posted = await answer(
    new Request('http://x/images', { method: 'POST', body: Buffer.from(await png(64, 64)) }),
  )
  const { id } = (await posted.json()) as { readonly id: string }
  const asked = async (width: number, height: number) => {
    const query = `width=${width}&height=${height}&filter=bicubic`
    const response = await answer(new Request(`http://x/images/${id}/view?${query}`))
    return response.ok ? response.status : ((await response.json()) as { readonly message: string }).message
  }
  // Nobody renders in this test; a usual one would be.
  expect(await asked(64, 64)).toBe('not asked for')
  expect(await asked(16384, 16384)).toBe(
    'A view of 16384×16384 was asked for. No model is given more than 16777216 pixels, or a side of more than 16384.',
  )
  expect(await asked(100_000, 1)).toMatch(/^A view of 100000×1 was asked for/)
})
