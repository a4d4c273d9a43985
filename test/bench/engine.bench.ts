/**
 * What the engine costs over the bare runtime, as ratios of medians taken in one run, turn by turn: re-running from the
 * last look against starting over and against the bare session calls, and the decode loop against a bare loop.
 */
import { performance } from 'node:perf_hooks'
import type { ModelMessage } from '../../app/reasoning/model'
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { lookAt, perToken, ratio, say, trace, type Subject } from './asking'
import { openFloor, type Floor } from './engine-floor'
import type { Row } from './row'

const folder = new URL('../../assets/models/r3-mini', import.meta.url).pathname
const picture = new URL('../fixtures/images/page.png', import.meta.url).pathname
const rounds = 60
const decodeTokens = 24

/** The three rows of the engine. */
export async function bench(): Promise<Row[]> {
  // A trained model may end early; the loop measured does not.
  const manifest: Manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
  const model = await loadModel(manifest, processor)
  const floor = await openFloor(manifest, picture)
  try {
    const subject: Subject = { manifest, path: picture, size: { width: 640, height: 480 } }
    return [...(await rerun(model, subject, floor)), await decoding(model, subject, floor)]
  } finally {
    await model.dispose()
    await floor.close()
  }
}

/** A trace of three looks whose last one is moved, again and again to another place. */
async function rerun(model: LoadedModel, subject: Subject, floor: Floor): Promise<Row[]> {
  const kept = [...lookAt(subject, [0, 0, 220, 90]), ...lookAt(subject, [40, 150, 300, 260])]
  const original = trace(subject, [...kept, ...lookAt(subject, [300, 300, 560, 420])])
  await firstToken(model, original, true)
  const times = { reused: [] as number[], fresh: [] as number[], floor: [] as number[] }
  // The first rounds warm up the runtime and the machine.
  for (let round = -3; round < rounds; round++) {
    const moved = lookAt(subject, [250 + round * 3, 260 + round, 520 + round * 3, 390 + round])
    const messages = trace(subject, [...kept, ...moved])
    const before = trace(subject, kept)
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

async function decoding(model: LoadedModel, subject: Subject, floor: Floor): Promise<Row> {
  const messages = trace(subject, lookAt(subject, [0, 0, 220, 90]))
  const times = { loop: [] as number[], bare: [] as number[] }
  const { ids } = await decode(model, messages)
  const { growing: start } = await floor.decode(messages, ids)
  const throughout = async () => {
    const next = start()
    let ms = 0
    for (let i = 1; i < ids.length; i++) ms += await next()
    return ms / (ids.length - 1)
  }
  for (let round = -3; round < rounds; round++) {
    let bare = 0
    if (round % 2 === 0) bare = await throughout()
    const loop = await decode(model, messages)
    if (round % 2 !== 0) bare = await throughout()
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

/** Milliseconds from asking to the first new token. */
async function firstToken(
  model: LoadedModel,
  messages: readonly ModelMessage[],
  reuse: boolean,
): Promise<number> {
  const started = performance.now()
  const { at } = await say(model, messages, picture, { tokens: 1, reuse })
  return (at[0] ?? NaN) - started
}

async function decode(
  model: LoadedModel,
  messages: readonly ModelMessage[],
): Promise<{ ids: readonly number[]; perToken: number }> {
  const { ids, at } = await say(model, messages, picture, { tokens: decodeTokens, reuse: true })
  return { ids, perToken: perToken(at) }
}
