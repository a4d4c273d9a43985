/** The built-in model's own held-out images, each with the trace it writes of it: what benches of explanations stand on. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import type { Subject } from '../../app/explain/subject'
import { box, type Box } from '../../app/geometry/box'
import { runLoop } from '../../app/reasoning/loop'
import type { Model } from '../../app/reasoning/model'
import { defaultSettings } from '../../app/trace/project'
import type { Step } from '../../app/trace/step'
import { loadModel, openText } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'

const held = new URL('../../assets/held-out/', import.meta.url)
const never = new AbortController().signal

/** A record of the set. */
export interface Held {
  readonly id: string
  readonly image_path: string
  readonly question: string
  readonly answer: string
  readonly family: string
  readonly kind: string
  readonly boxes: readonly (readonly [number, number, number, number])[]
}

/** An image of the set with the model's own trace of it. */
export interface Traced {
  readonly record: Held
  readonly subject: Subject
  readonly right: boolean
  readonly gold: readonly Box<'image'>[]
  readonly ms: number
}

/** The traces of the first images; done with them, dispose. */
export async function tracedHeldOut(count: number) {
  const { model, dispose } = await builtIn()
  const lines = readFileSync(new URL('records.jsonl', held), 'utf8').trim().split('\n').slice(0, count)
  const traced: Traced[] = []
  for (const line of lines) traced.push(await traceOf(model, JSON.parse(line) as Held))
  return { traced, dispose }
}

async function builtIn() {
  const manifest = await readModelManifest(
    fileURLToPath(new URL('../../assets/models/r3-mini', import.meta.url)),
  )
  const loaded = await loadModel(manifest, processor)
  const text = openText(manifest)
  // An image's id is its file here.
  const paths = new Proxy<Record<string, string>>({}, { get: (_, id) => String(id) })
  const model: Model = {
    info: manifest.info,
    prompt: async (messages) => text.prompt(messages),
    generate: (request, signal) => loaded.generate(request, paths, signal),
    score: (request, signal) => loaded.score(request, paths, signal),
    attend: (request, signal) => loaded.attend(request, paths, signal),
  }
  return { model, dispose: loaded.dispose }
}

async function traceOf(model: Model, record: Held): Promise<Traced> {
  const id = fileURLToPath(new URL(record.image_path, held))
  const { width, height } = await sharp(id).metadata()
  const size = { width, height }
  const view = vlmR3.overview(id, size, model.info.budgets)
  const { question, answer } = record
  const base = { model, dialect: vlmR3, image: { id, size }, view, question, settings: defaultSettings }
  const steps: Step[] = []
  let last = 0
  const started = performance.now()
  const asked = { ...base, steps: [], newId: () => `s${++last}`, now: () => 0 }
  for await (const event of runLoop(asked, never)) if (event.type === 'steps') steps.push(...event.steps)
  const ms = performance.now() - started
  const said = steps.findLast((s) => s.type === 'answer')
  const right = said?.type === 'answer' && said.text === answer
  return { record, subject: { ...base, steps }, right, gold: record.boxes.map((b) => box(...b)), ms }
}
