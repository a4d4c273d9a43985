/** What the loss sees: which tokens are masked under whose rule, by hand. */
import { expect, it } from 'vitest'
import { promptCell, stripOf, stripTotals, rolloutTokensOf } from '../../../app/groups/strip'
import type { Step } from '../../../app/trace/step'

const base = { at: 1, author: { type: 'model', model: 'm' } as const }
const look: Step = {
  ...base,
  id: 'l',
  type: 'look',
  raw: '{"bbox_2d": [1, 2, 3, 4]}\n',
  tokens: [
    { id: 1, text: '{"bbox_2d": ', logprob: -0.1 },
    { id: 2, text: '[1, 2, 3, 4]}', logprob: -2 },
  ],
  appended: '\n',
  request: { numbers: [1, 2, 3, 4], frame: { width: 10, height: 10 } },
  region: { left: 1, top: 2, right: 4, bottom: 5 } as never,
  flags: [],
}
const seen: Step = {
  ...base,
  id: 'o',
  type: 'observation',
  raw: '',
  look: 'l',
  view: { image: 'i', size: { width: 56, height: 84 }, filter: 'lanczos', grid: { width: 2, height: 3 } },
}
const answer: Step = {
  ...base,
  id: 'a',
  type: 'answer',
  raw: '<answer>4</answer>',
  text: '4',
  tokens: [{ id: 3, text: '<answer>4</answer>', logprob: -0.3 }],
}
const edited: Step = {
  ...base,
  id: 'e',
  author: { type: 'person' },
  type: 'thought',
  raw: 'I know. ',
  text: 'I know.',
}

it('counts what the model wrote and masks pictures and appended text, as the paper says', () => {
  const cells = stripOf(rolloutTokensOf([look, seen, answer]))
  expect(cells.map((c) => [c.kind, c.count, c.inLoss])).toEqual([
    ['loss', 1, true],
    ['loss', 1, true],
    ['appended', 1, false],
    // 2 × 3 cells between a start and an end.
    ['image', 8, false],
    ['loss', 1, true],
  ])
  expect(stripTotals(cells)).toEqual({
    inLoss: 3,
    masked: 9,
    meanLogprob: expect.closeTo(-0.8, 10),
    scale: 'raw',
  })
})

it('names log-probabilities: raw, tempered, or a server’s own', () => {
  const tokens = [
    { id: 1, text: 'a', logprob: -0.1 },
    { id: 2, text: 'b', logprob: -0.1, tempered: true as const },
    { id: -1, text: 'c', logprob: -0.1 },
    { id: 3, text: 'd' },
  ]
  const cells = stripOf(rolloutTokensOf([], tokens))
  expect(cells.map((c) => c.scale)).toEqual(['raw', 'tempered', 'server', undefined])
  expect(stripTotals(cells.slice(1)).scale).toBe('tempered')
})

it('leaves appended text in the loss under the released code’s mask, and only pictures out', () => {
  const cells = stripOf(rolloutTokensOf([look, seen, answer]), 'released')
  expect(cells.filter((c) => c.inLoss).map((c) => c.kind)).toEqual(['loss', 'loss', 'appended', 'loss'])
  expect(stripTotals(cells)).toMatchObject({ inLoss: 4, masked: 8 })
})

it('never counts a person’s words, nor the prompt', () => {
  expect(stripOf(rolloutTokensOf([edited]))).toEqual([
    { kind: 'appended', text: 'I know. ', count: 1, inLoss: false },
  ])
  expect(stripTotals([promptCell('How many?', 164)])).toEqual({ inLoss: 0, masked: 164 })
})

it('shows what is being written, and text whose tokens nobody knows as one piece', () => {
  expect(stripOf(rolloutTokensOf([], [{ id: 5, text: 'I' }]))).toEqual([
    { kind: 'loss', text: 'I', count: 1, inLoss: true },
  ])
  const { tokens: _tokens, ...bare } = answer
  expect(rolloutTokensOf([bare as Step])).toEqual([{ id: -1, text: '<answer>4</answer>', loss: true }])
})
