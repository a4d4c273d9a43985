/** A moment of a story painted: the image and what is shown of it, words read aloud, lines set on their side. */
import { describe, expect, test } from 'vitest'
import { paintMoment } from '../../../app/figures/moment'
import {
  cropWords,
  fitted,
  lookWords,
  paintCrop,
  placeAt,
  withoutEmphasis,
  setLines,
  type as styles,
  wordsName,
} from '../../../app/figures/parts'
import { isFromRight, wrappedLines, paintLines, shortenedText } from '../../../app/figures/text'
import { box } from '../../../app/geometry/box'
import { inkOf } from '../../../app/paint/ink'
import { paletteOf, surfaces } from '../../../app/paint/ramps'
import { cropName, storyImages } from '../../../app/story/images'
import { storyOf, type Beat, type LookBeat, type Story, type WordsBeat } from '../../../app/story/story'
import { momentAt, timelineOf, type Moment } from '../../../app/story/timeline'
import type { Size } from '../../../app/geometry/box'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { fiveSteps, projectWith } from '../../builders/project'
import { recordingBrush } from '../../builders/recording-brush'

const palette = paletteOf('light', 'sans-serif')
const viewport = { width: 960, height: 540 }
const project = projectWith(fiveSteps)
const story = storyOf(project, must(project.branches[0]))
const start: Moment = momentAt(timelineOf(story), 0)
function painted(more: Partial<Moment>, of: Story = story, has = () => true) {
  const note = recordingBrush(has)
  paintMoment(note.brush, { story: of, moment: { ...start, ...more }, palette, labels: false, viewport })
  expect([note.open(), note.brush.globalAlpha]).toEqual([0, 1])
  return note.painted
}
const images = (...asked: Parameters<typeof painted>) =>
  painted(...asked).flatMap((p) => (p.what === 'picture' ? [`${p.text} ${p.style.alpha}`] : []))

describe('the image of a moment', () => {
  test('is the image, then both, then what the model was given of it', () => {
    expect(images({ reduced: 0 })).toEqual(['image 1'])
    expect(images({ reduced: 0.25 })).toEqual(['image 1', 'overview 0.25'])
    expect(images({ reduced: 1 })).toEqual(['overview 1'])
  })

  test('is the image alone where there is no overview to be shown', () => {
    expect(images({ reduced: 1 }, story, () => false)).toEqual(['image 1'])
  })

  test('lies with what the model was given at the same place, each of its pixels to be seen', () => {
    const [own, given] = painted({ reduced: 0.5 }).filter((p) => p.what === 'picture')
    expect(given?.at).toEqual(own?.at)
    expect([own?.pixels, given?.pixels]).toEqual([false, true])
  })

  test('has what was padded to a square around its middle, reaching beyond it', () => {
    const square: Story = {
      ...story,
      overview: { ...story.overview, size: { width: 336, height: 336 }, made: [] },
    }
    const [own, given] = painted({ reduced: 0.5 }, square)
      .filter((p) => p.what === 'picture')
      .map((p) => p.at)
    const [x = 0, y = 0, w = 0, h = 0] = must(own)
    const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] = must(given)
    // 1008 × 756 in a square of 1008: an eighth of it above and below.
    expect([x2 - x, w2 - w]).toEqual([0, 0])
    expect(h2).toBeCloseTo(w2)
    expect(y - y2).toBeCloseTo((h2 - h) / 2)
  })

  test('has no place of its own for a padded overview of the same shape', () => {
    const same: Story = { ...story, overview: { ...story.overview, made: [] } }
    const [own, given] = painted({ reduced: 0.5 }, same).filter((p) => p.what === 'picture')
    expect(given?.at).toEqual(own?.at)
  })
})

