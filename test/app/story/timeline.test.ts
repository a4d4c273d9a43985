/** A story in time: nothing is seen before it is told, nothing jumps, and the camera is where the look is. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { cameraAt, cameraOf, viewOf } from '../../../app/story/shot'
import { boxesAfter, lookAt, storyOf, type Story } from '../../../app/story/story'
import {
  changesOf,
  endOf,
  momentAt,
  startOf,
  timelineOf,
  type Moment,
  type Timeline,
} from '../../../app/story/timeline'
import { answer, branch, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { must } from '../../builders/must'
import fc from '../../builders/properties'

const story = (steps = fiveSteps): Story => {
  const project = projectWith(steps)
  return storyOf(project, must(project.branches[0]))
}
const frame = { image: { width: 1008, height: 756 }, viewport: { width: 960, height: 540 } }
const phasesOf = ({ pieces }: Timeline) => pieces.map((p) => `${p.beat} ${p.phase}`)
const middle = (timeline: Timeline, phase: Moment['phase']) => {
  const piece = must(timeline.pieces.findLast((p) => p.phase === phase))
  return piece.start + piece.length / 2
}

test('a run is told in order: image, overview, words, look, crop, words, answer', () => {
  expect(phasesOf(timelineOf(story()))).toEqual([
    ...['-1 image', '-1 overview', '-1 overview', '0 write', '0 read'],
    ...['1 land', '1 fly', '2 sharpen', '2 hold', '3 write', '3 read'],
    ...['4 back', '4 write', '4 read', '4 end', '4 end'],
  ])
})

test('the camera is at the whole image, then at the region, and back for the answer', () => {
  const timeline = timelineOf(story())
  const look = must(story().beats.find((b) => b.type === 'look'))
  const viewAt = (seconds: number) =>
    viewOf(cameraAt(momentAt(timeline, seconds).camera, frame), frame.viewport)
  const whole = viewOf(cameraOf(undefined, frame), frame.viewport)
  expect(viewAt(0)).toEqual(whole)
  const held = viewAt(middle(timeline, 'hold'))
  expect(held.right - held.left).toBeLessThan((whole.right - whole.left) * 0.6)
  for (const [least, most] of [
    [held.left, look.type === 'look' ? look.region.left : 0],
    [held.top, look.type === 'look' ? look.region.top : 0],
  ])
    expect(least).toBeLessThan(must(most))
  expect(viewAt(timeline.length)).toEqual(whole)
})

test('the image is reduced to what the model was given, the crop sharpens, the end is the image itself', () => {
  const timeline = timelineOf(story())
  expect(momentAt(timeline, 0)).toMatchObject({ reduced: 0, beat: -1, told: 0, crop: undefined })
  expect(momentAt(timeline, startOf(timeline, 0)).reduced).toBe(1)
  expect(momentAt(timeline, startOf(timeline, 2)).crop).toEqual({ beat: 2, sharp: 0 })
  expect(momentAt(timeline, middle(timeline, 'hold')).crop).toEqual({ beat: 2, sharp: 1 })
  expect(momentAt(timeline, timeline.length)).toMatchObject({ reduced: 0, crop: undefined, phase: 'end' })
})

test('an image the model was given as it is does not get worse', () => {
  const small = story()
  const timeline = timelineOf({
    ...small,
    overview: { ...small.overview, size: { width: 1008, height: 756 } },
  })
  expect(phasesOf(timeline)).not.toContain('-1 overview')
  expect(timeline.pieces.every((p) => p.reduced[1] === 0)).toBe(true)
})

test('words are written to the end of a word and only grow; what comes later is not there', () => {
  const timeline = timelineOf(story())
  const text = must(story().beats[0])
  const seen = Array.from({ length: 200 }, (_, i) => momentAt(timeline, (i / 199) * timeline.length))
  const letters = seen.filter((m) => m.beat === 0).map((m) => m.letters)
  expect(letters).toEqual([...letters].toSorted((a, b) => a - b))
  expect(letters.at(-1)).toBe(text.type === 'words' ? text.text.length : 0)
  for (const n of letters) expect(text.type === 'words' ? text.text.slice(n) : '').toMatch(/^(\s.*|)$/)
  expect(boxesAfter(story(), momentAt(timeline, startOf(timeline, 1) - 0.01).told)).toEqual([])
  expect(boxesAfter(story(), momentAt(timeline, startOf(timeline, 1)).told)).toHaveLength(1)
  // The answer waits until the camera is back.
  const before = must(timeline.pieces.find((p) => p.phase === 'back'))
  expect(momentAt(timeline, before.start + before.length / 2)).toMatchObject({ beat: 4, told: 4, letters: 0 })
})

test('words of characters that take two units are written one by one, never by halves', () => {
  const said = '🙂'.repeat(60)
  const timeline = timelineOf(story([thought('t', said)]))
  const piece = must(timeline.pieces.find((p) => p.phase === 'write'))
  const letters = Array.from(
    { length: 97 },
    (_, i) => momentAt(timeline, piece.start + (i / 96) * piece.length * 0.99).letters,
  )
  expect(letters.filter((n) => n % 2 !== 0)).toEqual([])
  expect(letters).toEqual(letters.toSorted((a, b) => a - b))
})

test('a look inside of what is shown is flown to from there; another one from the whole image', () => {
  const nested = [look('l1', [10, 10, 110, 110]), look('l2', [40, 40, 60, 60]), answer('a', 'x')]
  expect(phasesOf(timelineOf(story(nested)))).not.toContain('1 back')
  const apart = [look('l1', [10, 10, 60, 60]), look('l2', [200, 150, 260, 200]), answer('a', 'x')]
  expect(phasesOf(timelineOf(story(apart)))).toContain('1 back')
})

test('a crop of another image, a look without an area and a run without an answer end well', () => {
  const far = { ...observation('o1', 'l1'), view: { ...observation('o1', 'l1').view, image: 'other' } }
  const flat = { ...look('l1'), region: box<'image'>(5, 5, 5, 5) }
  const timeline = timelineOf(story([flat, far, thought('t', 'Nothing there.')]))
  expect(phasesOf(timeline)).toEqual([
    ...['-1 image', '-1 overview', '-1 overview', '0 land', '0 hold', '1 sharpen', '1 hold'],
    ...['2 write', '2 read', '2 back', '2 end', '2 end'],
  ])
  const back = must(timeline.pieces.find((p) => p.phase === 'back'))
  expect(momentAt(timeline, back.start + 0.1)).toMatchObject({ told: 3, letters: 'Nothing there.'.length })
})

test('without steps there is the question and its end', () => {
  const project = { ...projectWith(), steps: {} }
  const timeline = timelineOf(storyOf(project, branch('main')))
  expect(phasesOf(timeline)).toEqual(['-1 image', '-1 overview', '-1 overview', '-1 end', '-1 end'])
})

test('a removed step is not told, a moved look is told where it is now', () => {
  const project = projectWith()
  const region = box<'image'>(1, 2, 50, 60)
  const told = storyOf(
    { ...project, drafts: { t1: { type: 'removed' }, l1: { type: 'region', region } } },
    must(project.branches[0]),
  )
  expect(told.beats.map((b) => b.id)).toEqual(['l1', 'o1', 't2', 'a1'])
  expect(told.beats[0]).toMatchObject({ type: 'look', region })
  expect(lookAt(told, 1)).toBe('l1')
})

test('double speed takes half as long, and a beat is found by its seconds', () => {
  const [one, two] = [timelineOf(story()), timelineOf(story(), 2)]
  expect(two.length).toBeCloseTo(one.length / 2, 6)
  for (const beat of [0, 1, 2, 3, 4]) {
    expect(momentAt(one, startOf(one, beat)).beat).toBe(beat)
    expect(momentAt(one, endOf(one, beat) - 1e-6).beat).toBe(beat)
    expect(startOf(one, beat + 1)).toBeGreaterThanOrEqual(endOf(one, beat))
  }
  expect(startOf(one, 99)).toBe(one.length)
})

test('nothing jumps: within a sixtieth of a second the view moves by less than a tenth of itself', () => {
  const any = fc.array(fc.tuple(fc.integer({ min: 0, max: 250 }), fc.integer({ min: 0, max: 200 })), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(any, (places) => {
      const steps = places.flatMap(([x, y], i) => [
        thought(`t${i}`, 'Where?'),
        look(`l${i}`, [x, y, x + 40, y + 30]),
        observation(`o${i}`, `l${i}`),
      ])
      const timeline = timelineOf(story([...steps, answer('a', 'There.')]))
      let last = viewOf(cameraAt(momentAt(timeline, 0).camera, frame), frame.viewport)
      for (let t = 1 / 60; t < timeline.length; t += 1 / 60) {
        const now = viewOf(cameraAt(momentAt(timeline, t).camera, frame), frame.viewport)
        expect(Math.abs(now.left - last.left)).toBeLessThan((last.right - last.left) * 0.1 + 1e-6)
        expect(Math.abs(now.top - last.top)).toBeLessThan((last.bottom - last.top) * 0.1 + 1e-6)
        last = now
      }
    }),
    { numRuns: 30 },
  )
})

test('still times are those in which nothing changes', () => {
  const timeline = timelineOf(story())
  const changes = changesOf(timeline)
  changes.forEach(({ start, still }, i) => {
    if (!still) return
    const end = changes[i + 1]?.start ?? timeline.length
    const { phase: _, ...first } = momentAt(timeline, start)
    const { phase: _p, ...last } = momentAt(timeline, end - 1e-6)
    expect({ ...last, camera: cameraAt(last.camera, frame) }).toEqual({
      ...first,
      camera: cameraAt(first.camera, frame),
    })
  })
  expect(changes.filter((c) => c.still)).toHaveLength(7)
})
