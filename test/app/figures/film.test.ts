/** A film frame by frame: what is painted, in which order, and that nothing is said before it is told. */
import { expect, test } from 'vitest'
import { filmOf, filmSize, frameTimes } from '../../../app/figures/film'
import { box, type Box } from '../../../app/geometry/box'
import type { PictureBrush } from '../../../app/paint/brush'
import { storyOf } from '../../../app/story/story'
import { startOf, timelineOf } from '../../../app/story/timeline'
import { must } from '../../builders/must'
import { fiveSteps, projectWith } from '../../builders/project'

const wish = { theme: 'light', labels: true, speed: 1 } as const
const story = (() => {
  const project = projectWith(fiveSteps)
  return storyOf(project, must(project.branches[0]))
})()

/** A brush that notes words and images, and is ten wide a letter. */
function noting(there: (name: string) => boolean = () => true) {
  const words: string[] = []
  const images: {
    readonly name: string
    readonly on: Box<'screen'>
    readonly alpha: number
    readonly pixels: boolean
  }[] = []
  const nothing = () => undefined
  const brush: PictureBrush = {
    ...{
      fillStyle: '',
      strokeStyle: '',
      font: '',
      direction: 'ltr',
      globalAlpha: 1,
      lineJoin: '',
      lineWidth: 1,
    },
    ...{
      textBaseline: '',
      arc: nothing,
      beginPath: nothing,
      fill: nothing,
      fillRect: nothing,
      lineTo: nothing,
    },
    ...{ moveTo: nothing, restore: nothing, roundRect: nothing, save: nothing, setLineDash: nothing },
    ...{ stroke: nothing, strokeRect: nothing },
    fillText: (text) => void words.push(text),
    measureText: (text) => ({ width: text.length * 10 }),
    has: there,
    picture: (name, on, show) =>
      void images.push({ name, on, alpha: brush.globalAlpha, pixels: show === 'pixels' }),
    within: (_, paint) => paint(),
  }
  return { brush, words, images }
}

function seenAt(seconds: number, there?: (name: string) => boolean) {
  const note = noting(there)
  filmOf(story, wish).paint(note.brush, seconds)
  return { ...note, all: note.words.join(' ') }
}

const timeline = timelineOf(story)
const startOfBeat = (beat: number) => startOf(timeline, beat)

test('it begins with the image and the question, and says nothing that comes later', () => {
  const { all, images } = seenAt(0)
  expect(all).toContain('What is the total?')
  expect(all).not.toMatch(/Look|reads 7|Answer/)
  expect(images.map((i) => i.name)).toEqual(['image'])
})

test('the image becomes what the model was given, each pixel of it to be seen, and that is said', () => {
  const { all, images } = seenAt(startOfBeat(0) - 0.5)
  expect(images).toMatchObject([{ name: 'overview', alpha: 1, pixels: true }])
  expect(all).toContain('336 × 252 of 1008 × 756 pixels')
})

test('the crop lies over its place, thicker and thicker', () => {
  const at = startOfBeat(2)
  const alphas = [0.1, 0.4, 0.8].map(
    (s) => must(seenAt(at + s).images.find((i) => i.name === 'crop-2')).alpha,
  )
  expect(alphas).toEqual(alphas.toSorted((a, b) => a - b))
  expect(must(seenAt(at + 1.5).images.find((i) => i.name === 'crop-2')).alpha).toBe(1)
  const { on } = must(seenAt(at + 1.5).images.find((i) => i.name === 'crop-2'))
  // As large as the view allows, and inside of it.
  expect(on.left >= 0 && on.top >= 0 && on.right <= filmSize.width).toBe(true)
  expect(on.bottom - on.top).toBeGreaterThan(200)
})

test('words grow, and the answer waits for the camera', () => {
  const written = (seconds: number) => seenAt(seconds).all
  const start = startOfBeat(0)
  expect(written(start + 0.3).length).toBeLessThan(written(startOfBeat(1) - 0.1).length)
  expect(written(startOfBeat(4) + 0.3)).not.toContain('Answer')
  expect(written(timeline.length)).toContain('Answer')
})

test('without its images it is told all the same, and the overview is not missed', () => {
  const { all, images } = seenAt(startOfBeat(0) - 0.5, (name) => name === 'image')
  expect(images.map((i) => i.name)).toEqual(['image'])
  expect(all).toContain('336 × 252')
})

test('frames follow each other without a gap, stills are one, writing takes half as many', () => {
  const frames = frameTimes(timeline, 10)
  expect(must(frames[0]).at).toBe(0)
  frames.forEach(({ at, seconds }, i) => {
    const next = frames[i + 1]?.at ?? timeline.length
    expect(at + seconds).toBeCloseTo(next, 6)
  })
  const within = (from: number, to: number) =>
    frames.filter((f) => f.at >= from - 1e-9 && f.at < to - 1e-9).length
  const of = (phase: string) => must(timeline.pieces.find((p) => p.phase === phase))
  const piece = (phase: string) => within(of(phase).start, of(phase).start + of(phase).length)
  expect(piece('hold')).toBe(1)
  expect(piece('fly')).toBe(Math.round(of('fly').length * 10))
  expect(piece('write')).toBe(Math.max(1, Math.round(of('write').length * 5)))
})

test('a crop from another image stands in the middle', () => {
  const beats = story.beats.map((b) => {
    if (b.type !== 'crop') return b
    const { from: _, ...rest } = b
    return rest
  })
  const note = noting()
  const apart = { ...story, beats }
  const at = startOf(timelineOf(apart), 2) + 1.5
  filmOf(apart, wish).paint(note.brush, at)
  const { on } = must(note.images.find((i) => i.name === 'crop-2'))
  expect((on.left + on.right) / 2).toBeCloseTo(filmSize.width / 2, 0)
  expect(on).not.toEqual(box(0, 0, 0, 0))
})
