/** Figures in their files, opened again: vectors with words as text, pages with fonts, pixels that agree; and nothing a model wrote is more than words. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { FigureWish } from '../../../app/figures/look'
import { storyOf, type Story } from '../../../app/story/story'
import { draw, type DrawEvent, type DrawWork } from '../../../main/figures/draw'
import { createFonts } from '../../../main/figures/fonts'
import { createTypesetter } from '../../../main/figures/typeset'
import { sharp } from '../../../main/images/sharp'
import { testFolderForAll } from '../../builders/folder'
import { marked, payloads } from '../../builders/markup'
import { must } from '../../builders/must'
import { poppler, testNeeding } from '../../builders/needs'
import { never } from '../../builders/services'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { drawn } from '../../builders/drawn'

const folder = testFolderForAll()
const wish: FigureWish = { of: 'story', theme: 'light', labels: true }
let image = ''
beforeAll(async () => {
  image = join(folder(), 'image.png')
  const { width, height } = { width: 1008, height: 756 }
  await sharp(drawn({ width, height }), { raw: { width, height, channels: 3 } })
    .blur(6)
    .png()
    .toFile(image)
})

function told(steps = fiveSteps): Story {
  const project = projectWith(steps)
  return storyOf(project, must(project.branches[0]))
}

/** Draws a story; gives the file. */
async function drawnAs(format: DrawWork['format'], more: Partial<DrawWork> & { story?: Story } = {}) {
  const { story = told(), ...rest } = more
  const to = join(folder(), `${Math.random().toString(36).slice(2)}.${format}`)
  const sources = [{ story, files: { img: image } }]
  let made: DrawEvent | undefined
  const work = { sources, title: 'A receipt', wish, format, scale: 1, to, ...rest }
  for await (const event of draw(work, never)) made = event
  return { images: made?.images, notes: made?.notes ?? [], to }
}

async function pixels(file: string | Buffer, size?: { width: number; height: number }) {
  const opened = sharp(file).flatten({ background: '#fff' }).removeAlpha().toColourspace('srgb')
  const sized = size === undefined ? opened : opened.resize({ ...size, fit: 'fill' })
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Mean difference of a channel, 0..255. */
function apart(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0))
  return sum / a.length
}

test.each([1, 2, 3, 4])('a PNG at %i× has that many pixels', async (scale) => {
  const { to } = await drawnAs('png', { scale, wish: { ...wish, of: 'image' } })
  const { width, height, density } = await sharp(to).metadata()
  expect({ width, height }).toEqual({ width: 1000 * scale, height: 750 * scale })
  expect(density).toBeCloseTo(96 * scale, -1)
})

test('an SVG has its words as text, its boxes as shapes, and shows what the PNG shows', async () => {
  const { to } = await drawnAs('svg')
  const svg = readFileSync(to, 'utf8')
  expect(svg).toContain('>What is the total?</text>')
  expect(svg).toContain('>It reads 7.</text>')
  expect(svg.match(/<image /g)).toHaveLength(2)
  expect(svg).toMatch(/<rect [^>]*fill="none" stroke="#0f62c4"/)
  const png = await pixels((await drawnAs('png')).to)
  const shown = await pixels(Buffer.from(svg), png)
  expect(apart(shown.data, png.data)).toBeLessThan(2)
})

testNeeding(
  poppler,
  'a PDF shows what the PNG shows, has its fonts inside and its words as text',
  async () => {
    const { to } = await drawnAs('pdf')
    const png = await pixels((await drawnAs('png')).to)
    spawnSync('pdftoppm', ['-r', '96', '-png', '-singlefile', to, to.replace('.pdf', '')])
    const shown = await pixels(to.replace('.pdf', '.png'), png)
    expect(apart(shown.data, png.data)).toBeLessThan(5)
    expect(spawnSync('pdftotext', [to, '-'], { encoding: 'utf8' }).stdout).toContain('It reads 7.')
    const fonts = spawnSync('pdffonts', [to], { encoding: 'utf8' }).stdout.split('\n').slice(2, -1)
    expect(fonts.length).toBeGreaterThan(0)
    for (const font of fonts) expect(font).toMatch(/yes yes yes/)
  },
)

test('a PDF has a page for each trace', async () => {
  const source = { story: told(), files: { img: image } }
  const { to } = await drawnAs('pdf', { sources: [source, source, source] })
  expect(readFileSync(to, 'latin1').match(/\/Type \/Page\b/g)).toHaveLength(3)
})

test('light and dark, with labels and without, are different images of one size', async () => {
  const of = (theme: 'light' | 'dark', labels: boolean) =>
    drawnAs('png', { wish: { of: 'image', theme, labels } }).then(({ to }) => pixels(to))
  const [light, dark, bare] = await Promise.all([of('light', true), of('dark', true), of('light', false)])
  expect(apart(light.data, dark.data)).toBeGreaterThan(0)
  expect(apart(light.data, bare.data)).toBeGreaterThan(0)
  const page = await pixels((await drawnAs('png', { wish: { ...wish, theme: 'dark' } })).to)
  expect([...page.data.subarray(0, 3)]).toEqual([0x1a, 0x1a, 0x1d])
})

