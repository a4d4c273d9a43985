/**
 * Figures and films made from the window and from a terminal, opened again and held against a real canvas that the same painters painted:
 * PNG, SVG, GIF, MP4 and WebM; a hostile trace in each; ending in the middle.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FilmWish } from '../app/figures/film'
import { frameTimes } from '../app/figures/film'
import { box } from '../app/geometry/box'
import { storyImages } from '../app/story/images'
import { storyOf, type Story } from '../app/story/story'
import { timelineOf } from '../app/story/timeline'
import { runCommandLine } from '../main/cli/run-cli'
import { createStoryImages } from '../main/figures/story-images'
import { sharp } from '../main/images/sharp'
import { drawn } from './builders/drawn'
import { markupRows } from './builders/markup'
import { must } from './builders/must'
import { fiveSteps, look, overview, projectWith } from './builders/project'
import { never } from './builders/services'
import { openApp } from './e2e-harness/app'
import { launchChromium } from './e2e-harness/chromium'
import type { Painted } from './e2e-harness/painted'
import { watched } from './e2e-harness/watched'

declare global {
  var painted: Painted
}

const folder = mkdtempSync(join(tmpdir(), 'relook-films-'))
const imagePath = join(folder, 'a.png')
const file = join(folder, 'traces.jsonl')
const wish: FilmWish = { theme: 'light', labels: true, speed: 4 }
let browser: Browser
let page: Page
let addresses: Record<string, string>
let story: Story

beforeAll(async () => {
  const size = { width: 1008, height: 756 }
  await sharp(drawn(size), { raw: { ...size, channels: 3 } })
    .blur(8)
    .png()
    .toFile(imagePath)
  // A place that was named, a box that a person moved: every kind of line there is.
  const [first, second, ...rest] = fiveSteps
  const place = { ...look('l2', [200, 150, 220, 170]), point: { x: 630, y: 480 }, label: 'a place' }
  const steps = [must(first), must(second), ...rest.slice(0, 2), place, must(rest[2])]
  const moved = { l1: { type: 'region', region: box<'image'>(60, 90, 420, 400) } } as const
  const project = { ...projectWith(steps), drafts: moved }
  const branches = project.branches.map((b) => ({ ...b, view: overview }))
  const told = { ...project, branches, image: { ...project.image, name: 'a.png' } }
  writeFileSync(file, `${JSON.stringify({ relook: 1, image: 'a.png', project: told })}\n`)
  story = storyOf(told, must(told.branches[0]))
  addresses = await addressesOf(story)
  browser = await launchChromium()
  page = await browser.newPage()
  await preparePage(page)
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The painters, and the font that figures are set in, in a page of their own: one that may decode videos. */
async function preparePage(to: Page): Promise<void> {
  await to.route('http://localhost/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  )
  await to.goto('http://localhost/')
  const outDir = join(folder, 'painted')
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      lib: {
        entry: 'test/e2e-harness/painted.ts',
        formats: ['iife'],
        name: 'p',
        fileName: () => 'painted.js',
      },
    },
  })
  await to.addScriptTag({ path: join(outDir, 'painted.js') })
  for (const weight of [400, 600]) {
    const font = readFileSync(`assets/fonts/noto-sans-latin-${weight}.woff`).toString('base64')
    await to.evaluate(
      async ([data, heavy]) => {
        const face = new FontFace('Noto Sans', `url(data:font/woff;base64,${data})`, {
          weight: String(heavy),
        })
        document.fonts.add(await face.load())
      },
      [font, weight] as const,
    )
  }
}

async function addressesOf(of: Story): Promise<Record<string, string>> {
  const names = storyImages(of)
  const pictures = createStoryImages({ story: of, files: { img: imagePath } }, names)
  const found: Record<string, string> = {}
  for (const { name } of names) {
    const [raster] = must(await pictures.pyramid(name, { width: 4096, height: 4096 }))
    const { data, width, height } = raster
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    found[name] = `data:image/png;base64,${png.toString('base64')}`
  }
  return found
}

async function pixels(image: string | Buffer, size?: { width: number; height: number }) {
  const data = typeof image === 'string' && image.startsWith('data:') ? bytesOf(image) : image
  const plain = sharp(data).flatten({ background: '#fff' }).removeAlpha().toColourspace('srgb')
  const sized = size === undefined ? plain : plain.resize({ ...size, fit: 'fill' })
  const raw = await sized.raw().toBuffer({ resolveWithObject: true })
  return { data: raw.data, width: raw.info.width, height: raw.info.height }
}

function bytesOf(address: string): Buffer {
  return Buffer.from(address.split(',')[1] ?? '', 'base64')
}

/** Mean difference of a channel, 0..255. */
function apart(a: { data: Buffer }, b: { data: Buffer }): number {
  expect(a.data.length).toBe(b.data.length)
  return a.data.reduce((sum, v, i) => sum + Math.abs(v - (b.data[i] ?? 0)), 0) / a.data.length
}

