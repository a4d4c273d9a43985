/**
 * Real files of families that call tools: every region where its model meant it, within a pixel, none where there is none. The
 * right values were worked out by the projects' own rules. Files that may not be published lie beside the project, if at all.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../app/geometry/box'
import type { ForeignTrace } from '../../../app/formats'
import { detect } from '../../../app/formats/detect'
import { printedTrace } from '../../../app/formats/printed-speakers'
import { traceSteps } from '../../../app/formats/steps'
import { must } from '../../builders/must'
import { describeNeeding, newerFiles, newerFolder } from '../../builders/needs'

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')
const rowsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

/** The first trace of a record, whatever format it is of. */
function traceOf(value: unknown): ForeignTrace {
  const read = must(detect([value])[0]).format.parse(value)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return must(read.value[0])
}

/** The steps of a trace whose image has this size. */
function read(trace: ForeignTrace, size: Size | undefined, space?: 'per-mille') {
  const picture = size && { id: 'i', name: 'i', bytes: 0, ...size }
  const pictures = trace.images.map((_, i) => (i === (trace.main ?? 0) ? picture : undefined))
  return traceSteps(trace, { pictures, at: 0, ...(space === undefined ? {} : { space }) })
}

/** Regions (and points) that are drawn. */
function drawn(read: ReturnType<typeof traceSteps>): readonly (readonly number[])[] {
  return read.steps.flatMap((s) => {
    if (s.type !== 'look' || s.flags.includes('missing-image') || s.flags.includes('other-image')) return []
    const { left, top, right, bottom } = s.region
    return [s.point === undefined ? [left, top, right, bottom] : [s.point.x, s.point.y]]
  })
}

function expectNear(found: readonly (readonly number[])[], right: readonly (readonly number[])[]): void {
  expect(found.map((f) => f.length)).toEqual(right.map((r) => r.length))
  const off = found.map((f, i) => Math.max(...f.map((n, k) => Math.abs(n - (right[i]?.[k] ?? NaN)))))
  expect(off.filter((d) => !(d <= 1))).toEqual([])
}

describe('NeMo Gym', () => {
  const rows = rowsOf(fixture('formats/nemo-gym.jsonl'))
  test.each([
    [
      0,
      { width: 640, height: 480 },
      [[217.6, 163.2, 448, 316.8]],
      { crop: [217, 163, 448, 317], size: [704, 448] },
    ],
    [
      1,
      { width: 640, height: 364 },
      [[22.4, 50.96, 249.6, 178.36]],
      { crop: [22, 50, 250, 179], size: [228, 129] },
    ],
    [2, { width: 360, height: 640 }, [[145.8, 96]], undefined],
  ])('row %i: question, reward, region, and the crop its tool cuts', (row, size, regions, cut) => {
    const trace = traceOf(rows[row])
    expect(trace.question).toMatch(/^How many/)
    expect(trace.verdict).toBe(row === 2 ? 1 : 0)
    const result = read(trace, size)
    expectNear(drawn(result), regions)
    expect(result.steps.find((s) => s.type === 'look')?.label?.length).toBeGreaterThan(10)
    const seen = result.steps.find((s) => s.type === 'observation')?.view
    const { left, top, right, bottom } = seen?.crop ?? {}
    expect(seen && { crop: [left, top, right, bottom], size: [seen.size.width, seen.size.height] }).toEqual(
      cut,
    )
    // What was demonstrated is an expected region, no look.
    expect(trace.goldBoxes?.length ?? 0).toBe(row === 2 ? 0 : 1)
  })
})

