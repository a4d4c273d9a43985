/**
 * Reading ahead what was written elsewhere: the tokens, their probabilities and the alternatives are those of writing one by one, whatever
 * the drafts, greedy and sampled, from scratch and from forks.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ModelMessage, MessagePart } from '../../../../app/reasoning/model'
import { createDrafter } from '../../../../main/models/onnx/drafting'
import type { LoadedModel } from '../../../../main/models/onnx/load'
import { seededRandom } from '../../../../main/models/onnx/sampler'
import { asked, cropOf, finish, modelFolder, openModel, written, type Outcome } from './support'

let model: LoadedModel
beforeAll(async () => {
  model = await openModel()
})
afterAll(() => model.dispose())

const ids = ({ tokens }: Outcome) => tokens.map((t) => t.id)
/** The same tokens and alternatives; runs of another length round the last bits of probabilities otherwise. */
function expectSame(outcome: Outcome, expected: Outcome, about?: string): void {
  const words = ({ tokens }: Outcome) => tokens.map((t) => [t.id, ...(t.top ?? []).map((x) => x.text)])
  const numbers = ({ tokens }: Outcome) =>
    tokens.flatMap((t) => [t.logprob ?? NaN, ...(t.top ?? []).map((x) => x.logprob)])
  expect(words(outcome), about).toEqual(words(expected))
  const there = numbers(expected)
  const off = numbers(outcome).map((n, i) => Math.abs(n - (there[i] ?? NaN)))
  expect(Math.max(0, ...off), about).toBeLessThan(1e-3)
}

/** Some of a list changed, put in or taken out. */
function spoilt(list: readonly number[], below: (n: number) => number): number[] {
  return list.flatMap((id) => {
    const what = below(12)
    return what === 0 ? [] : what === 1 ? [id, below(200)] : what === 2 ? [below(200)] : [id]
  })
}

/** A question with some looks and words behind it, other ones for each seed. */
async function context(below: (n: number) => number): Promise<readonly ModelMessage[]> {
  const parts: MessagePart[] = []
  for (let look = below(3); look > 0; look--) {
    const [left, top] = [below(400), below(300)]
    parts.push(
      {
        type: 'text',
        text: `${'I look there. '.repeat(1 + below(3))}{"bbox_2d": [8, 16, ${below(200)}, 96]}\n`,
      },
      { type: 'image', view: await cropOf(left, top, left + 40 + below(200), top + 40 + below(140)) },
    )
  }
  return asked(...parts)
}

/** Weights that were trained, whose cache grows; and random ones, quick to run, that give new rows of theirs. */
const qwen = new URL('../../../fixtures/qwen/model', import.meta.url).pathname
test.each([
  { name: 'the built-in model', folder: modelFolder, prompts: 60 },
  { name: 'a tiny Qwen2.5-VL', folder: qwen, prompts: 240 },
])(
  '$prompts random drafts, prompts, forks and seeds on $name: the same as one by one',
  { timeout: 600_000 },
  async ({ folder, prompts }) => {
    const model = await openModel(undefined, undefined, folder)
    onTestFinished(() => model.dispose())
    const random = seededRandom(77)
    const below = (n: number) => Math.floor(random() * n)
    let [drafted, accepted] = [0, 0]
    let messages = await context(below)
    for (let n = 0; n < prompts; n++) {
      // Reading a new prompt takes longer than all else: each is gone on from in several ways.
      if (n % 6 === 5) messages = await context(below)
      const how = {
        temperature: below(2) === 0 ? 0 : 0.3 + random(),
        seed: below(1000),
        top: below(4),
        maxTokens: 8 + below(24),
        ...(below(3) === 0 ? { topP: 0.9, repetitionPenalty: 1.1 } : {}),
      }
      const alone = await finish(model, messages, { ...how, drafts: false })
      const drafts = [
        spoilt(ids(alone), below),
        ...(below(2) === 0 ? [ids(alone).slice(below(6)), spoilt(ids(alone), below)] : []),
      ]
      const ahead = await finish(model, messages, { ...how, drafts })
      expectSame(ahead, alone, `${n}: ${JSON.stringify(how)}`)
      drafted += ahead.timings.drafted ?? 0
      accepted += ahead.timings.accepted ?? 0
      // From the middle of what was written, as another branch goes on.
      if (n % 5 > 0) continue
      const kept = written(ahead.tokens.slice(0, 3))
      const last = messages.at(-1)
      const turn = last?.role === 'assistant' ? [...last.parts, kept] : [kept]
      const fork = await asked(...turn, { type: 'image', view: await cropOf(10, 20, 200, 150) })
      expectSame(
        await finish(model, fork, { ...how, drafts }),
        await finish(model, fork, { ...how, drafts: false, reuse: false }),
      )
    }
    // It is no test where nothing is read ahead, or all of it is right.
    expect(accepted).toBeGreaterThan(prompts * 5)
    expect(drafted - accepted).toBeGreaterThan(prompts * 1.5)
  },
)