test('one step has its crop to the pixel in it, and a step that is not there is said', async () => {
  const { to, images } = await drawnAs('svg', { wish: { ...wish, of: 'step', step: 2 } })
  expect(images).toBe(2)
  const [, base64 = ''] = /data:image\/png;base64,([^"]+)"/.exec(readFileSync(to, 'utf8')) ?? []
  const { width, height } = await sharp(Buffer.from(base64, 'base64')).metadata()
  expect({ width, height }).toEqual({ width: 336, height: 252 })
  await expect(drawnAs('svg', { wish: { ...wish, of: 'step', step: 9 } })).rejects.toThrow(
    'There is no step 9',
  )
})

test('an image that is not there leaves its place, and that is said', async () => {
  const { notes } = await drawnAs('svg', { sources: [{ story: told(), files: {} }] })
  expect(notes).toEqual(['2 images were not found; their places are empty.'])
})

test('a story too tall is cut, one too large to be pixels is refused, both in words', async () => {
  const many = Array.from({ length: 900 }, (_, i) => thought(`t${i}`, `Thought ${i}.`))
  const { notes, to } = await drawnAs('svg', { story: told([...many, answer('a', 'x')]) })
  expect(notes.join()).toMatch(/^\d+ of 901 steps are not in the figure/)
  expect(readFileSync(to, 'utf8')).toContain('steps are not in the figure')
  await expect(drawnAs('png', { scale: 4, story: told(many) })).rejects.toThrow(/Draw it at 1×/)
})

test('many pages tell how far they are, and ended in the middle they leave nothing', async () => {
  const source = { story: told(), files: { img: image } }
  const to = join(folder(), 'ended.pdf')
  const work = { sources: [source, source, source], title: 'x', wish, format: 'pdf', scale: 1, to } as const
  const seen: number[] = []
  for await (const { done } of draw(work, never)) seen.push(done)
  expect(seen).toEqual([1, 2, 3, 3])
  rmSync(to)
  const own = new AbortController()
  const drawing = async () => {
    for await (const { done } of draw(work, own.signal)) if (done === 1) own.abort()
  }
  await expect(drawing()).rejects.toMatchObject({ code: 'cancelled' })
  await expect.poll(() => existsSync(to)).toBe(false)
})

const allowedTags = new Set(['svg', 'title', 'rect', 'path', 'text', 'image', 'g'])
const allowedNames =
  /^(xmlns|width|height|viewBox|role|x|y|d|fill|fill-opacity|stroke|stroke-opacity|stroke-width|stroke-dasharray|overflow|font-family|font-size|font-weight|textLength|lengthAdjust|direction|text-anchor|xml:space|preserveAspectRatio|opacity|href|transform)$/

test('what a model or a file wrote is text, whatever it is', async () => {
  const steps = [
    thought('t', marked('thought')),
    { ...look('l'), label: marked('label') },
    observation('o', 'l'),
    answer('a', `${marked('answer')} \u0000\ud800 \u202e`),
  ]
  const project = projectWith(steps)
  const branch = { ...must(project.branches[0]), question: marked('question') }
  const story = { ...storyOf(project, branch), title: marked('title') }
  const { to } = await drawnAs('svg', { story, title: marked('name') })
  const svg = readFileSync(to, 'utf8')
  for (const [, close, tag = '', rest = ''] of svg.matchAll(/<(\/?)([^\s/>]+)([^>]*)>/g)) {
    expect(allowedTags).toContain(tag)
    if (close === '')
      for (const [, name] of rest.matchAll(/ ([\w:-]+)="/g)) expect(name).toMatch(allowedNames)
  }
  for (const [, href] of svg.matchAll(/ href="([^"]*)"/g))
    expect(href).toMatch(/^data:image\/(png|jpeg);base64,/)
  for (const payload of payloads.filter((p) => /[<"']/.test(p))) expect(svg).not.toContain(payload)
  await sharp(Buffer.from(svg)).metadata()
  const pdf = readFileSync((await drawnAs('pdf', { story, title: marked('name') })).to, 'latin1')
  expect(pdf).not.toMatch(/\/(JavaScript|JS|Launch|URI|AcroForm|EmbeddedFile|OpenAction|Annots \[\s*\d)/)
})

test('words in many scripts are set, and a character no font has is said', () => {
  const type = createTypesetter(createFonts([]))
  expect(type.line('Größe Ωμέγα Яблоко tiếng Việt', 400).width).toBeGreaterThan(5)
  expect(type.missing.size).toBe(0)
  type.line('總計', 600)
  expect([...type.missing]).toEqual(['總', '計'])
})

test('words of two directions stand in the order they are seen in', () => {
  const type = createTypesetter(createFonts([]))
  const seen = (text: string, fromRight: boolean) => type.line(text, 400, fromRight).runs.map((r) => r.text)
  expect(seen('abc אבג def', false).map((t) => t.trim())).toEqual(['abc', 'אבג', 'def'])
  expect(seen('abc אבג def', true).map((t) => t.trim())).toEqual(['def', 'אבג', 'abc'])
  expect(seen('אב (ג)', true).join('')).toContain(')ג(')
})

test('a broken font of the machine is passed over', () => {
  writeFileSync(join(folder(), 'NotoSansSC-Regular.otf'), 'not a font')
  const type = createTypesetter(createFonts([folder()]))
  type.line('字', 400)
  expect(type.missing.has('字')).toBe(true)
})
