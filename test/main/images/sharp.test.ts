/** How sharp is opened where Electron brings a GLib of its own. What that is for can only be seen in real Electron (real.spec.ts). */
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect } from 'vitest'
import { bundle } from '../../builders/bundle'
import { testNeeding } from '../../builders/needs'

const image = new URL('../../fixtures/images/plain.jpg', import.meta.url).pathname
let file = ''
beforeAll(async () => {
  file = await bundle('main/images/sharp.ts', 'sharp')
}, 60_000)

interface Told {
  readonly pixels: string
  /** Native files in the order they were opened, with their flags. */
  readonly opened: readonly { readonly name: string; readonly flags: number | undefined }[]
}

/** Decodes an image in a fresh process, which takes itself for Electron's or not. */
function decode(electron: boolean, env: Readonly<Record<string, string>> = {}): Told {
  const code = `
    import { createHash } from 'node:crypto'
    import { basename } from 'node:path'
    const opened = []
    const open = process.dlopen
    process.dlopen = (module, path, flags) => {
      opened.push({ name: basename(path), flags })
      return flags === undefined ? open(module, path) : open(module, path, flags)
    }
    if (${electron}) Object.defineProperty(process.versions, 'electron', { value: '45.4.1' })
    process.removeAllListeners('warning')
    const { sharp } = await import(${JSON.stringify(pathToFileURL(file).href)})
    const before = opened.length
    const data = await sharp(${JSON.stringify(image)}).raw().toBuffer()
    if (before !== 0) throw new Error('It was opened before it was needed.')
    console.log(JSON.stringify({ pixels: createHash('sha256').update(data).digest('hex'), opened }))`
  const made = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  if (made.status !== 0) throw new Error(`It ended with ${made.status ?? made.signal}: ${made.stderr}`)
  return JSON.parse(made.stdout) as Told
}

const linux = { what: 'Linux', met: process.platform === 'linux' }
const [now, deep] = [2, 2 | 8]

testNeeding(linux, 'in Electron on Linux libvips is opened by itself, then the addon bound to it', () => {
  const plain = decode(false)
  const apart = decode(true)
  expect(plain.opened.map(({ flags }) => flags)).toEqual([undefined])
  expect(apart.opened.map(({ name, flags }) => [name.replace(/[-.].*/, ''), flags])).toEqual([
    ['libvips', now],
    ['sharp', deep],
  ])
  expect(apart.pixels).toBe(plain.pixels)
})

testNeeding(linux, 'that can be turned off', () => {
  expect(decode(true, { RELOOK_SHARP: 'shared' }).opened.map(({ flags }) => flags)).toEqual([undefined])
})