describe('the crop of a moment', () => {
  test('lies over its place on the image, as sharp as it is by then', () => {
    const all = painted({ crop: { beat: 2, sharp: 0.4 } })
    const [image, crop] = all.filter((p) => p.what === 'picture')
    expect(crop).toMatchObject({ text: 'crop-2', style: { alpha: 0.4 } })
    const zoom = must(image?.at[2]) / 1008
    const [x = 0, y = 0] = must(image).at
    // The crop of the five steps is 30…331 × 60…361.
    must(crop).at.forEach((n, i) =>
      expect(n).toBeCloseTo([x + 30 * zoom, y + 60 * zoom, 301 * zoom, 301 * zoom][i] ?? NaN),
    )
  })

  test('from another image stands in the middle of the view, in its own shape', () => {
    const beats = story.beats.map((b): Beat => {
      if (b.type !== 'crop') return b
      const { from: _, ...rest } = b
      return rest
    })
    const crop = painted({ crop: { beat: 2, sharp: 1 } }, { ...story, beats }).find(
      (p) => p.text === 'crop-2',
    )
    // 336 × 252 fits 540 high at 2.14 times; seven tenths of that.
    const [x = 0, y = 0, w = 0, h = 0] = must(crop).at
    expect([w / h, x + w / 2, y + h / 2].map((n) => Math.round(n * 100) / 100)).toEqual([1.33, 480, 270])
    expect(h).toBeCloseTo(378)
  })

  test('of a beat that is none is not painted', () => {
    expect(images({ crop: { beat: 0, sharp: 1 } })).toEqual(['image 1'])
    expect(images({ crop: { beat: 99, sharp: 1 } })).toEqual(['image 1'])
  })
})

test('a box that lands comes up out of nothing, the others stand', () => {
  const landing = painted({ beat: 1, told: 2, landed: 0.3 }).filter((p) => p.what === 'strokeRect')
  expect(landing.map((p) => p.style.alpha)).toEqual([0.3, 0.3])
  const landed = painted({ beat: 4, told: 5, landed: 1 }).filter((p) => p.what === 'strokeRect')
  expect(landed.map((p) => p.style.alpha)).toEqual([1, 1])
  expect(painted({ beat: -1, told: 0 }).filter((p) => p.what === 'strokeRect')).toEqual([])
})

test('a painter asks for no image the story does not name', () => {
  expect(storyImages(story)).toEqual([
    { name: 'image' },
    { name: 'overview', view: story.overview },
    { name: cropName(2), view: must(story.beats[2]?.type === 'crop' ? story.beats[2].view : undefined) },
  ])
})

describe('words of a figure', () => {
  const beat: LookBeat = {
    ...{ id: 'l', number: 2, type: 'look', look: 3, hue: 2, here: true },
    region: box(-0.4, 9.5, 30.49, 40.5),
  }

  test.each<[string, Partial<LookBeat>, string]>([
    ['a box', {}, 'Look 3 · (0, 10) – (30, 41)'],
    ['a box with a name', { label: 'sign' }, 'Look 3: sign · (0, 10) – (30, 41)'],
    ['a box with an empty name', { label: '' }, 'Look 3 · (0, 10) – (30, 41)'],
    ['a point', { point: { x: 5.4, y: 7.6 } }, 'Look 3 · (5, 8)'],
    ['a place on another image', { here: false, label: 'map' }, 'Look 3: map (not on this image)'],
  ])('of %s', (_, more, words) => expect(lookWords({ ...beat, ...more })).toBe(words))

  test('of a crop are the pixels the model was given', () => {
    const crop = story.beats[2]
    expect(crop?.type === 'crop' && cropWords(crop)).toBe('What the model saw: 336 × 252 pixels')
  })

  test.each<[WordsBeat['kind'], string, string]>([
    ['thought', 'It is **red** and **very bold**.', 'It is red and very bold.'],
    ['thought', '2 ** 3 ** 4', '2 ** 3 ** 4'],
    ['thought', 'open **end', 'open **end'],
    ['thought', '**two\nlines**', '**two\nlines**'],
    ['answer', '**7**', '7'],
    ['code', 'f(**kwargs, **more)', 'f(**kwargs, **more)'],
    ['tool', '**bold**', '**bold**'],
  ])('of %s %j are read as %j', (kind, text, read) => {
    expect(withoutEmphasis({ id: 't', number: 1, type: 'words', kind, text })).toBe(read)
    expect(wordsName({ id: 't', number: 1, type: 'words', kind, text })).toMatch(/^[A-Z][a-z]+$/)
  })
})

