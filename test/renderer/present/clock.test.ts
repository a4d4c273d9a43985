/** A clicker's presses: each plays one build and waits; nothing beyond it is shown meanwhile. */
import { expect, test } from 'vitest'
import { buildsOf, buildAt } from '../../../app/story/builds'
import { storyOf } from '../../../app/story/story'
import { momentAt, timelineOf } from '../../../app/story/timeline'
import {
  beginning,
  later,
  pressed,
  waitingAt,
  type Clock,
  type Press,
} from '../../../renderer/session/present/clock'
import { actionOf } from '../../../renderer/panels/present/present-keys'
import { gistOf, toldWords } from '../../../renderer/panels/present/told-words'
import { projectWith } from '../../builders/project'
import { must } from '../../builders/must'
import fc from '../../builders/properties'

const project = projectWith()
const story = storyOf(project, must(project.branches[0]))
const timeline = timelineOf(story)
const builds = buildsOf(timeline)
const led = (clock: Clock, press: Press): Clock => {
  const to = pressed(clock, press, builds)
  if (to === 'after' || to === 'before') throw new Error(to)
  return to
}
/** Plays until it waits. */
const waited = (clock: Clock): Clock => later(clock, 1e6, builds).clock

test('each press tells one thing more, and waits there', () => {
  let clock = waited(beginning)
  const told = [momentAt(timeline, clock.seconds).told]
  for (let i = 1; i < builds.length; i++) {
    clock = waited(led(clock, 'next'))
    expect(clock.running).toBe('no')
    told.push(momentAt(timeline, clock.seconds).told)
  }
  expect(told).toEqual([0, 0, 1, 3, 4, 5, 5])
  expect(pressed(clock, 'next', builds)).toBe('after')
})

test('a press while something moves ends it, and back shows what was before', () => {
  const half: Clock = { seconds: must(builds[3]).start + 0.2, running: 'build' }
  const ended = led(half, 'next')
  expect([buildAt(builds, ended.seconds), ended.running]).toEqual([3, 'no'])
  const back = led(ended, 'previous')
  expect([buildAt(builds, back.seconds), back.running]).toEqual([2, 'no'])
  expect(pressed(waitingAt(builds, 0), 'previous', builds)).toBe('before')
})

test('played through, it comes to the end by itself; pressed at the end, it begins anew', () => {
  const playing = led(waitingAt(builds, 0), 'play')
  expect(playing.running).toBe('all')
  expect(led(playing, 'play').running).toBe('no')
  const { clock, over } = later(playing, 1e6, builds)
  expect([buildAt(builds, clock.seconds), over]).toEqual([builds.length - 1, true])
  expect(led(clock, 'play')).toEqual({ seconds: 0, running: 'all' })
})

test('whatever is pressed and however long it takes, nothing is shown that was not told', () => {
  const presses = fc.array(
    fc.tuple(
      fc.constantFrom<Press>('next', 'previous', 'play', 'first', 'last', 'again'),
      fc.double({ min: 0, max: 3, noNaN: true }),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(presses, (all) => {
      let clock = beginning
      for (const [press, seconds] of all) {
        const to = pressed(clock, press, builds)
        if (to !== 'after' && to !== 'before') clock = to
        clock = later(clock, seconds, builds).clock
        const at = must(builds[buildAt(builds, clock.seconds)])
        expect(momentAt(timeline, clock.seconds).told).toBeLessThanOrEqual(at.last + 1)
        expect(clock.seconds).toBeLessThan(timeline.length)
      }
    }),
  )
})

test('keys of keyboards and clickers mean what they do elsewhere', () => {
  const bare = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }
  const action = (key: string, more = {}) => actionOf({ ...bare, key, ...more })
  expect(
    ['PageDown', 'ArrowRight', ' ', 'PageUp', 'b', '.', 'F5', 'Escape', 'Home', 'End'].map((k) => action(k)),
  ).toEqual(['next', 'next', 'play', 'previous', 'black', 'black', 'again', 'end', 'first', 'last'])
  expect(action('F5', { shiftKey: true })).toBe('again')
  expect(action('B', { shiftKey: true })).toBe('black')
  expect(action('PageDown', { shiftKey: true })).toBe('next-trace')
  expect(action('?', { shiftKey: true })).toBe('keys')
  expect(action('p', { ctrlKey: true })).toBeUndefined()
})

test('the words of a moment are those written by then; the overview says what became of the image', () => {
  const overview = must(builds.find((b) => b.kind === 'overview'))
  expect(toldWords(story, momentAt(timeline, overview.end - 0.01)).text).toMatch(
    /^1008\s×\s756 pixels became/,
  )
  const write = must(builds[2])
  const words = toldWords(story, momentAt(timeline, write.start + 0.1))
  expect(words.letters).toBeLessThan(words.text.length)
  expect(toldWords(story, momentAt(timeline, write.end - 0.01)).letters).toBe(words.text.length)
})

test('long words come down to what is done next, and an answer to what it set in bold', () => {
  const thought = `${'It is a long story about a house. '.repeat(12)}I will zoom in on the sign.`
  const gist = gistOf({ kind: 'thought', text: thought })
  expect(gist.length).toBeLessThan(260)
  expect(gist).toMatch(/^… .*I will zoom in on the sign\.$/)
  const answer = `Well. ${'So much to say. '.repeat(20)}\n\nIt is the **Hop Inn**.\n\nHere is why.`
  expect(gistOf({ kind: 'answer', text: answer })).toBe('It is the Hop Inn.')
  expect(gistOf({ kind: 'answer', text: '**Short.**' })).toBe('Short.')
})
