/** Figures laid out: what is painted where, that nothing lies over anything else, and that what is left out is said. */
import { describe, expect, test } from 'vitest'
import { figureOf } from '../../../app/figures/figure'
import type { Figure, FigureWish } from '../../../app/figures/look'
import { box } from '../../../app/geometry/box'
import { inkOf } from '../../../app/paint/ink'
import { paletteOf, surfaces } from '../../../app/paint/ramps'
import { storyOf, type Story } from '../../../app/story/story'
import type { Origin } from '../../../app/trace/origin'
import type { Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { must } from '../../builders/must'
import { answer, branch, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { recordingBrush, type Painted } from '../../builders/recording-brush'

const wish = { theme: 'light', labels: true } as const
const told = (steps: readonly Step[] = fiveSteps, more: Partial<Project> = {}): Story => {
  const project = { ...projectWith(steps), ...more }
  return storyOf(project, must(project.branches[0]))
}
function drawn(story: Story, asked: Partial<FigureWish> & Pick<FigureWish, 'of'>) {
  const note = recordingBrush()
  const figure: Figure = figureOf(story, { ...wish, ...asked }, note.brush)
  figure.paint(note.brush)
  expect(note.open()).toBe(0)
  const words = note.painted.flatMap((p) => (p.what === 'text' ? [p.text ?? ''] : []))
  const image = (name: string): Painted =>
    must(note.painted.find((p) => p.what === 'picture' && p.text === name))
  return { ...figure, painted: note.painted, words, all: words.join(' '), image }
}
const end = ([x = 0, y = 0, w = 0, h = 0]: readonly number[]) => [x + w, y + h] as const

describe('the annotated image', () => {
  test('is as large as a screen shows it, in its own shape, edge to edge', () => {
    const { size, image, notes } = drawn(told(), { of: 'image' })
    expect([size, notes]).toEqual([{ width: 1000, height: 750 }, []])
    expect(image('image').at).toEqual([0, 0, 1000, 750])
  })

  test.each([
    [
      { width: 100, height: 400 },
      { width: 250, height: 1000 },
    ],
    [
      { width: 4000, height: 2 },
      { width: 1000, height: 1 },
    ],
    [
      { width: 1, height: 1 },
      { width: 1000, height: 1000 },
    ],
  ])('of %j is %j', (own, size) => {
    const { image } = projectWith()
    expect(drawn(told([], { image: { ...image, ...own } }), { of: 'image' }).size).toEqual(size)
  })

  test('has all boxes at their places, with numbers only where they are wanted', () => {
    const { painted, words } = drawn(told(), { of: 'image' })
    expect(words).toEqual(['1'])
    // 30…331 of 1008 is 30…328 of 1000; 60…361 of 756 is 60…358 of 750.
    expect(painted.find((p) => p.what === 'strokeRect')?.at).toEqual([29, 59, 300, 300])
    expect(painted.find((p) => p.what === 'strokeRect')?.within).toEqual(box(0, 0, 1000, 750))
    expect(drawn(told(), { of: 'image', labels: false }).words).toEqual([])
  })

  test('has the colours of its theme', () => {
    const fills = (theme: 'light' | 'dark') => drawn(told(), { of: 'image', theme }).painted[0]?.style.fill
    expect([fills('light'), fills('dark')]).toEqual([surfaces.light.sunken, surfaces.dark.sunken])
  })
})

describe('one step', () => {
  test('is the look with its crop beside it, and lines from the one to the other', () => {
    const { image, painted, all, size } = drawn(told(), { of: 'step' })
    const [right] = end(image('image').at)
    const [left = 0] = image('crop-2').at
    expect(left - right).toBe(40)
    expect(end(image('crop-2').at)[0]).toBeLessThanOrEqual(1000 - 24)
    expect(size.width).toBe(1000)
    expect(all).toContain('Look 1 · (30, 60) – (331, 361) · What the model saw: 336 × 252 pixels')
    expect(all).toContain('I look for the total.')
    const rays = painted.filter((p) => p.what === 'stroke' && p.style.width === 1.5)
    expect(rays).toHaveLength(2)
    for (const ray of rays) expect(ray.at[2]).toBe(left)
  })

  test('is the last one that came with a crop, where none is named', () => {
    const steps = [
      look('l1'),
      observation('o1', 'l1'),
      look('l2', [100, 100, 160, 150]),
      observation('o2', 'l2'),
      answer('a', 'x'),
    ]
    expect(drawn(told(steps), { of: 'step' }).all).toContain('Look 2')
    expect(drawn(told(steps), { of: 'step', step: 1 }).all).toContain('Look 1')
    expect(drawn(told(steps), { of: 'step', step: 2 }).all).toContain('Look 1')
  })

  test('shows what is told by then, and nothing of later looks', () => {
    const steps = [
      look('l1'),
      observation('o1', 'l1'),
      look('l2', [100, 100, 160, 150]),
      observation('o2', 'l2'),
    ]
    const boxes = (step: number) =>
      drawn(told(steps), { of: 'step', step }).painted.filter(
        (p) => p.what === 'strokeRect' && p.within !== undefined,
      )
    // Each box is a line and what lies under it.
    expect([boxes(1).length, boxes(3).length]).toEqual([2, 4])
  })

  test('of words has their kind as its head, and no crop', () => {
    const { words, painted } = drawn(told(), { of: 'step', step: 5 })
    expect(words).toContain('5 · Answer')
    expect(words.at(-1)).toBe('7')
    expect(painted.some((p) => p.text?.startsWith('crop'))).toBe(false)
  })

  test('of a long thought has no more lines than fit, and says how many there are', () => {
    const long = thought('t', Array.from({ length: 30 }, (_, i) => `Line ${i}.`).join('\n'))
    const { words } = drawn(told([long]), { of: 'step' })
    expect(words.at(-1)).toBe('… (15 more lines)')
    expect(words).toHaveLength(17)
  })

  test('that is not there is an error that says how many there are', () => {
    expect(() => drawn(told(), { of: 'step', step: 9 })).toThrow('There is no step 9: this trace has 5.')
  })

  test('of a trace without any is its question', () => {
    const { all, notes } = drawn(told([]), { of: 'step' })
    expect(all).toBe('What is the total?')
    expect(notes).toEqual([])
  })

  test('whose crop is from another image has no lines to it', () => {
    const far = { ...observation('o1', 'l1'), view: { ...observation('o1', 'l1').view, image: 'other' } }
    const { painted, image } = drawn(told([look('l1'), far]), { of: 'step' })
    expect(image('crop-1').what).toBe('picture')
    expect(painted.filter((p) => p.what === 'stroke' && p.style.width === 1.5)).toEqual([])
  })

  test('with a tiny crop is not blown up more than four times', () => {
    const tiny = {
      ...observation('o1', 'l1'),
      view: { ...observation('o1', 'l1').view, size: { width: 28, height: 28 } },
    }
    const { image } = drawn(told([look('l1'), tiny]), { of: 'step' })
    expect(image('crop-1').at.slice(2)).toEqual([112, 112])
  })
})

describe('the whole story', () => {
  test('goes from the question over the image and the steps to the answer', () => {
    const { words, painted, size, notes } = drawn(told(), { of: 'story' })
    const order = ['What is the total?', 'Look 1 · (30, 60) – (331, 361)', 'It reads 7.', 'Answer']
    expect(order.map((w) => words.indexOf(w))).toEqual(
      order.map((w) => words.indexOf(w)).toSorted((a, b) => a - b),
    )
    for (const w of order) expect(words).toContain(w)
    expect(words.at(-1)).toBe('7')
    expect([size.width, notes]).toEqual([1000, []])
    for (const { at, what } of painted)
      if (what === 'picture' || what === 'fillRect') expect(at[1]).toBeLessThanOrEqual(size.height)
  })

  test('has a thought, its look and its crop side by side, in the hue of the look', () => {
    const { painted, image } = drawn(told(), { of: 'story' })
    const head = must(painted.find((p) => p.text?.startsWith('Look 1')))
    const crop = image('crop-2')
    expect(crop.at[0]).toBeGreaterThan(must(head.at[0]))
    expect(Math.abs(must(crop.at[1]) - must(head.at[1]))).toBeLessThan(80)
    const bar = painted.find((p) => p.what === 'fillRect' && p.at[2] === 3)
    expect(bar?.style.fill).toBe(inkOf(paletteOf('light', 'x'), 0).line)
  })

  test('stacks its lines one under the other: none lies over another', () => {
    const { painted } = drawn(told([thought('t', 'word '.repeat(200)), answer('a', 'no '.repeat(120))]), {
      of: 'story',
    })
    const lines = painted.filter((p) => p.what === 'text' && must(p.at[0]) >= 58 && (p.text?.length ?? 0) > 3)
    const tops = lines.map((p) => must(p.at[1]))
    expect(lines.length).toBeGreaterThan(10)
    for (const [i, top] of tops.slice(1).entries()) expect(top - must(tops[i])).toBeGreaterThanOrEqual(16)
  })

  test('says that no crop came back', () => {
    expect(drawn(told([look('l1'), answer('a', '7')]), { of: 'story' }).words).toContain('No crop came back.')
  })

  test('tells the right answer at its end, where the file has one', () => {
    const origin: Origin = {
      ...{ collection: 'c', row: 0, file: 'f', line: 1, format: 'x', gold: ['8', 'eight'] },
      ...{ goldBoxes: [], pictures: [], main: 0, meta: {} },
    }
    expect(drawn(told(fiveSteps, { origin }), { of: 'story' }).words.at(-1)).toBe('Right answer: 8 / eight')
  })

  test('that would be too tall is cut between two steps, and says what is missing', () => {
    const steps = Array.from({ length: 400 }, (_, i) => thought(`t${i}`, 'One. '.repeat(60)))
    const { size, notes, words } = drawn(told(steps), { of: 'story' })
    expect(size.height).toBeLessThan(12_100)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^\d+ of 400 steps are not in the figure: it would be too tall\.$/)
    expect(words.at(-1)).toBe(notes[0])
    // As many as it says are numbered.
    const left = Number(/^\d+/.exec(must(notes[0]))?.[0])
    expect(words).toContain(String(400 - left))
    expect(words).not.toContain(String(400 - left + 1))
  })

  test('of nothing but a title is that and the image', () => {
    const nothing = projectWith([])
    const story = storyOf(nothing, { ...branch('main'), question: '' })
    expect(drawn(story, { of: 'story' }).words).toEqual(['receipt.png'])
  })

  describe('of several looks in one turn', () => {
    const steps = [
      thought('t', 'Both.'),
      look('l1'),
      look('l2', [100, 100, 160, 150]),
      observation('o1', 'l1'),
      observation('o2', 'l2'),
      answer('a', 'x'),
    ]

    test('has each with its own crop, every beat told once', () => {
      const { painted, notes, words } = drawn(told(steps), { of: 'story' })
      expect(notes).toEqual([])
      expect(words).not.toContain('No crop came back.')
      const told1 = painted.flatMap((p) =>
        /^(crop-|Look )/.test(p.text ?? '') ? [must(p.text).slice(0, 6)] : [],
      )
      expect(told1).toEqual(['Look 1', 'crop-3', 'Look 2', 'crop-4'])
      const [first, second] = ['crop-3', 'crop-4'].map((name) => painted.find((p) => p.text === name))
      expect(must(first?.at[1])).toBeLessThan(must(second?.at[1]))
    })

    test('shows one of them with its own crop, too, whichever of both is asked for', () => {
      const shown = (step: number) => {
        const { painted, words } = drawn(told(steps), { of: 'step', step })
        return [
          words.find((w) => w.startsWith('Look'))?.slice(0, 6),
          painted.find((p) => p.text?.startsWith('crop-'))?.text,
        ]
      }
      expect([2, 3, 4, 5].map(shown)).toEqual([
        ['Look 1', 'crop-3'],
        ['Look 2', 'crop-4'],
        ['Look 1', 'crop-3'],
        ['Look 2', 'crop-4'],
      ])
    })
  })
})