describe('parts of a figure', () => {
  test.each<[Size, Size, number | undefined, Size]>([
    [{ width: 400, height: 300 }, { width: 200, height: 200 }, undefined, { width: 200, height: 150 }],
    [{ width: 10, height: 10 }, { width: 200, height: 100 }, undefined, { width: 100, height: 100 }],
    [{ width: 10, height: 10 }, { width: 200, height: 100 }, 4, { width: 40, height: 40 }],
    [{ width: 10_000, height: 1 }, { width: 100, height: 100 }, undefined, { width: 100, height: 1 }],
  ])('%j fits %j, at most %s times: %j', (size, room, most, fit) =>
    expect(fitted(size, room, most)).toEqual(fit),
  )

  test('a crop has a frame around it in the hue of its look, which covers nothing of it', () => {
    const note = recordingBrush()
    const look = { surface: surfaces.dark, palette, labels: true, measure: note.brush }
    paintCrop(note.brush, { name: 'crop-1', on: placeAt(10, 20, { width: 30, height: 40 }), hue: 5 }, look)
    expect(note.painted).toMatchObject([
      { what: 'fillRect', at: [10, 20, 30, 40], style: { fill: surfaces.dark.sunken } },
      { what: 'picture', at: [10, 20, 30, 40], text: 'crop-1' },
      { what: 'strokeRect', at: [9, 19, 32, 42], style: { line: inkOf(palette, 5).line, width: 2 } },
    ])
  })

  test('lines are measured in the type they are set in', () => {
    const { brush } = recordingBrush()
    setLines('one two', { style: styles.title, width: 100 }, { measure: brush })
    expect(brush.font).toBe(styles.title.font)
  })
})

describe('lines', () => {
  const style = { font: '400 14px x', lineHeight: 20 }
  const set = (lines: readonly string[]) => {
    const note = recordingBrush()
    const next = paintLines(note.brush, lines, { x: 100, y: 50, width: 200, style, colour: '#123456' })
    expect(note.open()).toBe(0)
    return { next, words: note.painted.map((p) => [p.text, ...p.at, p.style.direction]) }
  }

  test('stand one under the other, in the middle of their height; an empty one takes its room', () => {
    expect(set(['one', '', 'two'])).toEqual({
      next: 110,
      words: [
        ['one', 100, 60, 'ltr'],
        ['two', 100, 100, 'ltr'],
      ],
    })
    expect(set([])).toEqual({ next: 50, words: [] })
  })

  test('read from the right end at the right edge, their marks unseen', () => {
    // Six letters of ten: 100 + 200 − 60.
    expect(set(['שלום 7']).words).toEqual([['שלום 7', 240, 60, 'rtl']])
    expect(set(['\u200f12 34']).words).toEqual([['12 34', 250, 60, 'rtl']])
    expect(set(['\u200eשלום']).words).toEqual([['שלום', 100, 60, 'ltr']])
  })

  test.each([
    ['العربية', true],
    ['עברית', true],
    ['فارسی', true],
    ['ܣܘܪܝܝܐ', true],
    ['ދިވެހި', true],
    ['𞤀𞤣𞤤𞤢𞤥', true],
    ['𐤀𐤁', true],
    ['中文', false],
    ['ไทย', false],
    ['ελληνικά', false],
    ['«عربي»', true],
    ['1. עברית', true],
    ['!?', false],
    ['', false],
  ])('%j is read from the right: %s', (line, right) => expect(isFromRight(line)).toBe(right))

  test('never end in half a character, however long the text', () => {
    const measure = { font: '', measureText: (text: string) => ({ width: text.length }) }
    const [line = ''] = wrappedLines('x'.repeat(19_999) + '🙂🙂', 1e9, measure)
    expect(line).toBe(`${'x'.repeat(19_999)} … (3 more characters)`)
  })

  test('cut short fit their room, and what fits is not cut', () => {
    const measure = { font: '', measureText: (text: string) => ({ width: [...text].length * 10 }) }
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (text, room) => {
          const line = shortenedText(text, room * 10, measure)
          const whole = shortenedText(text, 1e9, measure)
          expect([...line].length).toBeLessThanOrEqual(Math.max(1, room))
          if ([...whole].length <= room) expect(line).toBe(whole)
          else expect(line.endsWith('…')).toBe(true)
          expect(line).not.toMatch(/\n/)
        },
      ),
    )
  })
})
