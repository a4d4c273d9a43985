/** Texts are sized by the root (Settings ▸ Text size, the browser's own size), so no rule says pixels. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../../renderer/styles/', import.meta.url)
const inPixels = /(?:font-size|line-height):\s*[\d.]+px|font:[^;]*[\d.]px/g

test.each(readdirSync(folder))('%s sizes no text in pixels', (name) => {
  expect(readFileSync(new URL(name, folder), 'utf8').match(inPixels)).toBeNull()
  expect('font: 600 11px/1.2 x'.match(inPixels)).not.toBeNull()
})
