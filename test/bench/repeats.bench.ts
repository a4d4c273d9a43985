/**
 * Text that repeats itself, in an ordinary run: ours, which looks up what followed the same words before and reads it ahead, against
 * `@huggingface/transformers` in Node, which has nothing of the kind (4.3.1: no lookup, no assistant). Checkpoints of the same shapes as
 * elsewhere, whose weights write phrases of 40 tokens again and again. Whole generations in turn, in one process; both must write the same
 * tokens, or the comparison is void.
 */
import type { GenerateRequest } from '../../app/reasoning/model'
import { performance } from 'node:perf_hooks'
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { drawPicture, givenOf, lookAt, median, picture, ratio, trace, type Subject } from './asking'
import { assertSame, inTurn } from './in-turn'
import { madeCheckpoint, type Shape } from './made-checkpoint'
import type { Row, Skipped } from './row'
import { findTransformersJs, openReference, type Reference } from './transformers-js'

const { path, size } = picture
const tokens = 96
/** The first one warms up. */
const rounds = 8

/** A row a checkpoint. */
export async function bench(): Promise<(Row | Skipped)[]> {
  const entry = findTransformersJs()
  await drawPicture()
  const rows: (Row | Skipped)[] = []
  for (const shape of ['small-repeating', 'large-repeating'] as const) {
    const folder = madeCheckpoint(shape)
    if (folder === undefined || entry === undefined) {
      const skipped =
        folder === undefined
          ? 'needs Python with training/requirements.txt and transformers'
          : 'npm could not fetch @huggingface/transformers'
      rows.push({ name: `text that repeats itself (${shape})`, skipped })
      continue
    }
    const manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
    const model = await loadModel(manifest, processor)
    const reference = await openReference(entry, folder)
    try {
      rows.push(await measured({ manifest, path, size }, { model, reference }, shape))
    } finally {
      await reference.close()
      await model.dispose()
    }
  }
  return rows
}

async function measured(
  subject: Subject,
  { model, reference }: { readonly model: LoadedModel; readonly reference: Reference },
  shape: Shape,
): Promise<Row> {
  const messages = trace(subject, lookAt(subject, [40, 60, 200, 220]))
  const given = await givenOf(subject, messages)
  const ours: number[] = []
  const theirs: number[] = []
  let said = { drafted: 0, accepted: 0 }
  for (let round = 0; round < rounds; round++) {
    const [mine, other] = await inTurn(
      round,
      () => ordinary(model, messages),
      () => decoded(reference, given),
    )
    assertSame(mine.ids, other.ids)
    said = mine
    if (round === 0) continue
    ours.push(mine.ms)
    theirs.push(other.ms)
  }
  return {
    name: `text that repeats itself (${shape}): tokens/s of an ordinary run / transformers.js`,
    value: ratio(theirs, ours),
    limit: 1.2,
    more: true,
    unit: '×',
    detail: `${median(ours).toFixed(0)} and ${median(theirs).toFixed(0)} ms for ${tokens - 1} tokens behind the first at ${given.ids.length} tokens of context; ${said.accepted} of ${said.drafted} drafted tokens accepted`,
  }
}

/** As a run asks for it, alternatives included and nothing said of drafts. The time is that of the tokens behind the first. */
async function ordinary(model: LoadedModel, messages: GenerateRequest['messages']) {
  const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: tokens, top: 5, reuse: true }
  const ids: number[] = []
  let first = 0
  for await (const event of model.generate(request, { page: path }, new AbortController().signal)) {
    if (event.type === 'token' && ids.push(event.token.id) === 1) first = performance.now()
    if (event.type !== 'end') continue
    const { drafted = 0, accepted = 0 } = event.timings
    return { ids, ms: performance.now() - first, drafted, accepted }
  }
  throw new Error('the generation did not end')
}

/** The library's loop behind its first run of the decoder, which reads the context. */
async function decoded(reference: Reference, given: Parameters<Reference['start']>[0]) {
  const turns = reference.start(given, tokens)
  await turns.next()
  let ms = 0
  for (let i = 1; i < tokens; i++) ms += await turns.next()
  return { ids: await turns.ids(), ms }
}
