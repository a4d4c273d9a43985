/**
 * What the engine costs over the bare runtime, as ratios of medians taken in one run, turn by turn: re-running from the
 * last look against starting over and against the bare session calls, and the decode loop against a bare loop.
 */
import { performance } from 'node:perf_hooks'
import { box, type Box } from '../../app/geometry/box'
import { vlmR3 } from '../../app/dialects/vlm-r3'
import type { GenerateRequest, Message, Part } from '../../app/reasoning/model'
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readManifest, type Manifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { openFloor, type Floor } from './engine-floor'
import type { Row } from './row'

const folder = new URL('../../assets/models/r3-mini', import.meta.url).pathname
const picture = new URL('../fixtures/images/page.png', import.meta.url).pathname
const size = { width: 640, height: 480 }
const rounds = 60
const decodeTokens = 24

/** The three rows of the engine. */
export async function bench(): Promise<Row[]> {
  // A trained model may end early; the loop measured does not.
  const manifest: Manifest = { ...(await readManifest(folder)), endTokenIds: [] }
  const model = await loadModel(manifest, processor)
  const floor = await openFloor(manifest, picture)
  try {
    return [...(await rerun(model, manifest, floor)), await decoding(model, manifest, floor)]
  } finally {
    await model.dispose()
    await floor.close()
  }
}

/** A trace of three looks whose last one is moved, again and again to another place. */
async function rerun(model: LoadedModel, manifest: Manifest, floor: Floor): Promise<Row[]> {
  const kept = [...lookAt(manifest, 0, 0, 220, 90), ...lookAt(manifest, 40, 150, 300, 260)]
  const original = trace(manifest, [...kept, ...lookAt(manifest, 300, 300, 560, 420)])
  await firstToken(model, original, true)
  const times = { reused: [] as number[], fresh: [] as number[], floor: [] as number[] }
  // The first rounds warm up the runtime and the machine.
  for (let round = -3; round < rounds; round++) {
    const moved = lookAt(manifest, 250 + round * 3, 260 + round, 520 + round * 3, 390 + round)
    const messages = trace(manifest, [...kept, ...moved])
    const before = trace(manifest, kept)
    // In turning order: whoever comes second finds the machine warm.
    const contenders = [
      ['fresh', () => firstToken(model, messages, false)],
      ['floor', () => floor.firstToken(before, messages)],
      ['reused', () => firstToken(model, messages, true)],
    ] as const
    for (let i = 0; i < 3; i++) {
      const [name, measure] = contenders[(i + round + 3) % 3] as (typeof contenders)[number]
      const ms = await measure()
      if (round >= 0) times[name].push(ms)
    }
  }
  return [
    {
      name: 're-run from the last of 3 looks: time to first token / from scratch',
      value: ratio(times.reused, times.fresh),
      limit: 0.35,
      unit: '×',
    },
    {
      name: 're-run from the last of 3 looks: time to first token / bare session calls',
      value: ratio(times.reused, times.floor),
      limit: 1.25,
      unit: '×',
    },
  ]
}

async function decoding(model: LoadedModel, manifest: Manifest, floor: Floor): Promise<Row> {
  const messages = trace(manifest, lookAt(manifest, 0, 0, 220, 90))
  const times = { loop: [] as number[], bare: [] as number[] }
  let { ids } = await decode(model, messages)
  for (let round = -3; round < rounds; round++) {
    let bare = 0
    if (round % 2 === 0) bare = await floor.decode(messages, ids)
    const loop = await decode(model, messages)
    ids = loop.ids
    if (round % 2 !== 0) bare = await floor.decode(messages, ids)
    if (round < 0) continue
    times.loop.push(loop.perToken)
    times.bare.push(bare)
  }
  return {
    name: 'decode loop per token / bare loop',
    value: ratio(times.loop, times.bare),
    limit: 1.15,
    unit: '×',
  }
}

function trace(manifest: Manifest, parts: readonly Part[]): readonly Message[] {
  const view = vlmR3.overview('page', size, manifest.info.budgets)
  const text = vlmR3.ask('What is the total?', true)
  return [
    {
      role: 'user',
      parts: [
        { type: 'image', view },
        { type: 'text', text },
      ],
    },
    { role: 'assistant', parts: [{ type: 'text', text: '<think>Let me look.' }, ...parts] },
  ]
}

function lookAt(manifest: Manifest, ...edges: [number, number, number, number]): readonly Part[] {
  const region: Box<'image'> = box(...edges)
  const view = vlmR3.crop('page', region, size, manifest.info.budgets)
  if (view === undefined) throw new Error('the region has no pixel')
  const { text } = vlmR3.request(region, size, vlmR3.overview('page', size, manifest.info.budgets).size)
  return [
    { type: 'text', text: `${text}\n` },
    { type: 'image', view },
  ]
}

function request(messages: readonly Message[], maxTokens: number, reuse: boolean): GenerateRequest {
  return { messages, stop: [], temperature: 0, seed: 0, maxTokens, top: 0, reuse }
}

/** Milliseconds from asking to the first new token. */
async function firstToken(model: LoadedModel, messages: readonly Message[], reuse: boolean): Promise<number> {
  const started = performance.now()
  const events = model.generate(request(messages, 1, reuse), { page: picture }, new AbortController().signal)
  for await (const event of events) if (event.type === 'token') return performance.now() - started
  throw new Error('no token was written')
}

async function decode(
  model: LoadedModel,
  messages: readonly Message[],
): Promise<{ ids: number[]; perToken: number }> {
  const ids: number[] = []
  let started = 0
  let ended = 0
  const wanted = request(messages, decodeTokens, true)
  for await (const event of model.generate(wanted, { page: picture }, new AbortController().signal)) {
    if (event.type !== 'token') continue
    ended = performance.now()
    if (ids.push(event.token.id) === 1) started = ended
  }
  if (ids.length < 2) throw new Error('the model ended at once: there is no loop to measure')
  return { ids, perToken: (ended - started) / (ids.length - 1) }
}

/** Median of the ratios of neighbours in time: a machine that is slow for a while is slow for both. */
function ratio(these: readonly number[], those: readonly number[]): number {
  return median(these.map((ms, i) => ms / (those[i] ?? NaN)))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
}
