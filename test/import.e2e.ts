/** Images in: chosen, dropped, pasted; upright; and a clear word about a file that is none. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { quickScript } from './fixtures/scripts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/images/${name}`, import.meta.url))

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ script: quickScript() })
})
afterAll(() => app.stop())
/** Home again, where the next one is brought in. */
afterEach(async () => {
  await app.page.goto(new URL(app.url).origin)
  await app.page.getByTestId('sample-card').first().waitFor()
})

/** Width and height the canvas shows, in image pixels. */
async function shownSize(): Promise<string> {
  await app.page.getByTestId('canvas').waitFor()
  const label = await app.page.getByTestId('canvas').getAttribute('aria-label')
  return (
    /(\d+) by (\d+) pixels/
      .exec(label ?? '')
      ?.slice(1)
      .join('×') ?? ''
  )
}

const choose = (name: string) => app.page.getByTestId('file-input').setInputFiles(fixture(name))

describe('an image', () => {
  test.each(['plain.jpg', 'plain.webp', 'alpha.png'])('%s is opened from a file', async (name) => {
    await choose(name)
    expect(await shownSize()).toMatch(/^\d+×\d+$/)
    await app.page.getByTestId('question').waitFor()
  })

  test('with a turned camera is upright, and the model sees it upright, too', async () => {
    await choose('exif-6.jpg')
    const turned = await shownSize()
    await app.page.keyboard.press('Escape')
    await choose('exif-1.jpg')
    await expect.poll(shownSize).toBe(turned)
  })

  test('can be dropped anywhere', async () => {
    await fireWithFile('drop', 'plain.jpg', 'image/jpeg')
    expect(await shownSize()).toMatch(/^\d+×\d+$/)
  })

  test('can be pasted', async () => {
    await fireWithFile('paste', 'upright.png', 'image/png')
    expect(await shownSize()).toMatch(/^\d+×\d+$/)
  })
})

describe('a file that is no image', () => {
  test('is refused in words where it was brought in, and nothing else changes', async () => {
    const file = { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.from('this is not a picture') }
    await app.page.getByTestId('file-input').setInputFiles(file)
    const notice = app.page.getByTestId('notice').first()
    await notice.waitFor()
    await expect.poll(() => notice.innerText()).toMatch(/image|picture|read/i)
    await expect.poll(() => app.page.getByTestId('sample-card').count()).toBeGreaterThan(0)
    // The browser reports the refused upload itself; it is what was asked for.
    app.errors.length = 0
  })
})

/** A real drop or paste event with a real file, as the browser would make it. */
async function fireWithFile(type: 'drop' | 'paste', name: string, mime: string): Promise<void> {
  await app.page.getByTestId('sample-card').first().waitFor()
  const base64 = readFileSync(fixture(name)).toString('base64')
  await app.page.evaluate(
    ([kind, file, mimeType, data]) => {
      const bytes = Uint8Array.from(atob(data as string), (c) => c.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], file as string, { type: mimeType as string }))
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
      window.dispatchEvent(event)
    },
    [type, name, mime, base64],
  )
}