async function told(words: readonly string[]): Promise<string> {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const code = await runCommandLine(['share', ...words], { out: say, error: say, signal: never })
  expect(code, said.join('')).toBe(0)
  return said.join('')
}

test('PNG and SVG from a terminal are what a canvas shows', { timeout: 300_000 }, async () => {
  for (const of of ['image', 'step', 'story'] as const)
    for (const theme of ['light', 'dark'] as const) {
      const canvas = await page.evaluate(([s, w, a]) => painted.figure(s, w, a), [
        story,
        { of, theme, labels: true },
        addresses,
      ] as const)
      const shown = await pixels(canvas)
      const out = join(folder, `${of}-${theme}`)
      const asked = [file, '--figure', of, '--theme', theme, '--scale', '1', '--out']
      await told([...asked, `${out}.png`, '--as', 'png'])
      expect(apart(await pixels(`${out}.png`), shown), `${of} ${theme} PNG`).toBeLessThan(1.5)
      await told([...asked, `${out}.svg`, '--as', 'svg'])
      const svg = await browser.newPage({ viewport: { width: shown.width, height: shown.height } })
      await svg.setContent(`<style>body{margin:0}</style>${readFileSync(`${out}.svg`, 'utf8')}`)
      const rendered = await pixels(await svg.screenshot(), shown)
      await svg.close()
      expect(apart(rendered, shown), `${of} ${theme} SVG`).toBeLessThan(2.5)
    }
})

test('a GIF from a terminal, decoded, is the film on a canvas', { timeout: 120_000 }, async () => {
  const out = join(folder, 'film.gif')
  await told([file, '--as', 'gif', '--out', out, '--speed', '4', '--width', '480', '--fps', '10'])
  const frames = frameTimes(timelineOf(story, wish.speed), 10)
  expect((await sharp(out, { animated: true }).metadata()).pages).toBe(frames.length)
  const some = [0, 4, Math.floor(frames.length * 0.4), Math.floor(frames.length * 0.6), frames.length - 1]
  const seconds = some.map((n) => must(frames[n]).at)
  const canvases = await onCanvas(480, seconds)
  for (const [i, n] of some.entries()) {
    const frame = await pixels(await sharp(out, { page: n }).png().toBuffer())
    expect(apart(frame, await pixels(must(canvases[i]))), `frame ${n}`).toBeLessThan(6)
  }
})

function onCanvas(width: number, seconds: readonly number[]): Promise<readonly string[]> {
  return page.evaluate(([s, w, a]) => painted.frames(s, w, a), [
    story,
    wish,
    { addresses, width, seconds },
  ] as const)
}

/** Opens the share dialog of what is open, with a form chosen. */
async function dialogOf(window: Page, form: string) {
  await window.keyboard.press('Control+Shift+S')
  const dialog = window.getByTestId('share')
  await dialog.getByRole('radio', { name: form }).check()
  return dialog
}

async function shot(window: Page, name: string): Promise<void> {
  const to = process.env['RELOOK_SHOTS']
  if (to !== undefined) await window.screenshot({ path: join(to, `${name}.png`) })
}

test('MP4 and WebM from the window, decoded, are the film on a canvas', { timeout: 240_000 }, async () => {
  const app = await openApp({ args: ['--open', file], theme: 'dark' })
  await app.page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
  for (const form of ['MP4 film', 'WebM film']) {
    const dialog = await dialogOf(app.page, form)
    await dialog.getByLabel('Width').selectOption('640')
    await dialog.getByLabel('Speed').selectOption('4')
    await dialog.getByLabel('Frames a second').fill('20')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    const link = dialog.getByRole('link', { name: /^Download / })
    await link.waitFor({ timeout: 100_000 })
    await shot(app.page, `film-done-${form.slice(0, 3)}`)
    const [download] = await Promise.all([app.page.waitForEvent('download'), link.click()])
    const path = join(folder, download.suggestedFilename())
    await download.saveAs(path)
    await app.page.keyboard.press('Escape')
    await expectFilm(path)
  }
  await app.stop()
})

test('MP4 and WebM from a terminal, decoded, are the film on a canvas', { timeout: 240_000 }, async () => {
  for (const format of ['mp4', 'webm']) {
    const out = join(folder, `terminal.${format}`)
    const words = ['--as', format, '--out', out, '--speed', '4', '--width', '640', '--fps', '20']
    expect(await told([file, ...words])).not.toContain('not found')
    await expectFilm(out)
  }
})

