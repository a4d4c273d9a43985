/** Transcripts against the field's own files: every row opens, every region and crop is where the published code puts it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formats, type ForeignTrace, type Format } from '../../../app/formats'
import { traceSteps, type TraceSteps } from '../../../app/formats/steps'
import type { ImageRef } from '../../../app/trace/image'
import type { LookStep, ObservationStep } from '../../../app/trace/step'
import { committedField } from '../../builders/field'
import { describeNeeding, fieldFiles, fieldFolder } from '../../builders/needs'

const rowsOf = (file: string): readonly unknown[] =>
  readFileSync(join(fieldFolder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

/** The one format a row is most like. */
function bestFormat(row: unknown): Format {
  const ranked = (formats as readonly Format[])
    .map((format) => ({ format, sure: format.likeness(row) }))
    .sort((a, b) => b.sure - a.sure)
  expect(ranked[0]?.sure).toBeGreaterThan(ranked[1]?.sure ?? 1)
  return ranked[0]?.format as Format
}

function parsed(row: unknown): readonly ForeignTrace[] {
  const result = bestFormat(row).parse(row)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

const picture = (width: number, height: number): ImageRef => ({ id: 'i', name: 'i', bytes: 0, width, height })
const looksOf = ({ steps }: TraceSteps) => steps.filter((s): s is LookStep => s.type === 'look')
const cropOf = ({ steps }: TraceSteps, look: LookStep) =>
  steps.find((s): s is ObservationStep => s.type === 'observation' && s.look === look.id)?.view

interface Expected {
  readonly id: number
  readonly image_size: readonly [number, number]
  readonly ops: readonly {
    readonly bbox_2d_used: readonly number[]
    readonly n_bbox_keys: number
    readonly crop: {
      readonly raw_box: readonly number[]
      readonly out_w: number
      readonly out_h: number
    } | null
  }[]
}

describeNeeding(fieldFiles, 'VLM-R³ evaluation logs', () => {
  test.each([
    ['vlm_r3_mmvp/traces.jsonl', 'vlm_r3_mmvp/expected_crops.jsonl'],
    ['vlm_r3_vstar/traces.jsonl', 'vlm_r3_vstar/expected_crops_sa_46221.jsonl'],
  ])('every crop of %s is the one that is expected', (file, expectations) => {
    const expected = rowsOf(expectations) as readonly Expected[]
    const rows = new Map(rowsOf(file).map((row) => [(row as { id: number }).id, row]))
    const wrong = expected.flatMap(({ id, image_size: [width, height], ops }): readonly unknown[] => {
      const row = rows.get(id)
      const [trace] = parsed(row)
      if (trace === undefined) return [id]
      const read = traceSteps(trace, { pictures: [picture(width, height)], at: 0 })
      const got = looksOf(read).map((look) => {
        const crop = cropOf(read, look)
        const { left, top, right, bottom } = look.region
        return {
          numbers: look.request.numbers,
          several: look.flags.includes('several-boxes'),
          crop: crop && [left, top, right, bottom, crop.size.width, crop.size.height],
        }
      })
      const want = ops.map((op) => ({
        numbers: op.bbox_2d_used,
        several: op.n_bbox_keys > 1,
        crop: op.crop ? [...op.crop.raw_box, op.crop.out_w, op.crop.out_h] : undefined,
      }))
      return JSON.stringify(got) === JSON.stringify(want) ? [] : [{ id, got, want }]
    })
    expect(wrong).toEqual([])
    expect(expected.length).toBeGreaterThan(0)
  })

  test.each(['vlm_r3_mmvp/traces.jsonl', 'vlm_r3_vstar/traces.jsonl'])(
    'every row of %s has its answer, gold answer and verdict, and its text is kept to the letter',
    (file) => {
      const rows = rowsOf(file)
      for (const row of rows) {
        const [trace] = parsed(row)
        const source = row as { full_response: string; ground_truth: string; judge_reward: number }
        expect(trace).toMatchObject({ gold: [source.ground_truth], verdict: source.judge_reward })
        const { steps } = traceSteps(trace as ForeignTrace, { pictures: [picture(224, 224)], at: 0 })
        expect(steps.map((s) => s.raw).join('')).toBe(source.full_response)
        const tagged = /<answer>([\s\S]*?)<\/answer>/.exec(source.full_response)?.[1]?.trim()
        const answer = steps.findLast((s) => s.type === 'answer')
        expect(answer?.type === 'answer' ? answer.text : undefined).toBe(tagged)
      }
    },
  )
})

describe('the Qwen3-VL cookbook trace', () => {
  const open = () => {
    const steps = readFileSync(join(committedField, 'qwen3-vl/raw_steps.json'), 'utf8')
    const [trace] = parsed(JSON.parse(steps))
    return trace as ForeignTrace
  }

  test('its four crops have the sizes the tool returned', () => {
    const trace = open()
    const crops = [
      { width: 480, height: 608 },
      { width: 768, height: 352 },
      { width: 416, height: 672 },
      { width: 928, height: 288 },
    ]
    const pictures = [picture(2460, 1612), ...crops.map(({ width, height }) => picture(width, height))]
    const read = traceSteps(trace, { pictures, at: 0 })
    const sizes = looksOf(read).map((look) => cropOf(read, look)?.size)
    expect(sizes).toEqual(crops)
    expect(read.flags).toEqual([])
  })

  test('a crop of another size than the rule gives is flagged', () => {
    const read = traceSteps(open(), { pictures: [picture(2460, 1612), picture(480, 600)], at: 0 })
    expect(looksOf(read)[0]?.flags).toEqual(['crop-differs'])
  })

  test('it ends in the answer that nothing marks', () => {
    const { steps, reason } = traceSteps(open(), { pictures: [picture(2460, 1612)], at: 0 })
    const last = steps.at(-1)
    expect(reason).toBe('answered')
    expect(last?.type === 'answer' && last.text).toContain('Hop Inn pub in Hamble')
    expect(steps.map((s) => s.type)).toEqual([
      ...Array.from({ length: 4 }, () => ['thought', 'look', 'observation']).flat(),
      'answer',
    ])
    expect(looksOf({ steps } as TraceSteps)[0]?.label).toBe('main hanging sign for Hop Inn')
  })
})
