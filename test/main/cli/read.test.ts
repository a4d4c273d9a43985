/** `relook read` over files written here and over every file of the field that lies beside the project. */
import { writeFileSync, mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import { z } from 'zod'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { png } from '../../builders/services'
import { committedField } from '../../builders/field'
import { describeNeeding, fieldFiles, fieldFolder } from '../../builders/needs'

const box = z.strictObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
const fit = z.strictObject({
  space: z.string(),
  order: z.string(),
  pixels: z.number().optional(),
  misfits: z.number(),
})
const output = z.strictObject({
  format: z.string(),
  dialect: z.string().nullable(),
  count: z.number(),
  issues: z.array(
    z.strictObject({ line: z.number().nullable(), path: z.string().nullable(), message: z.string() }),
  ),
  reading: z
    .strictObject({
      dialect: z.string().nullable(),
      space: z.string(),
      order: z.string(),
      decidedBy: z.enum(['person', 'file', 'evidence', 'dialect']),
      boxes: z.number(),
      mixed: z.number(),
      evidence: z.array(z.string()),
      alternatives: z.array(fit),
      better: fit.optional(),
      shrunk: fit.optional(),
      undecided: z.string().optional(),
      pixels: z.number().optional(),
    })
    .nullable(),
  traces: z.array(
    z.strictObject({
      id: z.string(),
      question: z.string(),
      answer: z.string().nullable(),
      image: z.string().nullable(),
      looks: z.array(
        z.strictObject({
          raw: z.string(),
          region: box.nullable(),
          crop: z.strictObject({ width: z.number(), height: z.number() }).nullable(),
          flags: z.array(z.string()),
        }),
      ),
    }),
  ),
})

async function relook(...words: string[]) {
  let out = ''
  let error = ''
  const code = await runCommandLine(words, {
    out: (text) => (out += text),
    error: (text) => (error += text),
    signal: new AbortController().signal,
  })
  return { code, out, error }
}

async function read(...words: string[]) {
  const { code, out, error } = await relook('read', ...words, '--json')
  expect({ code, error }).toEqual({ code: 0, error: '' })
  return output.parse(JSON.parse(out))
}

const row = (id: number, response: string) =>
  JSON.stringify({
    id,
    image: 'images/page.png',
    question: 'What is the total?',
    full_response: response,
    ground_truth: '7',
    judge_reward: 1,
  })
const response = '<think> At the end.\n\n{"bbox_2d": [10, 20, 110, 120]}\n<answer>7</answer>\n'

let folder: string
beforeEach(async () => {
  folder = testFolder()
  mkdirSync(join(folder, 'images'))
  writeFileSync(join(folder, 'images', 'page.png'), await png(560, 420))
})
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('a file of traces', () => {
  test('is printed with regions in pixels of the original and crops as the rule cuts them', async () => {
    const got = await read(file('log.jsonl', `${row(1, response)}\n`))
    expect(got).toMatchObject({ format: 'vlm-r3-log', dialect: 'vlm-r3', count: 1, issues: [] })
    expect(got.traces).toEqual([
      {
        id: '1',
        question: 'What is the total?',
        answer: '7',
        image: 'images/page.png',
        looks: [
          {
            raw: '{"bbox_2d": [10, 20, 110, 120]}',
            region: { left: 10, top: 20, right: 111, bottom: 121 },
            crop: { width: 196, height: 196 },
            flags: [],
          },
        ],
      },
    ])
  })

  test('gives its good rows when others are broken, which are listed with their line', async () => {
    const lines = [
      row(1, response),
      '{"id": 2, "question"',
      '',
      row(3, response),
      '{"id": 4, "question": "?"}',
    ]
    const got = await read(file('log.jsonl', `\ufeff${lines.join('\r\n')}\r\n{"id": 5, "full_resp`))
    expect(got.traces.map((t) => t.id)).toEqual(['1', '3'])
    expect(got.issues.map((i) => i.line)).toEqual([2, 5, 6])
    expect(got.issues[1]).toMatchObject({ path: 'full_response' })
  })

  test.each([
    ['a JSON array', 'log.json', (rows: string[]) => `[${rows.join(',\n')}]`],
    ['gzip', 'log.jsonl.gz', (rows: string[]) => gzipSync(rows.join('\n'))],
  ])('may be %s', async (_, name, pack) => {
    const got = await read(file(name, pack([row(1, response), row(2, response)])))
    expect(got.traces.map((t) => [t.id, t.looks.length, t.answer])).toEqual([
      ['1', 1, '7'],
      ['2', 1, '7'],
    ])
  })

  test('keeps the looks of a picture that is nowhere, without a place', async () => {
    const got = await read(file('log.jsonl', row(1, response).replace('page.png', 'gone.png')))
    expect(got.traces[0]?.looks).toEqual([
      { raw: '{"bbox_2d": [10, 20, 110, 120]}', region: null, crop: null, flags: ['missing-image'] },
    ])
  })

  test('finds pictures in another folder, by their bare names too', async () => {
    const elsewhere = testFolder()
    writeFileSync(join(elsewhere, 'moved.png'), await png(280, 280))
    const path = file('log.jsonl', row(1, response).replace('images/page.png', '/data/val/moved.png'))
    expect((await read(path, '--images', elsewhere)).traces[0]?.looks[0]?.region).toEqual({
      left: 10,
      top: 20,
      right: 111,
      bottom: 121,
    })
  })

  test('is read in the dialect and the space that are asked for', async () => {
    const path = file('log.jsonl', row(1, response))
    const { traces } = await read(path, '--dialect', 'qwen-grounding', '--space', 'per-mille')
    const { region, crop } = traces[0]?.looks[0] ?? {}
    expect(crop).toBeNull()
    expect(Object.values(region ?? {}).map((v) => Number(v.toFixed(6)))).toEqual([5.6, 8.4, 61.6, 50.4])
  })

  test('is told to a person in a few lines', async () => {
    const { out } = await relook('read', file('log.jsonl', row(1, response)))
    expect(out).toContain('→ looks at 10, 20, 111, 121 at 196 × 196')
    expect(out).toContain('1 traces, VLM-R³ evaluation log, vlm-r3')
  })

  test.each([
    ['which is not there', () => ['nothing.jsonl'], 'There is no file'],
    ['that no format fits', () => [file('x.jsonl', '{"a": 1}\n{"a": 2}')], 'None of the formats fits'],
    ['in an unknown format', () => [file('x.jsonl', '{}'), '--format', 'x'], 'There is no format “x”'],
    ['in an unknown dialect', () => [file('x.jsonl', '{}'), '--dialect', 'x'], 'There is no dialect “x”'],
    ['in an unknown space', () => [file('x.jsonl', '{}'), '--space', 'x'], '--space must be one of'],
  ])('%s is one clear line', async (_, words, message) => {
    const { code, error, out } = await relook('read', ...words(), '--json')
    expect(error).toContain(message)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })
})

type FieldCase = readonly [
  name: string,
  format: string | undefined,
  dialect: string | undefined,
  count: number | undefined,
]

async function opensAs(folder: string, [name, format, dialect, count]: FieldCase): Promise<void> {
  const got = await read(join(folder, name))
  if (format !== undefined) expect(got.format).toBe(format)
  if (dialect !== undefined) expect(got.dialect).toBe(dialect)
  if (count !== undefined) expect(got.count).toBe(count)
  expect(got.count).toBe(got.traces.length)
  expect(got.count).toBeGreaterThan(0)
  expect(got.issues.filter((i) => i.message.includes('no ') && i.path === 'question')).toEqual([])
}

describeNeeding(fieldFiles, "more of the field's files", () => {
  test.each<FieldCase>([
    ['vlm_r3_mmvp/traces.jsonl', 'vlm-r3-log', 'vlm-r3', 150],
    ['vlm_r3_vstar/traces.jsonl', 'vlm-r3-log', 'vlm-r3', 111],
    ['viscot_sroie/benchmark_sroie.json', 'visual-cot', 'visual-cot', undefined],
    ['viscot_sroie/benchmark_det_sroie.jsonl', 'visual-cot', undefined, undefined],
    ['mulberry/comcts_readme_traces.json', 'mulberry', 'mulberry', undefined],
    ['openthinkimg/data_example.json', 'openthinkimg', 'openthinkimg', 1],
    ['openthinkimg/qwenvl_charxiv_10turns.jsonl', 'openthinkimg', 'openthinkimg', 30],
  ])('%s opens as what it is', (...one) => opensAs(fieldFolder, one))
})

describe("the field's files", () => {
  test.each<FieldCase>([
    ['qwen3-vl/raw_steps.json', 'qwen-tools', 'qwen3-vl', 1],
    ['qwen-finetune/single_images.json', undefined, undefined, 3],
    ['llama-factory/mllm_demo.json', 'llama-factory', undefined, undefined],
  ])('%s opens as what it is', (...one) => opensAs(committedField, one))

  test('the four crops of Qwen3-VL have the sizes its tool returned', async () => {
    const { traces } = await read(join(committedField, 'qwen3-vl', 'raw_steps.json'))
    expect(traces[0]?.looks.map((l) => [l.crop?.width, l.crop?.height])).toEqual([
      [480, 608],
      [768, 352],
      [416, 672],
      [928, 288],
    ])
  })
})

describe('a JSON array', () => {
  const messages = [
    { role: 'user', content: [{ image: 'images/page.png' }, { text: 'What does it say?' }] },
    {
      role: 'assistant',
      content: '',
      function_call: {
        name: 'image_zoom_in_tool',
        arguments: '{"label": "x", "bbox_2d": [100, 40, 300, 320], "img_idx": 0}',
      },
    },
    { role: 'function', name: 'image_zoom_in_tool', content: [{ image: 'work/1.png' }] },
    { role: 'assistant', content: 'It says hello.' },
  ]

  test.each<[string, unknown, number]>([
    ['of the messages of one dialogue is one trace', messages, 1],
    ['of dialogues is a trace each', [messages, messages], 2],
  ])('%s', async (_, content, count) => {
    const got = await read(file('agent.json', JSON.stringify(content, undefined, 2)))
    expect(got).toMatchObject({ format: 'qwen-tools', dialect: 'qwen3-vl', count, issues: [] })
    expect(got.traces[0]).toMatchObject({ answer: 'It says hello.', question: 'What does it say?' })
    expect(got.traces[0]?.looks[0]?.region).toMatchObject({ left: 56, right: 168 })
  })

  test('of printed steps is one trace', async () => {
    const steps = [
      {
        type: 'text',
        text: '[TOOL_CALL] image_zoom_in_tool\n{"label": "x", "bbox_2d": [0, 0, 500, 500], "img_idx": 0}\n[TOOL_RESPONSE] image_zoom_in_tool\n',
      },
      { type: 'image', image: 'crop.png' },
      { type: 'text', text: '[ANSWER]\nHello.' },
    ]
    const path = file('images/steps.json', JSON.stringify(steps))
    const got = await read(path)
    expect(got).toMatchObject({ format: 'qwen-tools', count: 1 })
    // The one picture beside the file that is not a crop is the one it is about.
    expect(got.traces[0]?.looks[0]).toMatchObject({
      region: { left: 0, top: 0, right: 280, bottom: 210 },
      flags: [],
    })
  })
})

describe('how boxes are written', () => {
  const zoom = (...numbers: readonly number[]) => ({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', image: 'wide.png' },
          { type: 'text', text: 'What is it?' },
        ],
      },
      {
        role: 'assistant',
        content: `<tool_call>\n{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": ${JSON.stringify(numbers)}}}\n</tool_call>`,
      },
    ],
  })
  const boxes = [
    [100, 200, 300, 400],
    [600, 700, 950, 990],
    [20, 30, 640, 720],
    [500, 400, 980, 620],
  ] as const
  async function started(rows: readonly object[]) {
    const folder = testFolder()
    await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888' } })
      .png({ compressionLevel: 1 })
      .toFile(join(folder, 'wide.png'))
    const file = join(folder, 'rows.jsonl')
    writeFileSync(file, rows.map((r) => JSON.stringify(r)).join('\n'))
    return file
  }

  test('is decided by evidence where the file does not say, and told', async () => {
    const { reading, traces } = await read(await started(boxes.map((b) => zoom(...b))))
    expect(reading).toMatchObject({ space: 'per-mille', order: 'xyxy', decidedBy: 'evidence', boxes: 4 })
    expect(reading?.evidence.join(' ')).toContain(
      'None above 1000 in 4 boxes on images up to 4,000 px a side',
    )
    expect(traces[1]?.looks[0]?.region).toEqual({ left: 2400, top: 2100, right: 3800, bottom: 2970 })
  })

  test('is decided by the whole file before its first trace is printed', async () => {
    const small = Array.from({ length: 40 }, () => zoom(10, 20, 30, 40))
    const { reading, traces } = await read(await started([...small, ...boxes.map((b) => zoom(...b))]))
    expect(reading).toMatchObject({ space: 'per-mille', decidedBy: 'evidence', boxes: 44 })
    expect(traces[0]?.looks[0]?.region).toEqual({ left: 40, top: 60, right: 120, bottom: 120 })
  })

  test('a line instead of a region speaks for no other order', async () => {
    const { issues } = await read(await started([...boxes, [900, 800, 900, 801]].map((b) => zoom(...b))))
    expect(issues).toEqual([])
  })

  test('is as a person says, whatever speaks against it', async () => {
    const file = await started(boxes.map((b) => zoom(...b)))
    const { reading, traces } = await read(file, '--space', 'image', '--order', 'yxyx')
    expect(reading).toMatchObject({ space: 'image', order: 'yxyx', decidedBy: 'person' })
    expect(traces[0]?.looks[0]?.region).toEqual({ left: 200, top: 100, right: 400, bottom: 300 })
  })

  test('rows that differ are issues: fractions, swapped corners, another order', async () => {
    const odd = [
      [120, 340, 560, 780],
      [0.25, 0.31, 0.62, 0.8],
      [100, 340, 860, 780],
      [800, 250, 440, 270],
    ]
    const { traces, issues, reading } = await read(await started(odd.map((b) => zoom(...b))))
    expect(traces[1]?.looks[0]).toMatchObject({
      region: { left: 1000, top: 930, right: 2480, bottom: 2400 },
      flags: ['fractions'],
    })
    expect(reading).toMatchObject({ mixed: 1, space: 'per-mille', decidedBy: 'evidence' })
    expect(issues.map(({ line, message }) => [line, message])).toEqual([
      [2, expect.stringContaining('written as fractions')],
      [4, expect.stringContaining('second corner before the first')],
      [4, expect.stringContaining('x, y, width, height, it fits')],
    ])
  })

  test('may depend on how much the model was shown: told, and taken with --max-pixels', async () => {
    const list = { question: 'Find it.', image: 'wide.png', bbox_2d: [459, 217, 712, 451], label: 'it' }
    const file = await started([list])
    const { issues, reading } = await read(file)
    expect(reading?.shrunk).toMatchObject({ space: 'input', pixels: 1_003_520 })
    expect(issues[0]?.message).toContain('--max-pixels 1003520')
    const asked = await read(file, '--max-pixels', '1003520')
    expect(asked.reading).toMatchObject({ decidedBy: 'person', pixels: 1_003_520 })
    expect(asked.traces[0]?.looks[0]?.region?.left).toBeCloseTo(1599.3, 1)
    const { code, error } = await relook('read', file, '--max-pixels', 'many')
    expect([code, error]).toEqual([expect.any(Number), expect.stringContaining('--max-pixels')])
    expect(code).not.toBe(0)
  })

  test('is left as the dialect has it where one box says nothing, and the others are named', async () => {
    const { reading, issues } = await read(await started([zoom(340, 340, 700, 660)]))
    expect(reading).toMatchObject({ space: 'image', decidedBy: 'dialect' })
    expect(issues).toEqual([
      {
        line: null,
        path: null,
        message: expect.stringMatching(/three units.*A box cannot tell which.*--space per-mille/) as string,
      },
    ])
    expect(reading?.alternatives).toContainEqual({ space: 'per-mille', order: 'xyxy', misfits: 0 })
  })
})
