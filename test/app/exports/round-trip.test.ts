/** What is written as training data and read again has its regions where they were, in each writer and several languages. */
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { llamaFactory } from '../../../app/exports/llama-factory'
import { msSwift } from '../../../app/exports/ms-swift'
import { openAi } from '../../../app/exports/openai'
import { defaultSelection, select } from '../../../app/exports/select'
import { trlSft } from '../../../app/exports/trl'
import { vlirSft } from '../../../app/exports/vlir'
import { isSlot, type RecordValue, type Writer } from '../../../app/exports/writer'
import { detect } from '../../../app/formats/detect'
import type { ForeignTrace } from '../../../app/formats/format'
import { traceProject } from '../../../app/formats/project'
import { traceSteps } from '../../../app/formats/steps'
import { replay } from '../../../app/trace/replay'
import { must } from '../../builders/must'

const picture = { id: 'i', name: 'a.png', bytes: 1, width: 2000, height: 1000 }
const writers: readonly Writer[] = [vlirSft, msSwift, llamaFactory, trlSft, openAi]

/** Fifty boxes, drawn from a seed. */
const boxes = Array.from({ length: 50 }, (_, i) => {
  const at = (n: number) => (((i + 1) * 7919 * n) % 977) / 977
  const [x, y] = [Math.floor(at(1) * 700), Math.floor(at(3) * 700)]
  return [x, y, x + 60 + Math.floor(at(5) * 230), y + 60 + Math.floor(at(7) * 230)]
})

function written(id: string, box: readonly number[]): string {
  const numbers = `[${box.join(', ')}]`
  if (id === 'vlm-r3') return `<think>a {"bbox_2d": ${numbers}} b</think><answer>x</answer>`
  const index = id === 'qwen3-vl' ? ', "img_idx": 0' : ''
  const call = `{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": ${numbers}, "label": "a"${index}}}`
  return `<think>a</think>\n<tool_call>\n${call}\n</tool_call>`
}

function regionsIn(trace: ForeignTrace): readonly (readonly number[])[] {
  const read = traceSteps(trace, { pictures: trace.images.map(() => picture), at: 0 })
  return read.steps.flatMap((s) =>
    s.type === 'look' ? [[s.region.left, s.region.top, s.region.right, s.region.bottom]] : [],
  )
}

describe.each(['vlm-r3', 'qwen3-vl', 'deepeyes'])('%s', (id) => {
  const dialect = must(dialectOf(id))
  test.each(writers.map((w) => [w.id, w] as const))('%s', (_id, writer) => {
    const far: unknown[] = []
    for (const box of boxes) {
      const trace: ForeignTrace = {
        question: 'q',
        images: [{ type: 'path', path: 'a.png' }],
        dialect: dialect.id as ForeignTrace['dialect'],
        turns: [
          { type: 'model', text: written(id, box) },
          ...(id === 'vlm-r3' ? [] : [{ type: 'model' as const, text: '<answer>x</answer>' }]),
        ],
        meta: {},
      }
      const how = { pictures: [picture], at: 0, id: 'p', title: 't', name: 'n' }
      const exported = must(select(must(replay(traceProject(trace, how))), defaultSelection).traces[0])
      const told = writer.dialect === undefined ? dialect : must(dialectOf(writer.dialect))
      const rows = writer.write(exported, { dialect: told, budgets: writer.budgets ?? told.budgets })
      const slot = (_key: string, value: RecordValue) => (isSlot(value) ? 'a.png' : value)
      const row: unknown = JSON.parse(JSON.stringify(must(rows.ok ? rows.value[0] : undefined), slot))
      const parsed = must(detect([row])[0]).format.parse(row)
      const [before, after] = [regionsIn(trace), regionsIn(must(parsed.ok ? parsed.value[0] : undefined))]
      const off = after.flat().map((v, i) => Math.abs(v - (before.flat()[i] ?? NaN)))
      // VLIR's image is smaller: a step of its numbers is more than a pixel here.
      if (before.length !== after.length || !off.every((d) => d <= 2)) far.push({ box, before, after })
    }
    expect(far).toEqual([])
  })
})