test("Claude's crop tool, as its notebook printed it", () => {
  const source = { type: 'path', path: 'x.png' } as const
  const text = (name: string) => ({ type: 'text' as const, text: fixture(`field/claude-crop/${name}.txt`) })
  const trace = must(
    printedTrace([
      { type: 'text', text: 'Question: Is Cyan the minimum?\n\n' },
      { type: 'image', source },
      text('3_printed'),
      { type: 'image', source },
      { type: 'image', source },
      text('6_printed'),
    ]),
  )
  const result = read(trace, { width: 418, height: 400 })
  expect(trace).toMatchObject({ question: 'Is Cyan the minimum?', gold: ['Yes.'], dialect: 'claude-crop' })
  expectNear(drawn(result), [
    [0, 0, 125.4, 120],
    [125.4, 120, 292.6, 280],
  ])
  const seen = result.steps.flatMap((s) =>
    s.type === 'observation' ? [[s.view.size.width, s.view.size.height]] : [],
  )
  expect(seen).toEqual([
    [125, 120],
    [167, 160],
  ])
  expect(result.steps.at(-1)).toMatchObject({
    type: 'answer',
    text: expect.stringContaining('Yes, Cyan') as string,
  })
})

test("Qwen3-VL's tap of a phone is a point in 999 steps", () => {
  const result = read(traceOf(fixture('field/qwen3-vl-cookbooks/mobile_click.txt')), {
    width: 1440,
    height: 3120,
  })
  expectNear(drawn(result), [[644.324, 252.973]])
})

test("Qwen3-VL's boxes and points in thousandths, once that is chosen", () => {
  const food = traceOf(fixture('field/qwen3-vl-cookbooks/food.txt'))
  expect(drawn(read(food, { width: 3024, height: 4032 }, 'per-mille'))).toHaveLength(7)
  const point = traceOf(fixture('field/qwen3-vl-cookbooks/free_space_point.txt'))
  expectNear(drawn(read(point, { width: 480, height: 640 }, 'per-mille')), [[444, 395.52]])
})

/** Right values as they lie beside the files. */
interface Expected {
  readonly row?: number
  readonly regions: readonly { readonly px: readonly number[] }[]
}

describeNeeding(newerFiles, 'files that may not be published', () => {
  const text = (path: string) => readFileSync(`${newerFolder}${path}`, 'utf8')
  const right = (folder: string) => rowsOf(text(`${folder}/expected.jsonl`)) as readonly Expected[]

  test('sub-agents that ask sub-agents, seven deep, without the image', () => {
    const trace = traceOf(text('recursive_spawn_log/log.txt'))
    expect(trace.question).toBe('How many geese are there in total?')
    expectNear(
      drawn(read(trace, undefined)),
      must(right('recursive_spawn_log')[0]).regions.map((r) => r.px),
    )
  })

  test.each(['api_pie', 'agent_sdk_pie'])('the notebook %s', (name) => {
    const trace = traceOf(JSON.parse(text(`claude_crop_tool/${name}/cell.ipynb`)))
    const { regions } = must(right('claude_crop_tool')[name === 'api_pie' ? 0 : 1])
    expectNear(
      drawn(read(trace, { width: 418, height: 400 })),
      regions.map((r) => r.px),
    )
  })

  test('a dialogue without a call has no region, and its answer', () => {
    const result = read(traceOf(text('insight_o3_no_call/printed.txt')), { width: 1157, height: 917 })
    expect(drawn(result)).toEqual([])
    expect(result.steps.at(-1)).toMatchObject({
      type: 'answer',
      text: expect.stringContaining('F. No right choice') as string,
    })
  })

  test('results of tools are no looks', () => {
    const [row] = JSON.parse(text('adareasoner_jigsaw/dataset_sft.json')) as unknown[]
    expect(detect([row])).toEqual([])
  })

  test.each(['problem0', 'problem2'])(
    "%s: places on steps' own images are told, not drawn on the question's",
    (name) => {
      const trace = traceOf(JSON.parse(text(`stepstem_reference/bio/${name}/solution1/1.json`)))
      const result = read(trace, { width: 1280, height: 820 })
      expect(drawn(result)).toEqual([])
      expect(result.steps.filter((s) => s.type === 'look').length).toBeGreaterThan(3)
      expect(result.flags).toContain('other-image')
    },
  )
})
