/**
 * What models write comes in pieces and may break off anywhere. Of a dialogue of every dialect: cut at every character nothing is drawn that
 * was not written, what was whole stays, and no character is lost; in two pieces a run makes the steps a file gives.
 */
import { describe, expect, test } from 'vitest'
import type { DialectId } from '../../../app/dialects'
import type { Span, TurnContext } from '../../../app/dialects/dialect'
import { difference } from '../../builders/live-and-file'
import { saidBy } from '../../builders/said'
import type { Said } from '../../builders/said-words'
import { lookSpans, sizes, speaking } from '../../builders/told'

const all = Object.entries(saidBy) as readonly (readonly [DialectId, Said])[]
const context: TurnContext = { pictures: [{ size: sizes.page, name: 'image.jpg' }], asked: 1 }
const numbersOf = (spans: readonly Span[]) =>
  spans.flatMap((s) => (s.type === 'look' ? [s.numbers.join()] : []))
const answerOf = (spans: readonly Span[]) => spans.findLast((s) => s.type === 'answer')

/** A text and everything it could break off as, each read. */
interface Broken {
  readonly whole: readonly Span[]
  readonly beginnings: readonly { readonly text: string; readonly spans: readonly Span[] }[]
}

function broken(id: DialectId, turn: string): Broken {
  const { spans } = speaking(id)
  const texts = Array.from({ length: turn.length + 1 }, (_, end) => turn.slice(0, end))
  return {
    whole: spans(turn, context),
    beginnings: texts.map((text) => ({ text, spans: spans(text, context) })),
  }
}

/** Families for which two location tokens are a point, and four a box: what breaks off between two tokens is one. */
const pointsFirst = new Set<DialectId>(['paligemma', 'florence-2', 'paddleocr-vl'])

describe.each(all)('%s', (id, { turns }) => {
  const read = turns.map((turn) => broken(id, turn))

  test('a text that breaks off draws nothing that its whole does not have', () => {
    const wrong = read.flatMap(({ whole, beginnings }) =>
      beginnings.flatMap(({ text, spans }) => {
        const [want, found] = [numbersOf(whole), numbersOf(spans)]
        const point = pointsFirst.has(id) && text.endsWith('>')
        return point || found.every((numbers, i) => numbers === want[i])
          ? []
          : [{ text: text.slice(-60), found }]
      }),
    )
    expect(wrong).toEqual([])
  })

  test('a look that was whole stays, however the text goes on', () => {
    const lost = read.flatMap(({ whole, beginnings }) => {
      const ends = whole.flatMap((s) => (s.type === 'look' ? [s.end] : []))
      return beginnings.flatMap(({ text, spans }) =>
        numbersOf(spans).length < ends.filter((end) => end <= text.length).length ? [text.slice(-60)] : [],
      )
    })
    expect(lost).toEqual([])
  })

  test('an answer that breaks off is the beginning of the whole one, but for its last word', () => {
    const wrong = read.flatMap(({ whole, beginnings }) => {
      const answer = answerOf(whole)
      if (answer?.type !== 'answer') return []
      return beginnings.flatMap(({ spans }) => {
        const found = answerOf(spans)
        if (found?.type !== 'answer' || found.start !== answer.start) return []
        return answer.text.startsWith(found.text.replace(/\S*$/, '').trim()) ? [] : [found.text]
      })
    })
    expect(wrong).toEqual([])
  })

  test('spans lie in the text, one behind the other, wherever it ends', () => {
    const wrong = read.flatMap(({ beginnings }) =>
      beginnings.filter(({ text, spans }) =>
        spans.some(
          ({ start, end }, i) => start < (spans[i - 1]?.end ?? 0) || end < start || end > text.length,
        ),
      ),
    )
    expect(wrong).toEqual([])
  })

  test('in two pieces, a run makes the steps a file gives', () => {
    const said = turns.flatMap((turn) => generations(id, turn))
    const longest = Math.max(...said.map((text) => text.length))
    // Other places for each dialect.
    const cuts = Array.from({ length: 8 }, (_, i) => [Math.floor(((i + (id.length % 7) / 7) * longest) / 8)])
    expect(difference({ dialect: speaking(id), size: sizes.page, said, cuts })).toBeUndefined()
  })
})

/** The generations of a turn: each ends with a stop text; what the loop puts around a crop is the loop's. */
function generations(id: DialectId, turn: string): readonly string[] {
  const { stop, afterLook = '', afterCrop = '' } = speaking(id)
  const pieces: string[] = []
  let rest = afterCrop === '' ? turn : turn.replace(`${afterLook}<image>${afterCrop}`, '')
  for (;;) {
    const ends = stop.flatMap((mark) => (rest.includes(mark) ? [rest.indexOf(mark) + mark.length] : []))
    if (ends.length === 0) return rest === '' ? pieces : [...pieces, rest]
    pieces.push(rest.slice(0, Math.min(...ends)))
    rest = rest.slice(Math.min(...ends))
  }
}

describe('a number whose last digits are missing', () => {
  test.each<[DialectId, string, string]>([
    ['qwen-code', saidBy['qwen-code'].turns[0], '"y2":50'],
    ['claude-crop', saidBy['claude-crop'].turns[0], '"y2":0'],
    ['deepeyes', saidBy.deepeyes.turns[0], '500,4'],
    ['gemini', '[{"box_2d": [250, 250, 500, 500]}]', '500, 50'],
    ['qwen-grounding', '{"bbox_2d": {"x1": 1, "y1": 2, "x2": 30, "y2": 400}}', '"y2": 40'],
    ['tool-calls', 'zoom_in(x1=10, y1=20, x2=300, y2=400)', 'y2=40'],
  ])('of %s draws no box', (id, text, last) => {
    expect(lookSpans(id, text.slice(0, text.indexOf(last) + last.length))).toEqual([])
    expect(lookSpans(id, text)).toHaveLength(1)
  })

  test.each(['<', '<l', '<loc', '<loc_', '<loc_4', '<loc_49'])(
    'of a location token (%s) draws no point',
    (torn) => {
      expect(lookSpans('florence-2', `sign<loc_249><loc_249>${torn}`)).toEqual([])
      expect(lookSpans('florence-2', 'sign<loc_249><loc_249>')).toHaveLength(1)
    },
  )
})
