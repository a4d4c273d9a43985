/** A branch as it is told: each step as the beat it is, each box where it stands, nothing before its time. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { boxesOf, ghostMark, goldBox, goldBoxesOf, isElsewhere } from '../../../app/story/boxes'
import { cameraAt, cameraOf, viewOf } from '../../../app/story/shot'
import { boxesAfter, cropFor, lookAt, storyOf, type Story } from '../../../app/story/story'
import { buildsOf } from '../../../app/story/builds'
import { endOf, isReduced, momentAt, startOf, timelineOf } from '../../../app/story/timeline'
import type { Drafts } from '../../../app/trace/draft'
import type { Origin } from '../../../app/trace/origin'
import { rowsOf } from '../../../app/trace/rows'
import type { Step, ThoughtKind } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { trees } from '../../builders/trees'

const told = (steps: readonly Step[] = fiveSteps, drafts: Drafts = {}, origin?: Origin): Story => {
  const project = { ...projectWith(steps), drafts, ...(origin === undefined ? {} : { origin }) }
  return storyOf(project, must(project.branches[0]))
}
const region = box<'image'>(1, 2, 31, 42)
const origin: Origin = {
  ...{ collection: 'c', row: 0, file: 'f', line: 1, format: 'x', pictures: [], main: 0, meta: {} },
  goldBoxes: [
    { numbers: [1, 2, 31, 42], space: 'image', region, label: 'exit' },
    { numbers: [5, 5, 5, 9], space: 'image', region: box(5, 5, 5, 9) },
    { numbers: [0, 0, 9, 9], space: 'image', region: box(0, 0, 9, 9) },
  ],
}

describe('a beat', () => {
  const kindOf = (kind: ThoughtKind, text = 'x', raw = 'raw') => {
    const [beat] = told([{ ...thought('t', text), raw, kind }]).beats
    return beat?.type === 'words' ? [beat.kind, beat.text] : []
  }

  test.each<[string, ThoughtKind, string, readonly string[]]>([
    ['a request nobody can read', { type: 'unread', message: 'no end' }, '{"bbox', ['code', '{"bbox']],
    [
      'a call without a region',
      { type: 'call', name: 'search' },
      '<tool_call>{}</tool_call>',
      ['code', '<tool_call>{}</tool_call>'],
    ],
    ['what the loop told the model', { type: 'reply' }, 'Try again.', ['code', 'Try again.']],
    ['vectors', { type: 'opaque', count: 16 }, '', ['tool', '16 vectors that are no words']],
    ['code', { type: 'code' }, '```python\nprint(7)\n```', ['code', 'print(7)']],
  ])('of %s is told as it stands', (_, kind, raw, words) => expect(kindOf(kind, 'x', raw)).toEqual(words))

  test('of a tool is what it said, without its marks', () => {
    const tool: Step = { ...thought('t', '<tool_response>\n7\n</tool_response>'), author: { type: 'tool' } }
    expect(told([tool]).beats).toEqual([{ id: 't', number: 1, type: 'words', kind: 'tool', text: '7' }])
  })

  test('of code that a person rewrote is their words', () => {
    const code: Step = { ...thought('t', 'x'), raw: 'print(7)', kind: { type: 'code' } }
    expect(told([code], { t: { type: 'text', text: 'It prints 7.' } }).beats[0]).toMatchObject({
      kind: 'thought',
      text: 'It prints 7.',
    })
  })

  test('of a look has its number, its colour and where it is', () => {
    expect(told().beats[1]).toEqual({
      id: 'l1',
      number: 2,
      type: 'look',
      look: 1,
      hue: 0,
      region: look('l1').region,
      here: true,
    })
  })

  test('of a crop is from where its view was cut, and from nowhere on this image if it was cut from another', () => {
    expect(told().beats[2]).toMatchObject({
      type: 'crop',
      look: 1,
      hue: 0,
      from: { left: 30, top: 60, right: 331, bottom: 361 },
    })
    const { crop: _, ...whole } = observation('o1', 'l1').view
    const [, beat] = told([look('l1'), { ...observation('o1', 'l1'), view: whole }]).beats
    expect(beat).toMatchObject({ from: look('l1').region })
    const [, far] = told([
      look('l1'),
      { ...observation('o1', 'l1'), view: { ...whole, image: 'other' } },
    ]).beats
    expect(far && 'from' in far).toBe(false)
  })

  test('is numbered as the window numbers it, also after one that was taken out', () => {
    expect(told(fiveSteps, { t1: { type: 'removed' } }).beats.map((b) => b.number)).toEqual([2, 3, 4, 5])
  })

  test('of a crop is found by its look, wherever it stands', () => {
    const story = told([look('l1'), look('l2'), observation('o2', 'l2'), observation('o1', 'l1')])
    const found = story.beats.flatMap((b) => (b.type === 'look' ? [cropFor(story, b)?.beat.id] : []))
    expect(found).toEqual(['o1', 'o2'])
    expect([0, 1, 2, 3, 9].map((i) => lookAt(story, i))).toEqual(['l1', 'l2', 'l2', 'l1', undefined])
  })
})

describe('the boxes on the image', () => {
  test('stand from their beat on; the right place only at the end, where it tells nothing', () => {
    const story = told(fiveSteps, {}, origin)
    const ids = (beats: number) => boxesAfter(story, beats).map((b) => b.id)
    expect([0, 1, 2, 4].map(ids)).toEqual([[], [], ['l1'], ['l1']])
    expect(ids(5)).toEqual(['ghost:gold-file-0', 'ghost:gold-file-2', 'l1'])
    expect(ids(99)).toEqual(ids(5))
  })

  test('are none of looks at another image, or at one that was not found', () => {
    for (const flag of ['other-image', 'missing-image'] as const) {
      const story = told([{ ...look('l1'), flags: [flag] }, look('l2')])
      expect(boxesAfter(story, 2).map((b) => b.id)).toEqual(['l2'])
      expect(story.rows.map(isElsewhere)).toEqual([true, false])
    }
  })

  test('of a moved look are where it is, and faint where it was', () => {
    const [was, is] = boxesAfter(told([look('l1')], { l1: { type: 'region', region } }), 1)
    expect(was).toMatchObject({
      id: `${ghostMark}l1`,
      ghost: true,
      author: 'model',
      region: look('l1').region,
    })
    expect(is).toMatchObject({ id: 'l1', author: 'person', region })
  })

  test('of a point name the point, moved or not', () => {
    const pointed: Step = { ...look('l1'), point: { x: 50, y: 60 } }
    expect(boxesAfter(told([pointed]), 1)[0]).toMatchObject({ point: { x: 50, y: 60 } })
    const moved = boxesAfter(told([pointed], { l1: { type: 'region', region, point: { x: 7, y: 8 } } }), 1)
    expect(moved.map((b) => b.point)).toEqual([
      { x: 50, y: 60 },
      { x: 7, y: 8 },
    ])
  })

  test('of a point in the hand are where it is held', () => {
    const rows = rowsOf({ steps: [{ ...look('l1'), point: { x: 50, y: 60 } }], drafts: {}, branch: 'main' })
    const held = boxesOf(rows, { id: 'l1', region, point: { x: 3, y: 4 } }, [])
    expect(held.map((b) => [b.id, b.point])).toEqual([
      ['ghost:l1', { x: 50, y: 60 }],
      ['l1', { x: 3, y: 4 }],
    ])
  })

  test('of a look that was taken out is only where it was', () => {
    const rows = rowsOf({ steps: [look('l1')], drafts: { l1: { type: 'removed' } }, branch: 'main' })
    expect(boxesOf(rows, undefined, []).map((b) => b.id)).toEqual(['ghost:l1'])
  })

  test('of gold have a name each, and an area', () => {
    const named = goldBoxesOf(origin, (label) => label ?? 'gold').map((b) => b.label)
    expect(named).toEqual(['exit', 'gold'])
    expect(goldBoxesOf(undefined, String)).toEqual([])
    expect(goldBox('mine', region, 'right')).toMatchObject({
      id: 'ghost:gold-mine',
      gold: true,
      ghost: true,
      label: 'right',
    })
  })
})

describe('the camera of a shot', () => {
  const frame = { image: { width: 1008, height: 756 }, viewport: { width: 960, height: 540 } }

  test('shows all of the image, or a region in the middle of the view', () => {
    const whole = viewOf(cameraOf(undefined, frame), frame.viewport)
    expect(whole.left <= 0 && whole.top <= 0 && whole.right >= 1008 && whole.bottom >= 756).toBe(true)
    const near = viewOf(cameraOf(box(300, 300, 500, 400), frame), frame.viewport)
    expect([near.left + near.right, near.top + near.bottom].map(Math.round)).toEqual([800, 700])
  })

  test('begins where it was, ends where it goes, and stands where both are the same', () => {
    const [from, to] = [box<'image'>(0, 0, 100, 100), box<'image'>(500, 400, 700, 500)]
    expect(cameraAt({ from, to, way: 0 }, frame)).toEqual(cameraOf(from, frame))
    expect(cameraAt({ from, to, way: 1 }, frame)).toEqual(cameraOf(to, frame))
    expect(cameraAt({ from, to: from, way: 0.3 }, frame)).toEqual(cameraOf(from, frame))
    const half = cameraAt({ from: undefined, to, way: 0.5 }, frame)
    // Zoomed in equal factors: half of the way is the geometric mean.
    expect(half.zoom).toBeCloseTo(Math.sqrt(cameraOf(undefined, frame).zoom * cameraOf(to, frame).zoom))
  })
})

describe('whatever the trace', () => {
  test('it is told to its end: moments follow each other, builds cover them, every beat has its time', () => {
    fc.assert(
      fc.property(trees, fc.double({ min: 0.25, max: 4, noNaN: true }), (project, speed) => {
        const branch = project.branches[0]
        if (branch === undefined) return
        const story = storyOf(project, branch)
        const timeline = timelineOf(story, speed)
        const times = [
          -1,
          0,
          ...timeline.pieces.map((p) => p.start + p.length / 2),
          timeline.length,
          timeline.length + 9,
        ]
        const told = times.map((t) => momentAt(timeline, t).told)
        expect(told).toEqual(told.toSorted((a, b) => a - b))
        expect(told.at(-1)).toBe(story.beats.length)
        story.beats.forEach((_, i) => expect(endOf(timeline, i)).toBeGreaterThanOrEqual(startOf(timeline, i)))
        const builds = buildsOf(timeline)
        expect(builds.at(-1)?.end).toBeCloseTo(timeline.length)
        expect(
          new Set(builds.flatMap((b) => (b.kind === 'beat' ? [b.first, b.last] : []))).size,
        ).toBeGreaterThanOrEqual(Math.min(1, story.beats.length))
      }),
      { numRuns: 60 },
    )
  })

  test('an image is reduced where the model was given less than four fifths of its sides', () => {
    const image = { id: 'i', size: { width: 1000, height: 1000 } }
    const given = (side: number) =>
      isReduced({ image, overview: { ...told().overview, size: { width: side, height: side } } })
    expect([1000, 2000, 801, 799, 100].map(given)).toEqual([false, false, false, true, true])
  })

  test('an answer that is empty has its time, and one in another script is not hurried', () => {
    const length = (text: string) => {
      const { pieces } = timelineOf(told([answer('a', text)]))
      return must(pieces.find((p) => p.phase === 'write')).length
    }
    expect(length('')).toBeGreaterThan(0)
    // Twenty signs that stand for words take as long as sixty letters.
    expect(length('总'.repeat(20))).toBeCloseTo(length('x'.repeat(60)))
    expect(length('x'.repeat(1e5))).toBe(7)
  })
})
