/** One suite over every registered format: being in the registry is being tested. Fixtures: test/fixtures/formats/ID.jsonl. */
import { existsSync, readFileSync } from 'node:fs'
import fc from '../builders/properties'
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../app/dialects'
import { formats, type Format } from '../../app/formats'
import { detect } from '../../app/formats/detect'
import { traceProject } from '../../app/formats/project'
import { traceSteps } from '../../app/formats/steps'
import type { ForeignTrace } from '../../app/formats/format'
import type { Size } from '../../app/geometry/box'
import { replay } from '../../app/trace/replay'

const all: readonly Format[] = formats
const folder = new URL('../fixtures/formats/', import.meta.url)
const fixture = ({ id }: Format) => new URL(`${id}.jsonl`, folder)
const rowsOf = (format: Format): readonly unknown[] =>
  readFileSync(fixture(format), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

/** What every reader of a parsed trace relies on. */
function checkTrace(trace: ForeignTrace): void {
  expect(typeof trace.question).toBe('string')
  expect(dialectOf(trace.dialect)).toBeDefined()
  for (const turn of trace.turns) {
    if (turn.type === 'given') for (const index of turn.images) expect(trace.images[index]).toBeDefined()
    if (turn.type === 'look') expect(turn.numbers.every(Number.isFinite)).toBe(true)
  }
  if (trace.verdict !== undefined) expect(Number.isFinite(trace.verdict)).toBe(true)
}

/** Opens it with pictures of a size, and without any. */
function open(trace: ForeignTrace, size: Size | undefined) {
  const pictures = trace.images.map(() => size && { id: 'i', name: 'i', bytes: 0, ...size })
  const changes = traceProject(trace, { id: 'p', title: 't', name: 'f', pictures, at: 1 })
  const project = replay(changes)
  expect(project?.branches).toHaveLength(1)
  return traceSteps(trace, { pictures, at: 1 })
}

test('ids are unique', () => expect(new Set(all.map((f) => f.id)).size).toBe(all.length))

describe.each(all)('$name', (format) => {
  test('has a fixture', () => expect(existsSync(fixture(format))).toBe(true))

  test('says where its shape was read', () => expect(format.source.length).toBeGreaterThan(10))

  test('takes its own rows for its own, more than any other format does', () => {
    for (const row of rowsOf(format)) {
      const own = format.likeness(row)
      const others = all.filter((f) => f !== format).map((f) => ({ id: f.id, sure: f.likeness(row) }))
      expect(others.filter((o) => o.sure >= own)).toEqual([])
      expect(detect([row])[0]?.format.id).toBe(format.id)
    }
  })

  test('reads every row of its fixture, each to a trace that opens with and without its pictures', () => {
    for (const row of rowsOf(format)) {
      const parsed = format.parse(row)
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
      expect(parsed.value.length).toBeGreaterThan(0)
      for (const trace of parsed.value) {
        checkTrace(trace)
        open(trace, { width: 640, height: 480 })
        const without = open(trace, undefined)
        if (trace.tree === undefined)
          expect(without.steps.filter((s) => s.type === 'observation')).toEqual([])
      }
    }
  })

  test('says what is wrong with rows that are none, and never throws', () => {
    for (const row of [null, 7, 'text', true, [], {}, [[]], { messages: 7 }, { question: null }]) {
      const parsed = format.parse(row)
      expect(parsed.ok && parsed.value.length > 0 ? 'a trace' : 'none').toBe('none')
      expect(parsed.ok || parsed.issues.length > 0).toBe(true)
      expect(format.likeness(row)).toBe(0)
    }
  })

  test('takes any JSON without throwing, and what it accepts can be opened', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const sure = format.likeness(value)
        expect(sure >= 0 && sure <= 1).toBe(true)
        const parsed = format.parse(value)
        if (parsed.ok)
          for (const trace of parsed.value) {
            checkTrace(trace)
            open(trace, { width: 64, height: 48 })
          }
      }),
      { numRuns: 150 },
    )
  })

  test('takes its own rows with any part of them replaced', () => {
    const rows = rowsOf(format)
    const junk = fc.oneof(
      fc.constantFrom<unknown>(null, '', 0, -1, NaN, [], {}, 'x'.repeat(300), [null], [[1]], { a: 1 }, true),
      fc.jsonValue({ maxDepth: 2 }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.array(fc.nat(200), { maxLength: 6 }),
        junk,
        (row, path, value) => {
          const broken = replaced(row, path, value)
          format.likeness(broken)
          const parsed = format.parse(broken)
          if (!parsed.ok) {
            expect(parsed.issues.length).toBeGreaterThan(0)
            return
          }
          for (const trace of parsed.value) {
            checkTrace(trace)
            open(trace, { width: 64, height: 48 })
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('a broken row among good ones costs none of them', () => {
  for (const format of all) {
    const rows = rowsOf(format)
    const traces = (list: readonly unknown[]) =>
      list.flatMap((row) => {
        const parsed = format.parse(row)
        return parsed.ok ? parsed.value : []
      })
    const mixed = rows.flatMap((row) => [null, row, { broken: true }, []])
    expect(traces(mixed)).toEqual(traces(rows))
    expect(detect(mixed.filter((r) => r !== null))[0]?.format.id).toBe(format.id)
  }
})

/** The value with what stands at a path (indices into keys, round and round) replaced. */
function replaced(value: unknown, path: readonly number[], by: unknown): unknown {
  const [index, ...rest] = path
  if (index === undefined || typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const key = keys[index % Math.max(1, keys.length)]
  if (key === undefined) return by
  const inner = (value as Record<string, unknown>)[key]
  const changed = replaced(inner, rest, by)
  return Array.isArray(value)
    ? value.map((v: unknown, i) => (String(i) === key ? changed : v))
    : { ...value, [key]: changed }
}
