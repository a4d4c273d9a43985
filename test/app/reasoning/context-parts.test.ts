/** Steps as a model's context: what was generated goes back as the same tokens, what somebody changed as its text. */
import { describe, expect, test } from 'vitest'
import { dialectOf, dialects } from '../../../app/dialects'
import { box } from '../../../app/geometry/box'
import { marksOfDialect } from '../../../app/reasoning/marks'
import { chooseManner, inTurn, ownAbilities } from '../../../app/reasoning/manner'
import { person } from '../../../app/reasoning/making-context'
import { toMessages } from '../../../app/reasoning/messages'
import { addsUp, begunParts, partsOfSteps, textPart } from '../../../app/reasoning/step-parts'
import { createTokenCutter } from '../../../app/reading/token-cut'
import type { Step, Token } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { fiveSteps, observation, overview, thought } from '../../builders/project'

const token = (text: string, id = 1): Token => ({ id, text })
const step = (raw: string, tokens: readonly Token[], more: Partial<Step> = {}): Step =>
  ({ ...thought('t', raw), raw, tokens, ...more }) as Step
const plain = (parts: readonly (readonly { readonly type: string; readonly text?: string }[])[]) =>
  parts
    .flat()
    .map((p) => p.text ?? '[image]')
    .join('')

describe('a step in the context', () => {
  test('has its own tokens where they make up its text', () => {
    const own = step('I see', [token('I ', 5), token('see', 6)])
    expect(partsOfSteps([own])).toEqual([[{ type: 'text', text: 'I see', ids: [5, 6] }]])
    expect(addsUp(own)).toBe(true)
  })

  test('has what the loop added after its tokens, as text', () => {
    const closed = step('I see\n', [token('I see', 5)], { appended: '\n' })
    expect(partsOfSteps([closed])[0]).toEqual([
      { type: 'text', text: 'I see', ids: [5] },
      { type: 'text', text: '\n' },
    ])
  })

  test.each<[string, Step]>([
    ['whose text somebody changed', step('I saw', [token('I see', 5)])],
    ['whose tokens nobody knows', thought('t', 'I saw')],
    ['of a server that names no ids', step('I saw', [token('I saw', -1)])],
    ['with an id missing among others', step('I saw', [token('I ', 5), token('saw', -1)])],
  ])('%s is its text', (_, one) => {
    expect(partsOfSteps([one])).toEqual([[{ type: 'text', text: one.raw }]])
  })

  test('that is a crop is an image, with what the language puts after it', () => {
    const crop = observation('o', 'l')
    expect(partsOfSteps([crop], '\n')).toEqual([
      [
        { type: 'image', view: crop.type === 'observation' && crop.view },
        { type: 'text', text: '\n' },
      ],
    ])
    expect(partsOfSteps([crop])[0]).toHaveLength(1)
  })

  test('that is empty is nothing', () => {
    expect(partsOfSteps([step('', [])])).toEqual([[]])
    expect([textPart(''), textPart('x')]).toEqual([[], [{ type: 'text', text: 'x' }]])
  })
})

describe('steps that share a token', () => {
  const words = fc.array(fc.constantFrom('ab', 'c', '写真', 'def ', '🙂'), { minLength: 1, maxLength: 12 })

  test('stand as the tokens that were generated, wherever the steps were cut', () => {
    fc.assert(
      fc.property(words, fc.array(fc.nat(30), { maxLength: 4 }), (texts, places) => {
        const tokens = texts.map((text, i): Token => ({ id: i + 1, text, logprob: -0.1 }))
        const whole = texts.join('')
        const cutter = createTokenCutter(tokens)
        const ends = [...places.map((p) => p % (whole.length + 1)), whole.length].toSorted((a, b) => a - b)
        let from = 0
        const steps = ends.map((end, i): Step => {
          const one = { ...thought(`t${i}`, ''), raw: whole.slice(from, end), tokens: cutter.upTo(end) }
          from = end
          return one
        })
        const parts = partsOfSteps(steps)
        expect(parts).toHaveLength(steps.length)
        expect(plain(parts)).toBe(whole)
        const ids = parts.flat().flatMap((p) => (p.type === 'text' ? (p.ids ?? []) : []))
        // No token is told twice, and none that is told is another one.
        expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('a segment that is begun', () => {
  test.each<[readonly Token[], readonly object[]]>([
    [[], []],
    [[token('I ', 5), token('see', 6)], [{ type: 'text', text: 'I see', ids: [5, 6] }]],
    [[token('I see', -1)], [{ type: 'text', text: 'I see' }]],
    [
      [token('I ', 5), token('see', -1), token('!', 7)],
      [
        { type: 'text', text: 'I ', ids: [5] },
        { type: 'text', text: 'see!' },
      ],
    ],
  ])('%j is %j', (tokens, parts) => expect(begunParts(tokens)).toEqual(parts))
})

describe('the messages of a run', () => {
  const context = { question: 'q', view: overview, looks: true, steps: fiveSteps }

  test.each(dialects.map((d) => d.id))(
    'of %s are the same bytes every time, and longer ones begin with shorter ones',
    (id) => {
      const dialect = must(dialectOf(id))
      const manner = chooseManner(dialect, ownAbilities)
      const say = (steps: readonly Step[]) => toMessages(dialect, { ...context, steps, manner })
      expect(say(fiveSteps)).toEqual(say(fiveSteps))
      const [short, long] = [say(fiveSteps.slice(0, 3)), say(fiveSteps)]
      const text = (messages: typeof short) =>
        messages
          .map((m) => `${m.role}:${m.parts.map((p) => (p.type === 'text' ? p.text : '[image]')).join('')}`)
          .join('\n')
      expect(text(long).startsWith(text(short))).toBe(true)
    },
  )

  test.each(dialects.map((d) => d.id))('of %s end with the question where nothing is written yet', (id) => {
    const dialect = must(dialectOf(id))
    const last = must(toMessages(dialect, { ...context, steps: [], manner: inTurn }).at(-1))
    expect(last.role).toBe('user')
    expect(last.parts.filter((p) => p.type === 'image')).toHaveLength(1)
  })

  test('take special tokens of a question for text only where that was asked', () => {
    const dialect = must(dialectOf('vlm-r3'))
    const asked = (isPlain: boolean) =>
      must(toMessages(dialect, { ...context, steps: [], plain: isPlain })[0]).parts.at(-1)
    expect(asked(true)).toMatchObject({ plain: true })
    expect('plain' in must(asked(false))).toBe(false)
  })

  test('name the size of the image itself where that is known', () => {
    for (const dialect of dialects) {
      const size = { width: 4001, height: 3003 }
      const texts = (more: object) => JSON.stringify(toMessages(dialect, { ...context, steps: [], ...more }))
      if (texts({ size }).includes('4001')) expect(texts({})).toContain(String(overview.size.width))
    }
  })
})

test('who made a step is a person, by name where it is known', () => {
  expect(person({})).toEqual({ type: 'person' })
  expect(person({ by: 'Ada' })).toEqual({ type: 'person', name: 'Ada' })
})

test.each(dialects.map((d) => d.id))('marks of %s begin its requests, wherever these lie', (id) => {
  const dialect = must(dialectOf(id))
  const marks = marksOfDialect(dialect)
  expect(new Set(marks).size).toBe(marks.length)
  const size = { width: 1008, height: 756 }
  for (const region of [box<'source'>(30, 60, 331, 361), box<'source'>(500, 400, 900, 700)]) {
    const { text } = dialect.request(region, { size, frame: size })
    if (text !== '') expect(marks.some((mark) => text.trim().startsWith(mark))).toBe(true)
  }
})