/** A video 640 pixels wide, of 20 frames a second: its length, and frames of all its parts. */
async function expectFilm(path: string): Promise<void> {
  const { length } = timelineOf(story, wish.speed)
  // In the middle of a frame, so that none can be taken for its neighbour.
  const seconds = [0, 0.2, 0.45, 0.6, 0.97].map((share) => (Math.floor(length * share * 20) + 0.5) / 20)
  const type = path.endsWith('.mp4') ? 'video/mp4' : 'video/webm'
  const address = `data:${type};base64,${readFileSync(path).toString('base64')}`
  const video = await page.evaluate(([a, s]) => painted.decoded(a, s), [address, seconds] as const)
  expect(video.size).toEqual({ width: 640, height: 360 })
  expect(video.length).toBeCloseTo(length, 0)
  const canvases = await onCanvas(
    640,
    seconds.map((s) => s - 0.025),
  )
  for (const [i, frame] of video.frames.entries())
    expect(
      apart(await pixels(frame), await pixels(must(canvases[i]))),
      `${path} ${seconds[i]} s`,
    ).toBeLessThan(6)
}

test(
  'each figure and a GIF from the window; a film ended in the middle leaves nothing',
  { timeout: 240_000 },
  async () => {
    const app = await openApp({ args: ['--open', file] })
    await app.page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
    for (const theme of ['light', 'dark'] as const) {
      await app.page.emulateMedia({ colorScheme: theme })
      await app.page.locator(`html[data-theme=${theme}]`).waitFor()
      for (const [form, figure] of [
        ['PNG image', 'the annotated image'],
        ['SVG image', 'one step with its crop'],
        ['PDF', 'the whole story'],
        ['GIF film', undefined],
      ] as const) {
        const dialog = await dialogOf(app.page, form)
        if (figure === undefined) await dialog.getByLabel('Speed').selectOption('4')
        else await dialog.getByLabel('Figure of').selectOption({ label: figure })
        await dialog.getByLabel('Colours').selectOption(theme)
        await shot(app.page, `share-${form.slice(0, 3)}-${theme}`)
        await dialog.getByRole('button', { name: 'Share', exact: true }).click()
        const link = dialog.getByRole('link', { name: /^Download / })
        await link.waitFor({ timeout: 60_000 })
        const [download] = await Promise.all([app.page.waitForEvent('download'), link.click()])
        const path = join(folder, `${theme}-${download.suggestedFilename()}`)
        await download.saveAs(path)
        const bytes = readFileSync(path)
        if (form === 'PDF') expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
        else expect((await sharp(bytes).metadata()).format).toBe(form.slice(0, 3).toLowerCase())
        await app.page.keyboard.press('Escape')
      }
    }
    for (const form of ['GIF film', 'MP4 film']) {
      const dialog = await dialogOf(app.page, form)
      await dialog.getByLabel('Width').selectOption('1920')
      await dialog.getByRole('button', { name: 'Share', exact: true }).click()
      await expect
        .poll(() => dialog.getByRole('progressbar').getAttribute('value').then(Number), { timeout: 60_000 })
        .toBeGreaterThan(1)
      await shot(app.page, `film-making-${form.slice(0, 3)}`)
      await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
      await dialog.getByRole('button', { name: 'Share', exact: true }).waitFor()
      await expect.poll(() => dialog.getByRole('link', { name: /^Download / }).count()).toBe(0)
      await app.page.keyboard.press('Escape')
    }
    await app.stop()
  },
)

test(
  'a hostile trace as SVG in a browser, and as films: nothing runs, nothing is asked',
  { timeout: 120_000 },
  async () => {
    const hostile = join(folder, 'hostile.jsonl')
    writeFileSync(
      hostile,
      markupRows()
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    )
    const context = await browser.newContext()
    const seen = await watched(context)
    const opened = await context.newPage()
    opened.on('console', (message) => void seen.push(`console: ${message.text()}`))
    opened.on('pageerror', (error) => void seen.push(`error: ${error.message}`))
    for (const trace of [1, 2, 5]) {
      const out = join(folder, `hostile-${trace}.svg`)
      await told([hostile, '--as', 'svg', '--figure', 'story', '--trace', String(trace), '--out', out])
      // As a document of its own and inside of a page, where scripts of an SVG would run.
      await opened.goto(`file://${out}`)
      await opened.goto('about:blank')
      await opened.setContent(readFileSync(out, 'utf8'))
      await expect.poll(() => opened.locator('script, a, foreignObject, style, iframe').count()).toBe(0)
      await expect.poll(() => opened.locator('text').first().textContent()).not.toBe('')
    }
    for (const kind of ['gif', 'webm'])
      await told([
        hostile,
        '--as',
        kind,
        '--trace',
        '1',
        '--speed',
        '4',
        '--width',
        '480',
        '--fps',
        '5',
        '--out',
        join(folder, `hostile.${kind}`),
      ])
    expect(seen).toEqual([])
    await context.close()
    const app = await openApp({ args: ['--open', hostile], theme: 'light' })
    await app.page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
    const dialog = await dialogOf(app.page, 'WebM film')
    await dialog.getByLabel('Width').selectOption('480')
    await dialog.getByLabel('Speed').selectOption('4')
    await dialog.getByLabel('Frames a second').fill('8')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog.getByRole('link', { name: /^Download / }).waitFor({ timeout: 60_000 })
    // Ends with what the page saw: something that ran, or was asked, is an error.
    await app.stop()
  },
)
