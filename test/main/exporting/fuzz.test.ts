/** Writers under arbitrary traces: everything is written or reported, and reads back to the same where the shape can hold it. */
import fc from '../../builders/properties'
import { describe, expect, test } from 'vitest'
import { writers } from '../../../app/exports'
import { isSlot, type ExportRow, type RecordValue } from '../../../app/exports/writer'
import { formats } from '../../../app/formats'
import { traceSteps } from '../../../app/formats/steps'
import { iou } from '../../../app/geometry/box'
import type { ImageRef, Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { recordsOf } from '../../../main/exporting/records'
import { requestFor } from '../../builders/exports'
import { must } from '../../builders/must'
import { answer, look, observation, projectWith, thought } from '../../builders/project'
import { trees } from '../../builders/trees'

const image: ImageRef = { id: 'img', name: 'receipt.png', bytes: 10, width: 1008, height: 756 }

/** Slots as what a file would hold; parquet keeps bytes, which the readers take as paths here. */
function filled(value: RecordValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isSlot(value)) {
    const name = `${value.view.crop === undefined ? 'whole' : 'crop'}.png${value.suffix ?? ''}`
    if (value.as === 'data-url') return 'data:image/png;base64,AAAA'
    return value.as === 'path' ? name : { bytes: new Uint8Array([1]), path: name }
  }
  if (Array.isArray(value)) return value.map((v: RecordValue) => filled(v))
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, filled(v as RecordValue)]))
}

function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsIn) : []
}

describe.each(writers.map((w) => [w.id, w] as const))('%s', (id, writer) => {
  test('writes or reports every branch of any tree, as JSON, with as many marks as pictures', () => {
    fc.assert(
      fc.property(trees, fc.constantFrom('original', 'corrected'), (project, words) => {
        const request = requestFor(id, { branches: 'all', words })
        const { pieces, left } = recordsOf(project, writer, request)
        const live = project.branches.filter((b) => !b.binned).length
        const reported = Object.values(left.skipped).reduce((sum, n) => sum + n, 0)
        expect(pieces.length + reported).toBe(live)
        for (const row of pieces.flatMap((p) => p.rows)) checkRow(row)
      }),
      { numRuns: 25 },
    )
  })
})

function checkRow(row: ExportRow): void {
  const full = filled(row)
  expect(JSON.parse(JSON.stringify(full)), 'survives JSON').toBeTypeOf('object')
  const { messages, images } = row
  if (!Array.isArray(messages) || !Array.isArray(images)) return
  const marks = wordsIn(messages).reduce((sum, text) => sum + text.split('<image>').length - 1, 0)
  const parts = JSON.stringify(messages).split('"type":"image"').length - 1
  expect(marks + parts, 'a mark per picture').toBe(images.length)
}

test.each(['<image>', '<video>', '<|image_pad|>'])(
  'words that hold %s are reported, not miscounted',
  (mark) => {
    const project = projectWith([
      thought('t1', `<think>I look for ${mark}.`),
      look('l1'),
      observation('o1', 'l1'),
      answer('a1', '7'),
    ])
    const tried = ['ms-swift', 'llama-factory', 'trl-sft', 'vlir-sft'] as const
    for (const id of tried) {
      const { pieces, left } = recordsOf(project, must(writers.find((w) => w.id === id)), requestFor(id))
      expect([pieces.length, Object.keys(left.skipped)[0]]).toEqual([
        0,
        `Its words hold “${mark}”, which the trainer would take for an image.`,
      ])
    }
  },
)

test('data of a file that looks like a slot stays data', () => {
  expect(isSlot({ view: 'x.png', as: 'path' })).toBe(false)
  expect(isSlot({ view: { a: 1 }, as: 'file' })).toBe(false)
})

const edge = fc.integer({ min: 0, max: 200 })
const size = fc.integer({ min: 12, max: 120 })
const said = fc.stringMatching(/^[A-Z][a-z ,']{3,40}\.$/)

/** Traces with looks that lie in the picture and words that are no language of their own. */
const clean = fc
  .record({
    looks: fc.array(
      fc.record({ said, left: edge, top: fc.integer({ min: 0, max: 120 }), w: size, h: size }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    last: fc.stringMatching(/^[A-Za-z0-9]{1,12}$/),
  })
  .map(({ looks, last }): Project => {
    const steps = looks.flatMap((l, i): Step[] => [
      thought(`t${i}`, `${i === 0 ? '<think>' : ''}${l.said}`),
      look(`l${i}`, [l.left, l.top, l.left + l.w, l.top + l.h]),
      observation(`o${i}`, `l${i}`),
    ])
    return projectWith([...steps, thought('last', 'So it is.</think>'), answer('a', last)])
  })

/** Shapes that hold a whole dialogue, and languages that say their regions in text. */
const whole = ['ms-swift', 'llama-factory', 'trl-sft', 'openai', 'vlir-sft', 'relook'] as const
const languages = ['vlm-r3', 'deepeyes', 'qwen3-vl', 'mini-o3'] as const

test.each(whole)('%s reads back with the same looks and answer, in any language', (id) => {
  const writer = must(writers.find((w) => w.id === id))
  fc.assert(
    fc.property(clean, fc.constantFrom(...languages), (project, dialect) => {
      const { pieces, left } = recordsOf(project, writer, { ...requestFor(id), dialect })
      expect(left.skipped).toEqual({})
      const row = filled(must(must(pieces[0]).rows[0]))
      const format = must(formats.toSorted((a, b) => b.likeness(row) - a.likeness(row))[0])
      const read = format.parse(row)
      if (!read.ok) throw new Error(JSON.stringify(read.issues))
      const { steps } = traceSteps(must(read.value[0]), {
        pictures: [image, ...Array.from({ length: 4 }, () => undefined)],
        at: 0,
      })
      const before = looksOf(Object.values(project.steps))
      const after = looksOf(steps)
      expect(after.length).toBe(before.length)
      for (const [i, region] of after.entries()) expect(iou(region, must(before[i]))).toBeGreaterThan(0.9)
      const last = steps.findLast((s) => s.type === 'answer')
      const text = last?.type === 'answer' ? last.text : ''
      const told = Object.values(project.steps).flatMap((s) => (s.type === 'answer' ? [s.text] : []))[0]
      // Qwen3-VL's answer has no tags: its last turn, the words before it included, is the answer.
      expect(dialect === 'qwen3-vl' ? text.split('\n').at(-1) : text).toBe(told)
    }),
    { numRuns: 20 },
  )
})

function looksOf(steps: readonly Step[]) {
  return steps.flatMap((s) => (s.type === 'look' ? [s.region] : []))
}
