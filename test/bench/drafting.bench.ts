/**
 * Reading ahead what was written before, against writing one by one, turn by turn in one process: a re-run whose text mostly repeats, and
 * one that repeats nothing. (Crop interventions: interventions.bench.ts.)
 * Both sides must write the same tokens, or the comparison is void.
 */
import type { GenerateRequest, ModelMessage } from '../../app/reasoning/model'
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { seededRandom } from '../../main/models/onnx/sampler'
import { drawPicture, lookAt, median, picture, ratio, trace, type Subject } from './asking'
import { madeCheckpoint } from './made-checkpoint'
import type { Row, Skipped } from './row'

const tokens = 64
const rounds = 9
/** Of so many tokens in a row, the last few are others than the parent's: 16 of 100. */
const stretch = 32
const changed = 5

/** All rows. */
export async function bench(): Promise<(Row | Skipped)[]> {
  await drawPicture()
  const folder = madeCheckpoint('large')
  if (folder === undefined)
    return [{ name: 'drafting', skipped: 'needs Python with training/requirements.txt' }]
  const manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
  const model = await loadModel(manifest, processor)
  const subject: Subject = { manifest, path: picture.path, size: picture.size }
  const messages = trace(subject, lookAt(subject, [40, 60, 200, 220]))
  const ask = asker(model, messages)
  try {
    return [await repeating(ask, tokens), await fresh(ask, tokens)]
  } finally {
    await model.dispose()
  }
}

type Ask = (options: Partial<GenerateRequest>) => Promise<{
  readonly ids: readonly number[]
  readonly ms: number
  readonly drafted: number
  readonly accepted: number
}>

/** Asks for tokens behind these messages; the time is that of decoding alone. */
function asker(model: LoadedModel, messages: readonly ModelMessage[]): Ask {
  return async (options) => {
    const request = {
      messages,
      stop: [],
      temperature: 0,
      seed: 0,
      maxTokens: tokens,
      top: 5,
      reuse: true,
      ...options,
    }
    const ids: number[] = []
    for await (const event of model.generate(request, { page: picture.path }, new AbortController().signal)) {
      if (event.type === 'token') ids.push(event.token.id)
      if (event.type !== 'end') continue
      const { decodeMs, drafted = 0, accepted = 0 } = event.timings
      return { ids, ms: decodeMs, drafted, accepted }
    }
    throw new Error('the generation did not end')
  }
}

/** In turning order, the first round to warm up. */
async function compared(ask: Ask, drafts: readonly (readonly number[])[]) {
  const ahead: number[] = []
  const alone: number[] = []
  let last = { drafted: 0, accepted: 0 }
  for (let round = -1; round < rounds; round++) {
    const one = () => ask({ drafts: false })
    const two = () => ask({ drafts })
    const [a, b] = round % 2 === 0 ? [await one(), await two()] : await reversed(one, two)
    if (a.ids.join() !== b.ids.join()) throw new Error('the comparison is void: other tokens were written')
    last = b
    if (round < 0) continue
    alone.push(a.ms)
    ahead.push(b.ms)
  }
  return { alone, ahead, ...last }
}

async function reversed<A, B>(a: () => Promise<A>, b: () => Promise<B>): Promise<[A, B]> {
  const second = await b()
  return [await a(), second]
}

async function repeating(ask: Ask, count: number): Promise<Row> {
  const { ids } = await ask({ drafts: false })
  const parent = ids.map((id, i) => (i % stretch >= stretch - changed ? id + 1 : id))
  const { alone, ahead, drafted, accepted } = await compared(ask, [parent])
  return {
    name: 're-run that repeats 84 % of its parent: tokens/s / without drafting (large checkpoint)',
    value: ratio(alone, ahead),
    limit: 3,
    more: true,
    unit: '×',
    detail: `${median(ahead).toFixed(0)} ms and ${median(alone).toFixed(0)} ms for ${count} tokens; ${accepted} of ${drafted} drafted tokens accepted`,
  }
}

async function fresh(ask: Ask, count: number): Promise<Row> {
  const random = seededRandom(9)
  const parent = Array.from({ length: count }, () => Math.floor(random() * 1000))
  const { alone, ahead, drafted, accepted } = await compared(ask, [parent])
  return {
    name: 're-run that repeats nothing: tokens/s / without drafting (large checkpoint)',
    value: ratio(alone, ahead),
    limit: 0.97,
    more: true,
    unit: '×',
    detail: `${median(ahead).toFixed(0)} ms and ${median(alone).toFixed(0)} ms for ${count} tokens; ${accepted} of ${drafted} drafted tokens accepted`,
  }
}
