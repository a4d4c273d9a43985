/** Several stretches of text scored by one question of a server: the same as each by itself, and never the same words elsewhere. */
import { describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { scorerOf } from '../../../app/explain/scorer'
import { answerSpans } from '../../../app/explain/span'
import { tokensOfStretches } from '../../../app/explain/stretches'
import type { Subject } from '../../../app/explain/subject'
import { box, fullBox } from '../../../app/geometry/box'
import type { ModelMessage, Model, ScoredToken, ScoreRequest } from '../../../app/reasoning/model'
import { defaultSettings } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { info, sayingModel } from '../../builders/model'
import { must } from '../../builders/must'
import { answer, look, observation, overview, thought } from '../../builders/project'

const steps: readonly Step[] = [
  thought('t0', '<think>I look.'),
  look('l1'),
  observation('o1', 'l1'),
  thought('t1', 'It says 12.'),
  look('l2', [200, 20, 300, 120]),
  observation('o2', 'l2'),
  thought('t2', 'It says 15. Together 27.'),
  answer('a', '27'),
]
const spans = answerSpans(steps)

/** A token is a letter, an image is four without text; what is said is the less likely the more is hidden before it. */
function lettersOf(messages: readonly ModelMessage[]): readonly ScoredToken[] {
  let hidden = 0
  return messages
    .flatMap((m) => m.parts)
    .flatMap((part): readonly ScoredToken[] => {
      if (part.type === 'text')
        return [...part.text].map((text, i) => ({ id: 1, text, logprob: -0.01 * (i % 7) - hidden }))
      hidden += part.view.hidden?.boxes.length ?? 0
      return Array.from({ length: 4 }, () => ({ id: -1, text: '', logprob: 0 }))
    })
}

function subjectOn({ server, told = lettersOf }: { server?: string; told?: typeof lettersOf }) {
  const asked: ScoreRequest[] = []
  const score: Model['score'] = async (request) => {
    asked.push(request)
    return told(request.messages).slice(-request.last)
  }
  const model = { ...sayingModel([]), info: { ...info, ...(server === undefined ? {} : { server }) }, score }
  const view = { ...overview, crop: fullBox<'image'>(overview.size) }
  const image = { id: 'img', size: { width: 1008, height: 756 } }
  const subject: Subject = {
    ...{ model, dialect: vlmR3, image: image as Subject['image'], view, question: 'How much?' },
    ...{ settings: defaultSettings, steps },
  }
  return { subject, asked }
}

const never = new AbortController().signal
const hidden = [box<'image'>(40, 70, 60, 90)]
const ask = { cover: 'grey', spans } as const

describe('the stretches of an answer', () => {
  test('are several where there are several crops', () => {
    expect(spans.map((s) => s.step)).toEqual(['t1', 't2'])
  })

  test('cost a server one question each time, and are as likely as each by itself', async () => {
    const apart = subjectOn({})
    const together = subjectOn({ server: 'Box' })
    const alone = await scorerOf(apart.subject, ask, never)
    const all = await scorerOf(together.subject, ask, never)
    expect(together.asked).toHaveLength(1)
    // Of the first stretch the blank at its end is not counted.
    expect(all.tokens).toBe(alone.tokens - 1)
    const before = apart.asked.length
    const plain = await all.score([])
    expect(plain).toBeCloseTo(await alone.score([]), 1)
    expect(together.asked).toHaveLength(1)
    const drop = plain - (await all.score(hidden))
    expect(together.asked).toHaveLength(2)
    // Each letter of both stretches fell by what was hidden before it: the overview and one or two crops.
    const [first, second] = spans.map((s) => s.end - s.start) as [number, number]
    expect(drop).toBeCloseTo(2 * (first - 1) + 3 * second)
    const own = (await alone.score([])) - (await alone.score(hidden))
    expect(own).toBeCloseTo(2 * first + 3 * second)
    expect(apart.asked.length - before).toBe(2)
  })

  test('are asked for one by one where the server tells of the last turn alone', async () => {
    const lastOnly = (messages: readonly ModelMessage[]) => {
      const all = lettersOf(messages)
      return all.slice(all.findLastIndex((t) => t.id < 0) + 1)
    }
    const { subject, asked } = subjectOn({ server: 'Box', told: lastOnly })
    const { tokens } = await scorerOf(subject, ask, never)
    expect(tokens).toBe(spans.reduce((sum, s) => sum + s.end - s.start, 0))
    expect(asked).toHaveLength(3)
  })

  test('that are not told any more in the middle of a map are an error, not a number', async () => {
    let isTold = true
    const told = (messages: readonly ModelMessage[]) => lettersOf(messages).slice(isTold ? 0 : -5)
    const { subject } = subjectOn({ server: 'Box', told })
    const { score } = await scorerOf(subject, ask, never)
    isTold = false
    await expect(score(hidden)).rejects.toMatchObject({ code: 'model-failed' })
  })
})

describe('the tokens of stretches', () => {
  const whole = steps.map((s) => s.raw).join('')
  const upTo = whole.slice(0, whole.lastIndexOf('27') - '<answer>'.length - 1)
  const cut = steps.slice(0, -1)

  test('are found however the context is cut into tokens, and whatever stands before it', () => {
    const before = fc.constantFrom('', 'It says 12. ', '<|im_start|>user\n', 'It says 15. Together 27. ')
    fc.assert(
      fc.property(before, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (head, lengths) => {
        const texts: string[] = []
        const text = head + upTo
        for (let at = 0, i = 0; at < text.length; i++) {
          const length = must(lengths[i % lengths.length])
          texts.push(text.slice(at, at + length))
          at += length
        }
        const places = must(tokensOfStretches(texts, { steps: cut, spans }))
        expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
        const found = places.map((at) => texts[at]).join('')
        expect(found).toContain('It says 12.')
        expect(found).toContain('It says 15. Together 27')
        // No more than a token reaches over at each of four ends.
        expect(found.length).toBeLessThanOrEqual('It says 12.It says 15. Together 27'.length + 4 * 8)
      }),
    )
  })

  test('are not the same words in a request that stands between', () => {
    const odd = [thought('t1', '12'), look('l2', [12, 12, 120, 120]), thought('t2', 'So 12.')]
    const all = [
      { step: 't1', start: 0, end: 2 },
      { step: 't2', start: 0, end: 6 },
    ]
    const texts = [...odd.map((s) => s.raw).join('')]
    const places = must(tokensOfStretches(texts, { steps: odd, spans: all }))
    expect(places.slice(0, 2)).toEqual([0, 1])
    expect(
      places
        .slice(2)
        .map((at) => texts[at])
        .join(''),
    ).toBe('So 12.')
  })

  test('are nothing where a stretch, or a step between, was not told as it stands', () => {
    expect(tokensOfStretches(['It says 15. Together 27'], { steps: cut, spans })).toBeUndefined()
    const changed = upTo.replace('"bbox_2d": [200', '"bbox_2d": [201')
    expect(tokensOfStretches([changed], { steps: cut, spans })).toBeUndefined()
    expect(tokensOfStretches([], { steps: cut, spans })).toBeUndefined()
    expect(
      tokensOfStretches([upTo], { steps: cut, spans: [{ step: 'gone', start: 0, end: 1 }] }),
    ).toBeUndefined()
  })
})
