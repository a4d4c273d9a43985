/** What every training format must be, whatever it looks like: one suite over the registry. */
import fc from '../builders/properties'
import { describe, expect, it } from 'vitest'
import { dialectOf, dialects, type Dialect } from '../../app/dialects'
import { writerOf, writers, type ExportTrace, type Writer } from '../../app/exports'
import { defaultSelection, select } from '../../app/exports/select'
import { isSlot, type ExportRow, type RecordValue } from '../../app/exports/writer'
import { box } from '../../app/geometry/box'
import type { Project } from '../../app/trace/project'
import { blankReview, reviewKey } from '../../app/trace/review'
import { fiveSteps, projectWith } from '../builders/project'
import { trees } from '../builders/trees'

const all: readonly Writer[] = writers
const facts = {
  name: 'receipts',
  counts: { train: 2, dev: 1, test: 0 },
  files: { train: ['train.jsonl'], dev: ['dev.jsonl'], test: [] },
} as const

const steps = Object.fromEntries(fiveSteps.map((s) => [s.id, 'good' as const]))

/** A trace that somebody corrected and accepted, with the answer that is right: all that any writer asks for. */
const sound: Project = {
  ...projectWith(fiveSteps),
  drafts: { l1: { type: 'region', region: box(100, 100, 300, 300) }, a1: { type: 'text', text: '8' } },
  reviews: {
    [reviewKey('main', 'ana')]: { ...blankReview('ana', 9), verdict: 'accepted', gold: '8', steps },
  },
}

/** Every branch of a project, in the split it would go to. */
const tracesOf = (project: Project): readonly ExportTrace[] => select(project, defaultSelection).traces

/** The dialects a writer can be asked for. */
const dialectsFor = ({ dialect }: Writer): readonly Dialect[] =>
  dialect === undefined ? dialects : [dialectOf(dialect)].filter((d) => d !== undefined)

/** What of a record no JSON can hold, and pictures that are none. */
function unwritable(value: RecordValue | undefined): boolean {
  if (value === undefined) return true
  if (typeof value === 'number') return !Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return false
  if (isSlot(value)) return !(value.view.size.width > 0 && value.view.size.height > 0)
  return Object.values(value).some((part: RecordValue | undefined) => unwritable(part))
}

/** Writes it in each dialect; a writer refuses with reasons or gives records. */
function written(writer: Writer, trace: ExportTrace): readonly ExportRow[] {
  return dialectsFor(writer).flatMap((dialect) => {
    const result = writer.write(trace, { dialect, budgets: writer.budgets ?? dialect.budgets })
    if (result.ok) return result.value
    expect(result.issues.length).toBeGreaterThan(0)
    for (const { message } of result.issues) expect(message).not.toBe('')
    return []
  })
}

describe.each(all.map((w): [string, Writer] => [w.id, w]))('export %s', (id, writer) => {
  it('is found by an id of its own, and says what it is for and where its shape is from', () => {
    expect(writerOf(id)).toBe(writer)
    expect(all.filter((w) => w.id === id)).toHaveLength(1)
    expect(writer.title).not.toBe('')
    expect(writer.about).toMatch(/\.$/)
    expect(writer.source.length).toBeGreaterThan(5)
  })

  it('knows its dialect, and its columns where the container needs them', () => {
    if (writer.dialect !== undefined) expect(dialectOf(writer.dialect)).toBeDefined()
    if (writer.container === 'parquet') expect(Object.keys(writer.columns ?? {})).not.toEqual([])
  })

  it('writes a sound trace, with a place for every picture', () => {
    const rows = tracesOf(sound).flatMap((trace) => written(writer, trace))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter((row) => unwritable(row))).toEqual([])
  })

  it('writes or refuses any trace, and never throws', () => {
    fc.assert(
      fc.property(trees, (project) => {
        for (const trace of tracesOf(project)) {
          const rows = written(writer, trace)
          expect(rows.filter((row) => unwritable(row))).toEqual([])
        }
      }),
      { numRuns: 30 },
    )
  })

  it('says how the data set is loaded', () => {
    expect(writer.usage(facts)).not.toBe('')
    for (const [path, content] of Object.entries(writer.beside?.(facts) ?? {}))
      expect([/^[\w./-]+$/.test(path) && !path.includes('..'), content.length > 0]).toEqual([true, true])
  })
})
