/** Every reader of text that a model or a file wrote, under one shape: what takes a text in, however it is wrapped. */
import { readFileSync } from 'node:fs'
import { dialects, type Dialect } from '../../app/dialects'
import { readCode } from '../../app/code/read'
import { formats } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import { literalOf, printedObjectOf } from '../../app/formats/literal'
import { traceSteps } from '../../app/formats/steps'
import { isTemplated, promptMessages, replyMessagesOf } from '../../app/formats/template-text'
import { recordOfLog } from '../../app/formats/vlm-r3-text'
import { dumpFormats } from '../../app/groups'
import { groupOfDump, looksOf } from '../../app/rewards/dump'
import { metrics } from '../../app/metrics'
import type { Item, Metric } from '../../app/metrics/metric'
import { suggestReader } from '../../app/readers/suggest'
import { rewards } from '../../app/rewards'
import { answerIn } from '../../app/rewards/text'
import { wrappedIn } from '../../main/collections/wrapped'

/** One reader. */
export interface TextReader {
  readonly name: string
  readonly read: (text: string) => void
}

const pictures = [{ size: { width: 1203, height: 811 } }]
const context = { pictures, asked: 1 }

const ofDialects = (dialects as readonly Dialect[]).flatMap((dialect): readonly TextReader[] => [
  { name: `dialect ${dialect.id}`, read: (text) => void dialect.spans(text, context) },
  { name: `dialect ${dialect.id} thought`, read: (text) => void dialect.plain(text) },
])

/** Rows of a format's fixture. */
export function fixtureRows(id: string): readonly unknown[] {
  return readFileSync(new URL(`../fixtures/formats/${id}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

/** Paths of the longer texts of a value. */
export function textPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return value.length > 3 ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textPaths(inner, [...path, key]))
}

/** The value with the text at a path made another. */
export function withText(value: unknown, path: readonly string[], make: (text: string) => string): unknown {
  const [key, ...rest] = path
  if (key === undefined) return typeof value === 'string' ? make(value) : value
  if (typeof value !== 'object' || value === null) return value
  const inner = withText((value as Readonly<Record<string, unknown>>)[key], rest, make)
  return Array.isArray(value)
    ? value.map((v: unknown, i) => (String(i) === key ? inner : v))
    : { ...value, [key]: inner }
}

/** A row of each format, with the text behind, or in the place of, one of its own; every kind of place once. */
const ofFormats = formats.flatMap((format): readonly TextReader[] => {
  const [row] = fixtureRows(format.id)
  const kinds = new Map(
    textPaths(row).map((path) => [path.map((k) => (/^\d+$/.test(k) ? '*' : k)).join('.'), path]),
  )
  return [...kinds].flatMap(([kind, path]) =>
    [true, false].map((behind): TextReader => {
      const made = (text: string) => withText(row, path, (own) => (behind ? own + text : text))
      return {
        name: `format ${format.id} ${kind}${behind ? '' : ' alone'}`,
        read: (text) => {
          const value = made(text)
          format.likeness(value)
          const parsed = format.parse(value)
          if (parsed.ok) for (const trace of parsed.value) traceSteps(trace, { pictures: [], at: 1 })
        },
      }
    }),
  )
})

const item: Item = {
  id: '1',
  position: 0,
  question: 'What is written there?',
  answer: 'a sign',
  options: {},
  fields: {},
}

const ofMetrics = (metrics as readonly Metric[]).flatMap((metric): readonly TextReader[] => [
  { name: `metric ${metric.id}`, read: (text) => void metric.judge(item, { text }) },
  {
    name: `metric ${metric.id} of options`,
    read: (text) => void metric.judge({ ...item, answer: 'A', options: { A: 'one', B: 'two' } }, { text }),
  },
  {
    name: `metric ${metric.id} gold`,
    read: (text) => void metric.judge({ ...item, answer: text }, { text: 'a' }),
  },
  {
    name: `metric ${metric.id} both`,
    read: (text) => void metric.judge({ ...item, answer: text }, { text: `${text}.` }),
  },
])

const ofRewards = rewards.map((reward): TextReader => ({
  name: `reward ${reward.id}`,
  read: (text) => {
    const rollout = { id: 'r', text, segments: [text], looks: looksOf(text), answer: answerIn(text) }
    const size = { width: 1203, height: 811 }
    reward.measure(rollout, { question: 'q', gold: ['a'], size, boxes: [], source: 'textvqa' })
  },
}))

const dumpRows: readonly ((text: string) => unknown)[] = [
  (text) => ({ input: 'user\nWhat?\nassistant\n', output: text, score: 1, step: 1 }),
  (text) => ({ input: text, output: 'a', score: 1, step: 1 }),
  (text) => ({ prompt: 'What?', completion: text, step: 1 }),
  (text) => ({ prompt: text, completion: 'a', step: 1 }),
  (text) => ({ prompt: [text, text], completion: [text, 'a'], step: [1, 1] }),
  (text) => ({ rollouts: [{ text }], question: 'q', answer: 'a' }),
]

const ofDumps = dumpFormats.flatMap((dump) =>
  dumpRows.map((row, i): TextReader => ({
    name: `dump ${dump.id} ${i}`,
    read: (text) => {
      dump.likeness(row(text))
      dump.parse(row(text))
    },
  })),
)

const others: readonly TextReader[] = [
  { name: 'detection', read: (text) => void detect([{ question: 'q', response: text }]) },
  { name: 'detection of text', read: (text) => void detect([{ printed: [{ text }] }]) },
  { name: 'template text', read: (text) => void isTemplated(text) },
  { name: 'template text prompt', read: (text) => void promptMessages(text) },
  { name: 'template text reply', read: (text) => void replyMessagesOf(text) },
  { name: 'python literal', read: (text) => void literalOf(text) },
  { name: 'printed object', read: (text) => void printedObjectOf(text) },
  { name: 'log of VLM-R³', read: (text) => void recordOfLog(text) },
  { name: 'code', read: (code) => void readCode({ code, images: pictures, asked: 1, handing: {} }) },
  { name: 'wrapper', read: (text) => void wrappedIn(Buffer.from(text), 0) },
  { name: 'suggested reader', read: (text) => void suggestReader({ a: { text, box: [1, 2, 3, 4] } }, 'r') },
  { name: 'dump of Relook', read: (text) => void groupOfDump({ rollouts: [{ text }], question: 'q' }, 'g') },
]

/** All of them. */
export const textReaders: readonly TextReader[] = [
  ...ofDialects,
  ...others,
  ...ofMetrics,
  ...ofRewards,
  ...ofDumps,
  ...ofFormats,
]