test('what was written before is read in a few runs, and says so', async () => {
  const messages = await asked()
  const alone = await finish(model, messages, { maxTokens: 40, drafts: false })
  const ahead = await finish(model, messages, { maxTokens: 40, drafts: [ids(alone)] })
  expect(ids(ahead)).toEqual(ids(alone))
  expect(ahead.timings.accepted).toBe(ahead.timings.drafted)
  expect(ahead.timings.accepted).toBeGreaterThanOrEqual(34)
  expect(alone.timings).not.toHaveProperty('drafted')
})

test('a stop, the end and the limit fall on the same token', async () => {
  const messages = await asked()
  const alone = await finish(model, messages, { maxTokens: 24, drafts: false })
  const text = alone.tokens.map((t) => t.text).join('')
  for (const at of [1, 5, 9, 13]) {
    const stop = text.slice(at, at + 3)
    const how = { maxTokens: 24, stop: [stop] }
    const stopped = await finish(model, messages, { ...how, drafts: [ids(alone)] })
    const expected = await finish(model, messages, { ...how, drafts: false })
    expect([ids(stopped), stopped.reason]).toEqual([ids(expected), expected.reason])
  }
  const cut = await finish(model, messages, { maxTokens: 7, drafts: [ids(alone)] })
  expect([ids(cut), cut.reason]).toEqual([ids(alone).slice(0, 7), 'length'])
})

describe('the drafter', () => {
  const drafting = (drafts: readonly (readonly number[])[], context: readonly number[]) =>
    createDrafter({ drafts, context, most: 8 })
  const told = (drafter: ReturnType<typeof createDrafter>, text: readonly number[]) =>
    text.forEach((id) => drafter.wrote(id))

  test('guesses eight while it is right, fewer after it was wrong, and never more than there is room for', () => {
    const draft = Array.from({ length: 60 }, (_, i) => i)
    const drafter = drafting([draft], [])
    const lengths: number[] = []
    for (let at = 0; at < 60;) {
      const guess = drafter.guess(60 - at)
      lengths.push(guess.length)
      expect(guess).toEqual(draft.slice(at, at + guess.length))
      told(drafter, [...guess, at + guess.length])
      drafter.judged(guess.length)
      at += guess.length + 1
    }
    expect(lengths.slice(0, 3)).toEqual([8, 8, 8])
    const wrong = drafting([draft], [])
    wrong.guess(60)
    told(wrong, [0, 1, 99])
    wrong.judged(2)
    told(wrong, [3])
    expect(wrong.guess(60)).toEqual([4, 5, 6, 7])
    expect(drafting([draft], []).guess(2)).toEqual([0, 1])
    expect(drafting([draft], []).guess(0)).toEqual([])
  })

  test('finds its way back after other words', () => {
    const drafter = drafting([[1, 2, 3, 4, 5, 6, 7]], [])
    drafter.guess(9)
    told(drafter, [1, 2, 90, 91])
    drafter.judged(2)
    expect(drafter.guess(9)).toEqual([])
    told(drafter, [4, 5])
    expect(drafter.guess(9)).toEqual([6, 7])
  })

  test('goes over to a text that begins as this one does, whatever it guessed first', () => {
    const drafter = drafting(
      [
        [1, 2, 3],
        [7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
      ],
      [],
    )
    expect(drafter.guess(9)).toEqual([1, 2, 3])
    told(drafter, [7])
    drafter.judged(0)
    expect(drafter.guess(20)).toEqual([8, 9, 10, 11, 12, 13, 14, 15])
    told(drafter, [30])
    drafter.judged(0)
    expect(drafter.guess(20)).toEqual([])
  })

  test('tries few of many texts that begin alike', () => {
    const drafts = Array.from({ length: 40 }, (_, i) => [...Array.from({ length: i }, () => 5), 6, 7])
    const drafter = drafting(drafts, [])
    let guesses = 0
    for (let n = 0; n < 40; n++) {
      if (drafter.guess(8).length > 0) guesses++
      told(drafter, [5])
      drafter.judged(0)
    }
    expect(guesses).toBeLessThan(10)
  })

  test('repeats its own text only where four tokens agree', () => {
    const drafter = drafting([], [1, 2, 3, 4, 5, 6])
    told(drafter, [2, 3, 4])
    expect(drafter.guess(9)).toEqual([])
    told(drafter, [5])
    expect(drafter.guess(2)).toEqual([6, 2])
  })

  test('becomes rare where it is wrong', () => {
    const drafter = drafting([Array.from({ length: 400 }, () => 5)], [])
    let guesses = 0
    for (let n = 0; n < 400; n++) {
      if (drafter.guess(9).length > 0) guesses++
      // Two of the draft, then another one: the next guess is wrong again.
      told(drafter, [n % 3 === 2 ? 9 : 5])
      drafter.judged(0)
    }
    expect(guesses).toBeLessThan(12)
  })
})
