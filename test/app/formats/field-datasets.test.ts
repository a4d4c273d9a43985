/** Real files of the field, as far as they are data sets and dialogues. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { boxIn } from '../../../app/geometry/spaces'
import { formats, type Format, type ForeignTrace } from '../../../app/formats'
import { llamaFactory } from '../../../app/formats/llama-factory'
import { mulberry } from '../../../app/formats/mulberry'
import { openThinkImg } from '../../../app/formats/openthinkimg'
import { visualCot } from '../../../app/formats/visual-cot'
import { committedField } from '../../builders/field'
import { describeNeeding, fieldFiles, fieldFolder } from '../../builders/needs'

function rowsOf(name: string): unknown[] {
  const text = readFileSync(name, 'utf8')
  if (name.endsWith('.jsonl'))
    return text
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as unknown)
  const value = JSON.parse(text) as unknown
  return Array.isArray(value) ? value : [value]
}

function parsed(format: Format, name: string): ForeignTrace[] {
  return rowsOf(name).flatMap((row) => {
    const read = format.parse(row)
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    expect(read.issues).toEqual([])
    return read.value
  })
}

function recognised(format: Format, name: string): void {
  for (const row of rowsOf(name)) {
    const likely = [...formats].sort((a, b) => b.likeness(row) - a.likeness(row))[0]
    expect(likely?.id).toBe(format.id)
  }
}

const there = (name: string) => join(fieldFolder, name)

describeNeeding(fieldFiles, 'real files', () => {
  test('Visual-CoT: both boxes of a record are the same place on the picture', () => {
    const name = there('viscot_sroie/benchmark_sroie.json')
    recognised(visualCot, name)
    const traces = parsed(visualCot, name)
    const sizes = new Map(
      (
        rowsOf(there('viscot_sroie/benchmark_det_sroie.jsonl')) as {
          question_id: number
          width: number
          height: number
        }[]
      ).map((row) => [String(row.question_id), row]),
    )
    let compared = 0
    for (const trace of traces) {
      const size = sizes.get(trace.id ?? '')
      const look = trace.turns.find((t) => t.type === 'look')
      const gold = trace.goldBoxes?.[0]
      if (size === undefined || look === undefined || gold === undefined) continue
      const region = boxIn({ space: 'square-padded', order: 'xyxy' }, look.numbers, { size, frame: size })
      // Three digits of the longer side.
      const slack = Math.max(size.width, size.height) * 0.001 + 0.5
      const written = gold.numbers
      const edges = [region.left, region.top, region.right, region.bottom]
      edges.forEach((edge, i) => expect(Math.abs(edge - (written[i] ?? NaN))).toBeLessThanOrEqual(slack))
      compared++
    }
    expect(compared).toBe(traces.length)
  })

  test('Visual-CoT: the question stands without the prompt, the answer is gold', () => {
    const [first] = parsed(visualCot, there('viscot_sroie/benchmark_sroie.json'))
    expect(first).toMatchObject({
      id: '3',
      question: 'What is the date in the invoice shown in the picture?',
      images: [{ type: 'path', path: 'cot/sroie/X00016469670.jpg' }],
      gold: ['15/01/2019'],
      goldBoxes: [{ numbers: [121, 348, 326, 363], space: 'image' }],
    })
  })

  test('Visual-CoT: the detection rows are its own too', () => {
    recognised(visualCot, there('viscot_sroie/benchmark_det_sroie.jsonl'))
    expect(parsed(visualCot, there('viscot_sroie/benchmark_det_sroie.jsonl'))[0]).toMatchObject({
      turns: [{ type: 'look', numbers: [121, 348, 326, 363] }],
      space: 'image',
    })
  })

  test('Mulberry: every model that answered is a trace, with whether it was right', () => {
    const name = there('mulberry/comcts_readme_traces.json')
    recognised(mulberry, name)
    const traces = parsed(mulberry, name)
    expect(traces.slice(0, 4).map((t) => [t.meta['model'], t.verdict, t.gold])).toEqual([
      ['gpt-4o', 1, ['C']],
      ['qwen2_vl_7b', 0, ['C']],
      ['qwen2_vl_72b', 0, ['C']],
      ['llama_vision_11b', 0, ['C']],
    ])
    expect(traces).toHaveLength(14)
    expect(traces.at(-1)?.gold).toEqual(['76.06.'])
  })

  test('OpenThinkIMG: the training record and the evaluation rows', () => {
    for (const name of [
      there('openthinkimg/data_example.json'),
      there('openthinkimg/qwenvl_charxiv_10turns.jsonl'),
    ])
      recognised(openThinkImg, name)
    const [record] = parsed(openThinkImg, there('openthinkimg/data_example.json'))
    expect(record?.question).toBe('Was the risk value in the year 2017 more than 2015?')
    expect(record?.images).toEqual([{ type: 'path', path: 'images/ChartQA/train_two_col_102588.png' }])
    expect(record?.turns.filter((t) => t.type === 'model')).toHaveLength(6)
    expect(parsed(openThinkImg, there('openthinkimg/qwenvl_charxiv_10turns.jsonl'))).toHaveLength(30)
  })
})

describe('files that may be published', () => {
  const here = (name: string) => join(committedField, name)

  test('LLaMA-Factory: pictures stand where <image> stands', () => {
    const traces = parsed(llamaFactory, here('llama-factory/mllm_demo.json'))
    expect(traces[0]).toMatchObject({
      question: 'Who are they?',
      images: [{ path: 'mllm_demo_data/1.jpg' }, { path: 'mllm_demo_data/1.jpg' }],
      turns: [
        { type: 'model', text: "They're Kane and Gretzka from Bayern Munich." },
        { type: 'given', role: 'user', text: 'What are they doing?', images: [1] },
        { type: 'model', text: 'They are celebrating on the soccer field.' },
      ],
    })
    recognised(llamaFactory, here('llama-factory/mllm_demo.json'))
  })

  test('Qwen fine-tuning rows are ShareGPT with one picture', () => {
    const [first] = parsed(llamaFactory, here('qwen-finetune/single_images.json'))
    expect(first).toMatchObject({
      question: 'Is the value of Favorable 38 in 2015?',
      images: [{ path: 'demo/images/10095.png' }],
      turns: [{ type: 'model', text: 'Yes' }],
    })
  })
})
