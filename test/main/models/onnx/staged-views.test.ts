/**
 * Whole images and crops that are made in several stages (black past the edges, a square, two resizes, the nearest pixel), each run
 * through the model against transformers: recorded by `python -m training.qwen.golden_views` with the tiny Qwen2.5-VL.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialectOf, type Dialect } from '../../../../app/dialects'
import type { Budgets } from '../../../../app/dialects/dialect'
import { ownBudget } from '../../../../app/dialects/pipeline'
import type { Size } from '../../../../app/geometry/box'
import type { ModelMessage } from '../../../../app/reasoning/model'
import { placeLook } from '../../../../app/reading/place'
import { stagesOf } from '../../../../app/trace/stages'
import type { Token, View } from '../../../../app/trace/step'
import { toPatches } from '../../../../main/images/patches'
import { viewPixels } from '../../../../main/images/view'
import { loadModel, openText, type LoadedModel, type TextSide } from '../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { drawnFile } from '../../../builders/drawn'
import { testFolderForAll } from '../../../builders/folder'
import { must } from '../../../builders/must'

interface Recorded {
  readonly dialect: string
  readonly size: readonly [number, number]
  readonly numbers: readonly number[]
  readonly prompt: string
  readonly ids: readonly number[]
  readonly positions: readonly (readonly number[])[]
  readonly images: readonly {
    readonly grid: readonly number[]
    readonly step: number
    readonly sum: number
    readonly values: readonly number[]
  }[]
  readonly logits: readonly number[]
  readonly written: readonly number[]
}

const fixtures = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const { question, said, views } = JSON.parse(readFileSync(join(fixtures, 'views.json'), 'utf8')) as {
  readonly question: string
  readonly said: string
  readonly views: readonly Recorded[]
}

let manifest: Manifest
let text: TextSide
let model: LoadedModel
beforeAll(async () => {
  manifest = await readModelManifest(join(fixtures, 'model'))
  text = openText(manifest)
  model = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
})
afterAll(() => model.dispose())
const folder = testFolderForAll()

/** The whole image and the crop, as the dialect has them under the model's budgets. */
function viewsOf({ dialect: id, size: [width, height], numbers }: Recorded): readonly [View, View] {
  const dialect = must<Dialect>(dialectOf(id))
  const size = { width, height }
  const budgets: Budgets = { ...manifest.info.budgets, fetch: ownBudget }
  const view = dialect.overview('i', size, budgets)
  const crop = must(placeLook(numbers, { dialect, image: { id: 'i', size }, view, budgets }).view)
  return [inCells(view), inCells(crop)]
}

/** In this model's cells: Visual-CoT's own model has others. */
function inCells(view: View): View {
  return { ...view, grid: { width: view.size.width / 28, height: view.size.height / 28 } }
}

describe.each(views.map((row) => [row.dialect, row] as const))('%s', (_id, row) => {
  const messages = (): readonly ModelMessage[] => {
    const [whole, crop] = viewsOf(row)
    return [
      {
        role: 'user',
        parts: [
          { type: 'image', view: whole },
          { type: 'text', text: question },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: said },
          { type: 'image', view: crop },
        ],
      },
    ]
  }
  const path = () => drawnFile(folder(), sizeOf(row))

  test('gives the same prompt, tokens and positions', () => {
    const pieces = text.writer.write(messages())
    expect(pieces.map((p) => (p.type === 'text' ? p.text : '<|image_pad|>')).join('')).toBe(row.prompt)
    const { keys, positions } = createSequencer()(pieces)
    expect([...keys].map((k) => (k < 0 ? manifest.imageTokenId : k))).toEqual(row.ids)
    expect([positions.time, positions.height, positions.width].map((p) => [...p])).toEqual(row.positions)
  })

  test('gives the same pixel values', async () => {
    for (const [i, view] of viewsOf(row).entries()) {
      const { values, grid } = toPatches(await viewPixels(await path(), view), manifest.patching)
      const { grid: wanted, step, sum, values: sampled } = must(row.images[i])
      expect(grid).toEqual(wanted)
      expect(
        farthest(
          values.filter((_, at) => at % step === 0),
          sampled,
        ),
      ).toBeLessThanOrEqual(1e-6)
      expect(values.reduce((s, v) => s + v, 0)).toBeCloseTo(sum, 2)
    }
  })

  test('gives the same logits, and writes the same', async () => {
    const request = { messages: messages(), stop: [], temperature: 0, seed: 0, reuse: false }
    const asked = { ...request, maxTokens: row.written.length, top: row.logits.length }
    const tokens: Token[] = []
    for await (const event of model.generate(asked, { i: await path() }, new AbortController().signal))
      if (event.type === 'token') tokens.push(event.token)
    expect(tokens.map((t) => t.id)).toEqual(row.written.slice(0, tokens.length))
    expect(tokens.length).toBeGreaterThan(0)
    const ours = must(tokens[0]?.top).map((t) => t.logprob)
    expect(
      farthest(
        ours,
        logSoftmax(row.logits).toSorted((a, b) => b - a),
      ),
    ).toBeLessThan(1e-4)
  })
})

test('most of them in stages that a cut and a resize cannot say', () => {
  const staged = views.filter((row) =>
    viewsOf(row).some((view) => view.made !== undefined && stagesOf(view).length > 0),
  )
  expect(staged.map(({ dialect }) => dialect)).toEqual(views.map(({ dialect }) => dialect))
})

function sizeOf({ size: [width, height] }: Recorded): Size {
  return { width, height }
}

function logSoftmax(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits)
  const sum = Math.log(logits.reduce((s, v) => s + Math.exp(v - most), 0)) + most
  return logits.map((v) => v - sum)
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(b).reduce((most, v, i) => Math.max(most, Math.abs(v - (a[i] as number))), 0)
}
