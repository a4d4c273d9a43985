/** A trace as a GIF, decoded again: each frame is what the film paints at that second, and what a model wrote is only ever pixels. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { filmOf, frameTimes, type FilmWish } from '../../../app/figures/film'
import { storyOf, type Story } from '../../../app/story/story'
import { timelineOf } from '../../../app/story/timeline'
import { storyImages } from '../../../app/story/images'
import { createFonts } from '../../../main/figures/fonts'
import { createPainter, drawGif, type GifEvent } from '../../../main/figures/gif'
import { createStoryImages } from '../../../main/figures/story-images'
import type { Pyramid } from '../../../main/figures/sheet'
import { createTypesetter } from '../../../main/figures/typeset'
import { sharp } from '../../../main/images/sharp'
import { testFolderForAll } from '../../builders/folder'
import { drawn } from '../../builders/drawn'
import { marked } from '../../builders/markup'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { never } from '../../builders/services'

const folder = testFolderForAll()
const wish: FilmWish = { theme: 'light', labels: true, speed: 4 }
const width = 320
let image = ''
beforeAll(async () => {
  image = join(folder(), 'image.png')
  const size = { width: 1008, height: 756 }
  const blurred = sharp(drawn(size), { raw: { ...size, channels: 3 } }).blur(8)
  await blurred.png().toFile(image)
})

function told(steps = fiveSteps): Story {
  const project = projectWith(steps)
  return storyOf(project, must(project.branches[0]))
}

async function made(story: Story, signal = never) {
  const to = join(folder(), `${Math.random().toString(36).slice(2)}.gif`)
  const events: GifEvent[] = []
  const work = { source: { story, files: { img: image } }, wish, width, rate: 10, to }
  for await (const event of drawGif(work, signal)) events.push(event)
  return { to, events }
}

async function painter(story: Story) {
  const names = storyImages(story)
  const pictures = createStoryImages({ story, files: { img: image } }, names)
  const found = new Map<string, Pyramid>()
  for (const { name } of names) {
    const pyramid = await pictures.pyramid(name, { width: width * 4, height: width * 4 })
    if (pyramid !== undefined) found.set(name, pyramid)
  }
  return createPainter(filmOf(story, wish), { pictures: found, type: createTypesetter(createFonts()), width })
}

test('its frames, decoded, are those of the film, each at its time', async () => {
  const story = told()
  const { to, events } = await made(story)
  const frames = frameTimes(timelineOf(story, wish.speed), 10)
  const { pages, pageHeight, delay = [] } = await sharp(to, { animated: true }).metadata()
  expect({ pages, pageHeight }).toEqual({ pages: frames.length, pageHeight: 180 })
  const total = delay.reduce((sum, ms) => sum + ms, 0)
  expect(total / 1000).toBeCloseTo(timelineOf(story, wish.speed).length, 1)
  expect(events.at(-1)).toMatchObject({ done: frames.length, total: frames.length, notes: [] })
  const paint = await painter(story)
  for (const at of [0, 3, Math.floor(frames.length / 2), frames.length - 4, frames.length - 1]) {
    const { data: want } = await paint(must(frames[at]).at)
    const got = await sharp(to, { page: at }).removeAlpha().raw().toBuffer()
    expect(got.length).toBe(want.length)
    const apart = got.reduce((sum, v, i) => sum + Math.abs(v - (want[i] ?? 0)), 0) / got.length
    // 251 colours of a blurred image, and the ones around it to the digit.
    expect(apart, `frame ${at}`).toBeLessThan(6)
    expect([...got.subarray(-3)]).toEqual([255, 255, 255])
  }
})

test('one frame is not another: the comparison can fail', async () => {
  const paint = await painter(told())
  const { length } = timelineOf(told(), wish.speed)
  const [first, last] = [await paint(0), await paint(length * 0.55)]
  const apart =
    first.data.reduce((sum, v, i) => sum + Math.abs(v - (last.data[i] ?? 0)), 0) / first.data.length
  expect(apart).toBeGreaterThan(12)
})

test('ended in the middle it leaves nothing', async () => {
  const own = new AbortController()
  const to = join(folder(), 'ended.gif')
  const work = { source: { story: told(), files: { img: image } }, wish, width, rate: 10, to }
  const drawing = async () => {
    for await (const { done } of drawGif(work, own.signal)) if (done === 3) own.abort()
  }
  await expect(drawing()).rejects.toMatchObject({ code: 'cancelled' })
  expect(existsSync(to)).toBe(false)
})

test('a trace full of markup, without its image, is a film like any other', async () => {
  const steps = [
    thought('t', marked('thought')),
    { ...look('l'), label: marked('label') },
    observation('o', 'l'),
    answer('a', marked('answer')),
  ]
  const story = { ...told(steps), question: marked('question') }
  const to = join(folder(), 'markup.gif')
  const work = { source: { story, files: {} }, wish: { ...wish, theme: 'dark' as const }, width, rate: 4, to }
  for await (const event of drawGif(work, never)) expect(event.images).toBe(0)
  expect((await sharp(to, { animated: true }).metadata()).pages).toBeGreaterThan(5)
})
