/**
 * A checkpoint in the real layout against `@huggingface/transformers` in Node on the same graphs, and against one raw call of the
 * runtime. Turn by turn in one process; both sides must write the same tokens, or the comparison is void.
 */
import { performance } from 'node:perf_hooks'
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { drawPicture, givenOf, lookAt, median, picture, ratio, say, trace, type Subject } from './asking'
import { rawPrefill } from './engine-floor'
import { assertSame, inTurn } from './in-turn'
import { madeCheckpoint, type Shape } from './made-checkpoint'
import type { Row, Skipped } from './row'
import { findTransformersJs, openReference, type Reference } from './transformers-js'

const { path, size } = picture
/** Fewer repetitions of the one that takes seconds. */
const repetitions = { small: 15, large: 9 } as const satisfies Partial<Record<Shape, number>>
type Measured = keyof typeof repetitions
const kept = [
  [40, 60, 200, 220],
  [300, 500, 520, 640],
] as const

/** Re-running and reading, on a small and a larger checkpoint. (The decode loop: decode.bench.ts.) */
export async function bench(): Promise<(Row | Skipped)[]> {
  const entry = findTransformersJs()
  await drawPicture()
  const rows: (Row | Skipped)[] = []
  for (const shape of ['small', 'large'] as const) {
    const folder = madeCheckpoint(shape)
    if (folder === undefined) {
      rows.push({
        name: `checkpoint (${shape})`,
        skipped: 'needs Python with training/requirements.txt and transformers',
      })
      continue
    }
    const manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
    const model = await loadModel(manifest, processor)
    const subject: Subject = { manifest, path, size }
    try {
      rows.push(await prefill(model, subject, shape))
      if (entry === undefined) {
        rows.push({
          name: `against transformers.js (${shape})`,
          skipped: 'npm could not fetch @huggingface/transformers',
        })
        continue
      }
      const reference = await openReference(entry, folder)
      rows.push(await rerun(model, subject, reference, shape))
      await reference.close()
    } finally {
      await model.dispose()
    }
  }
  return rows
}

/** The last of three looks is moved: time to the first token, ours from step k, theirs from scratch with ready-made pixels. */
async function rerun(
  model: LoadedModel,
  subject: Subject,
  reference: Reference,
  shape: Measured,
): Promise<Row> {
  const before = kept.flatMap((edges) => lookAt(subject, edges))
  const first = trace(subject, [...before, ...lookAt(subject, [500, 100, 640, 240])])
  await say(model, first, path, { tokens: 1, reuse: true })
  const ours: number[] = []
  const theirs: number[] = []
  let context = 0
  for (let round = -1; round < repetitions[shape]; round++) {
    const moved = lookAt(subject, [510 + round * 7, 120 + round, 650 + round * 7, 260 + round])
    const messages = trace(subject, [...before, ...moved])
    const given = await givenOf(subject, messages)
    context = given.ids.length
    const timed = async (work: () => Promise<readonly number[]>) => {
      const started = performance.now()
      return { ids: await work(), ms: performance.now() - started }
    }
    const [a, b] = await inTurn(
      round,
      () => timed(async () => (await say(model, messages, path, { tokens: 1, reuse: true })).ids),
      () => timed(() => reference.say(given, 1)),
    )
    assertSame(a.ids, b.ids)
    if (round < 0) continue
    ours.push(a.ms)
    theirs.push(b.ms)
  }
  return {
    name: `re-run from step 3 (${shape} checkpoint): first token / transformers.js from scratch`,
    value: ratio(ours, theirs),
    limit: 0.2,
    unit: '×',
    detail: `${median(ours).toFixed(0)} ms and ${median(theirs).toFixed(0)} ms at ${context} tokens of context`,
  }
}

/** Reading a whole context against one raw run of the same graph with everything laid ready. */
async function prefill(model: LoadedModel, subject: Subject, shape: Measured): Promise<Row> {
  const messages = trace(
    subject,
    kept.flatMap((edges) => lookAt(subject, edges)),
  )
  const { ids } = await givenOf(subject, messages)
  const raw = await rawPrefill(subject.manifest, ids.length)
  const ours: number[] = []
  const bare: number[] = []
  for (let round = -1; round < repetitions[shape]; round++) {
    const [a, b] = await inTurn(
      round,
      async () => (await say(model, messages, path, { tokens: 1, reuse: false })).timings.prefillMs,
      raw.run,
    )
    if (round < 0) continue
    ours.push(a)
    bare.push(b)
  }
  await raw.close()
  return {
    name: `prefill of ${ids.length} tokens (${shape} checkpoint) / one raw session.run`,
    value: ratio(ours, bare),
    limit: 1.2,
    unit: '×',
    detail: `${median(ours).toFixed(0)} ms and ${median(bare).toFixed(0)} ms`,
  }
}
