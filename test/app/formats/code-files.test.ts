/**
 * Real runs of models that look by writing code: every region within a pixel of where upstream's own rule puts it, none where there
 * is none, and what came back beside it. Sources: test/fixtures/field/README.md.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formats, type ForeignTrace } from '../../../app/formats'
import { detect } from '../../../app/formats/detect'
import { traceSteps } from '../../../app/formats/steps'
import type { Size } from '../../../app/geometry/box'
import type { LookStep } from '../../../app/trace/step'
import { committedField } from '../../builders/field'
import { describeNeeding, newerFiles, newerFolder } from '../../builders/needs'

type Edges = readonly [number, number, number, number]
type Sides = readonly [number, number]

/** Lines of JSON in this shape; what is not right about them fails below. */
function rows<Row>(path: string): readonly Row[] {
  return readFileSync(committedField + path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}

function traceOf(record: unknown, format: string): ForeignTrace {
  expect(detect([record])[0]?.format.id).toBe(format)
  const parsed = formats.find((f) => f.id === format)?.parse(record)
  const trace = parsed?.ok === true ? parsed.value[0] : undefined
  if (trace === undefined) throw new Error(JSON.stringify(parsed))
  return trace
}

/** The trace with images of these sizes, by index; those without are missing. */
function open(trace: ForeignTrace, sizes: readonly (Size | undefined)[]) {
  const pictures = trace.images.map((_, i) => {
    const size = sizes[i]
    return size === undefined ? undefined : { id: `i${String(i)}`, name: '', bytes: 0, ...size }
  })
  const read = traceSteps(trace, { pictures, at: 0 })
  const looks = read.steps.filter((s): s is LookStep => s.type === 'look')
  const answer = read.steps.findLast((s) => s.type === 'answer')
  const code = read.steps.filter((s) => s.type === 'thought' && s.kind?.type === 'code')
  return { ...read, looks, code, answer: answer?.type === 'answer' ? answer.text : undefined }
}

function sizeOf(sides: Sides | null | undefined): Size | undefined {
  return sides === null || sides === undefined ? undefined : { width: sides[0], height: sides[1] }
}

const edgesOf = ({ region }: LookStep): Edges => [region.left, region.top, region.right, region.bottom]

function expectRegions(looks: readonly LookStep[], expected: readonly Edges[]): void {
  expect(looks).toHaveLength(expected.length)
  const far = looks.map((look, i) =>
    Math.max(...edgesOf(look).map((v, e) => Math.abs(v - (expected[i]?.[e] ?? 1e9)))),
  )
  expect(far.filter((distance) => distance > 1)).toEqual([])
}

interface ThymeCase {
  readonly id: number
  readonly question: string
  readonly final_answer: string
  readonly code_steps: number
  readonly regions: readonly { readonly px: Edges }[]
  readonly image_size?: Sides
  readonly returned_size?: Sides
}

describe('Thyme', () => {
  // The page's own file.
  const page = JSON.parse(readFileSync(`${committedField}thyme/cases.json`, 'utf8')) as {
    cases: readonly { id: number }[]
  }

  test.each(rows<ThymeCase>('thyme/cases.expected.jsonl'))('case $id', (expected) => {
    const trace = traceOf(
      page.cases.find((c) => c.id === expected.id),
      'thyme-page',
    )
    const read = open(trace, [sizeOf(expected.image_size), sizeOf(expected.returned_size)])
    expect(trace.question).toBe(expected.question)
    expect(read.answer).toBe(expected.final_answer)
    expectRegions(
      read.looks,
      expected.regions.map((r) => r.px),
    )
    expect(read.looks.length + read.code.length).toBe(expected.code_steps)
    // The crop has the size that the page shows: enlarged by the code, and grown to 64 pixels by the sandbox (case 4).
    for (const look of read.looks) expect(look.flags).not.toContain('crop-differs')
  })

  test('the sandbox makes a low box 64 pixels high, as the picture it gave back shows', () => {
    const read = open(
      traceOf(
        page.cases.find((c) => c.id === 4),
        'thyme-page',
      ),
      [
        { width: 2496, height: 1392 },
        { width: 220, height: 128 },
      ],
    )
    expect(read.looks[0]?.flags).toContain('grown')
    const seen = read.steps.find((s) => s.type === 'observation')
    expect(seen?.type === 'observation' && seen.view.crop).toMatchObject({
      left: 1250,
      top: 1030,
      right: 1360,
      bottom: 1094,
    })
  })

  test('what was computed stands beside the code as words of a tool', () => {
    const read = open(
      traceOf(
        page.cases.find((c) => c.id === 7),
        'thyme-page',
      ),
      [],
    )
    const tool = read.steps.filter((s) => s.type === 'thought' && s.author.type === 'tool')
    expect(tool.map((s) => s.raw)).toEqual(['0.44745897697122117', '1.6773671336980667'])
  })

  test('a README that quotes the run', () => {
    const trace = traceOf(readFileSync(`${committedField}thyme/README_excerpt.md`, 'utf8'), 'transcript')
    const read = open(trace, [
      { width: 2496, height: 1392 },
      { width: 220, height: 128 },
    ])
    expect(trace.question).toContain('What is the plate number of the blue car')
    expect(trace.images.map((i) => i.type === 'path' && i.path)).toEqual([
      'eval/17127.jpg',
      'eval/17127_ebd8fd46.jpg',
    ])
    expectRegions(read.looks, [[1250, 1030, 1360, 1070]])
    expect(read.answer).toBe('**C. S QT 911**')
  })
})

interface Printed {
  readonly run: string
  readonly text: string
  readonly image_size: Sides
  readonly final_answer: string
  readonly code_steps: number
  readonly regions: readonly Edges[]
}

describe('Visual-ARFT', () => {
  test.each(rows<Printed>('visual-arft/printed.jsonl'))('$run', (expected) => {
    const trace = traceOf(expected.text, 'transcript')
    const read = open(trace, [sizeOf(expected.image_size)])
    expect(read.dialect).toBe('visual-arft')
    expectRegions(read.looks, expected.regions)
    expect(read.looks.length + read.code.length).toBe(expected.code_steps)
    expect(read.answer).toContain(expected.final_answer)
    // What is said to be wrong with the image is a step of its own, and markup in no thought.
    const thoughts = read.steps.filter((s) => s.type === 'thought' && s.kind === undefined)
    expect(thoughts.filter((s) => /<\/?(?:problem|think)>/.test('text' in s ? s.text : ''))).toEqual([])
  })
})

interface GeminiRun {
  readonly run: string
  readonly question: string
  /** Texts in order; null: a picture. */
  readonly outputs: readonly (string | null)[]
  readonly image_size: Sides | null
  readonly regions: readonly { readonly label: string; readonly fraction: Edges; readonly px: Edges | null }[]
}

/** The run as the API sends it: what the notebook prints, part by part. */
function geminiRow({ question, outputs }: GeminiRun) {
  const parts = outputs.flatMap((output): readonly object[] => {
    if (output === null) return [{ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }]
    const printed = /--- Generated Code ---\n([\s\S]*?)\n\n\n--- Execution Output ---\n([\s\S]*)/.exec(output)
    if (printed === null) return [{ text: output }]
    const ran = { outcome: 'OUTCOME_OK', ...(printed[2]?.trim() === 'None' ? {} : { output: printed[2] }) }
    return [{ executableCode: { language: 'PYTHON', code: printed[1] } }, { codeExecutionResult: ran }]
  })
  const image = { fileData: { mimeType: 'image/jpeg', fileUri: 'gs://bucket/image.jpeg' } }
  return {
    contents: [{ role: 'user', parts: [image, { text: question }] }],
    candidates: [{ content: { role: 'model', parts } }],
  }
}

describe('Gemini code execution', () => {
  describe.each(rows<GeminiRun>('gemini-code/printed.jsonl'))('$run', (expected) => {
    const row = geminiRow(expected)
    const size = sizeOf(expected.image_size)
    /** In the order of the code, by what the boxes are called. */
    const byLabel = (looks: readonly LookStep[]) =>
      [...looks].sort(
        (a, b) =>
          (a.request.numbers[0] ?? 0) - (b.request.numbers[0] ?? 0) ||
          (a.request.numbers[1] ?? 0) - (b.request.numbers[1] ?? 0),
      )
    const sorted = [...expected.regions].sort(
      (a, b) => a.fraction[0] - b.fraction[0] || a.fraction[1] - b.fraction[1],
    )

    test('as the API has it', () => {
      const trace = traceOf(row, 'gemini')
      const read = open(trace, [size])
      expect(trace.question).toBe(expected.question)
      expect(read.dialect).toBe('gemini-code')
      const looks = byLabel(read.looks)
      if (size !== undefined)
        expectRegions(
          looks,
          sorted.map((r) => r.px ?? [0, 0, 0, 0]),
        )
      // Without the image the region is known as shares of its sides.
      else
        expect(looks.map((l) => l.request)).toMatchObject(
          sorted.map((r) => ({
            numbers: r.fraction.map((f) => expect.closeTo(f, 3) as unknown),
            notation: { space: 'unit', order: 'xyxy' },
          })),
        )
      expect(read.answer).toBe(expected.outputs.at(-1)?.trim())
    })

    test('as the notebook prints it', () => {
      const text = expected.outputs.find((o) => o?.includes('--- Generated Code ---') === true)
      const read = open(traceOf(text, 'transcript'), [size])
      expect(read.looks).toHaveLength(sorted.length)
    })
  })

  test('a notebook that prints code without a region has it as code, what it printed as a tool, its figure once', () => {
    const data = { 'image/png': 'iVBORw0KGgo=', 'image/jpeg': '/9j/4AAQ', 'text/plain': ['<Image>'] }
    const code = ['--- Generated Code ---\n', '# Bars\n', 'import matplotlib.pyplot as plt\n', 'plt.show()\n']
    const cell = {
      cell_type: 'code',
      source: [],
      outputs: [
        { output_type: 'stream', name: 'stdout', text: [...code, '--- Execution Output ---\n', '# [7]\n'] },
        { output_type: 'display_data', data },
        { output_type: 'stream', name: 'stdout', text: ['It is seven.\n'] },
      ],
    }
    const trace = traceOf({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }, 'notebook')
    const { steps } = traceSteps(trace, { pictures: [], at: 0 })
    expect(
      steps.map((s) => [s.author.type, s.type === 'thought' ? s.kind?.type : s.type, s.pictures?.length]),
    ).toEqual([
      ['model', 'code', undefined],
      ['tool', undefined, 1],
      ['model', 'answer', undefined],
    ])
  })

  test('code without a region, what it printed and its picture are steps in their order', () => {
    const [chips] = rows<GeminiRun>('gemini-code/printed.jsonl')
    if (chips === undefined) throw new Error('the fixture is empty')
    const read = open(traceOf(geminiRow(chips), 'gemini'), [{ width: 2500, height: 1875 }])
    const kinds = read.steps.map((s) => (s.type === 'thought' ? (s.kind?.type ?? s.author.type) : s.type))
    expect(kinds).toEqual(['look', 'observation', 'code', 'answer'])
    expectRegions(read.looks, [[400, 506, 787, 778]])
    expect(read.looks[0]?.label).toBe('esmt chip')
    const seen = read.steps.find((s) => s.type === 'observation')
    expect(seen?.raw).toContain('label: "esmt chip"')
  })
})

describe('Visual Sketchpad', () => {
  const runs = rows<unknown>('visual-sketchpad/outputs.jsonl').map((record) => ({ record }))
  test.each(runs)('draws and cuts nothing (%#)', ({ record }) => {
    const trace = traceOf(record, 'openai')
    const read = open(
      trace,
      trace.images.map(() => ({ width: 640, height: 480 })),
    )
    expect(read.dialect).toBe('sketchpad')
    expect(read.looks).toEqual([])
    expect(read.code.length).toBeGreaterThan(0)
    expect(read.steps.filter((s) => s.type === 'answer')).toHaveLength(1)
    expect(read.answer).toMatch(/^The (?:car is not beneath the cat|maximum flow from the source node)/)
    expect(trace.question).toMatch(/^(?:Is the car beneath|You are given an adjacency matrix)/)
  })
})

interface PyVisionFile {
  readonly file: string
  readonly image: string | null
  readonly image_size: Sides
  readonly question: string
  readonly final_answer: string
  readonly turns: readonly { readonly code: boolean; readonly regions: readonly { readonly px: Edges }[] }[]
}

describeNeeding(newerFiles, 'PyVision', () => {
  const folder = `${newerFolder}pyvision/`
  // In this shape, as its README says.
  const files = existsSync(`${folder}expected.jsonl`)
    ? readFileSync(`${folder}expected.jsonl`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as PyVisionFile)
    : []

  test('is there', () =>
    expect(files).toHaveLength(
      readdirSync(folder, { recursive: true }).filter((f) => String(f).endsWith('conversations.json')).length,
    ))

  test.each(files)('$file', (expected) => {
    const record: unknown = JSON.parse(readFileSync(folder + expected.file, 'utf8'))
    const trace = traceOf(record, 'pyvision-export')
    // Figures with axes, whatever was cut.
    const figures = trace.images.slice(1).map(() => ({ width: 640, height: 480 }))
    const read = open(trace, [expected.image === null ? undefined : sizeOf(expected.image_size), ...figures])
    const regions = expected.turns.flatMap((t) => t.regions.map((r) => r.px))
    expect(trace.question).toContain(expected.question.slice(0, 40))
    expectRegions(read.looks, regions)
    const withoutRegion = expected.turns.filter((t) => t.code && t.regions.length === 0).length
    expect(read.code).toHaveLength(withoutRegion)
    expect(expected.final_answer).toContain(read.answer ?? '?')
    for (const look of read.looks) expect(look.flags).not.toContain('crop-differs')
  })
})
