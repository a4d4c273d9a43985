/** How sure a model was, in the index of a file: taken from the tokens of Relook's own traces, kept in one byte, and a condition of a list. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { Step } from '../../../app/trace/step'
import { createRecords, type TraceRecord } from '../../../main/collections/records'
import { matcher } from '../../../main/collections/search'
import { summariseTrace } from '../../../main/collections/summary'
import { projectWith } from '../../builders/project'

const place = { offset: 0, length: 0 }
const record = (confidence: number): TraceRecord => ({
  file: 0,
  offset: 0,
  length: 1,
  line: 1,
  part: 0,
  hash: '00112233445566778899',
  repeat: 0,
  looks: 1,
  verdict: NaN,
  iou: NaN,
  confidence,
  flags: 0,
  measured: true,
  missing: false,
  card: place,
  words: place,
})

test('a list is narrowed to what the model was unsure of; where that is not known, it is not in there', () => {
  const records = createRecords()
  for (const confidence of [0.55, 0.9, NaN]) records.add(record(confidence))
  const rows = (min: number, max: number) => {
    const matches = matcher(
      { confidence: { min, max } },
      { records, flagNames: [], reviewOf: () => undefined, triedOf: () => undefined, isOf: () => true },
    )
    return [0, 1, 2].filter(matches)
  }
  expect(rows(0.5, 0.7)).toEqual([0])
  expect(rows(0.7, 1)).toEqual([1])
  expect(rows(0, 1)).toEqual([0, 1])
})

test('the index of an earlier version knows none', () => {
  const bytes = createRecords()
  bytes.add(record(NaN))
  const old = Buffer.from(bytes.bytes(0, 1))
  expect(old.readUInt8(63)).toBe(0)
  expect(createRecords(old).confidence(0)).toBeNaN()
})

test('it is that of the look the model was least sure of', () => {
  const number = (text: string, p: number, other: string) => ({
    id: -1,
    text,
    logprob: Math.log(p),
    top: [
      { text, logprob: Math.log(p) },
      { text: other, logprob: Math.log(1 - p) },
    ],
  })
  const tokens = [
    number('[100', 0.6, '[140'),
    number(', 100', 0.9, ', 104'),
    number(', 200', 0.8, ', 208'),
    number(', 200', 0.9, ', 208'),
    { id: -1, text: ']' },
  ]
  const look: Step = {
    id: 'unsure',
    author: { type: 'model', model: 'm' },
    at: 0,
    type: 'look',
    raw: tokens.map((t) => t.text).join(''),
    tokens,
    request: { numbers: [100, 100, 200, 200], frame: { width: 400, height: 400 } },
    region: box(100, 100, 200, 200),
    flags: [],
  }
  const trace = (steps: readonly Step[]) => ({
    tree: projectWith(steps),
    question: '',
    turns: [],
    images: [],
  })
  const choices = { name: 'x', choices: {}, size: undefined }
  const { confidence } = summariseTrace(trace([look]) as never, choices)
  expect(confidence).toBeGreaterThan(0.6)
  expect(confidence).toBeLessThan(0.95)
  expect(summariseTrace(trace([]) as never, choices).confidence).toBeNaN()
})
