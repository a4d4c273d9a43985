/**
 * The decode loop, one token after the other and nothing read ahead: ours, that of `@huggingface/transformers` in Node, and a bare loop
 * of `session.run` that feeds the same tokens to the same graph and does nothing else, once with the same growing cache and once with one
 * that is written in place. A few tokens of each in turn, in one process; both libraries must write the same tokens, or the comparison is
 * void.
 */
import { loadModel, type LoadedModel } from '../../main/models/onnx/load'
import { readModelManifest } from '../../main/models/onnx/manifest'
import { processor } from '../../main/models/onnx/providers'
import { drawPicture, givenOf, lookAt, picture, ratio, say, start, trace, type Subject } from './asking'
import { openFloor, type Floor } from './engine-floor'
import { assertSame, oneByOne, perSecond } from './in-turn'
import { madeCheckpoint, type Shape } from './made-checkpoint'
import type { Row, Skipped } from './row'
import { findTransformersJs, openReference, type Reference } from './transformers-js'

const { path, size } = picture
const tokens = 96
/** Tokens of one side before the next one's turn. */
const block = 8
/** The first one warms up. */
const rounds = 3

/** Three rows a checkpoint. */
export async function bench(): Promise<(Row | Skipped)[]> {
  const entry = findTransformersJs()
  await drawPicture()
  const rows: (Row | Skipped)[] = []
  for (const shape of ['small', 'large'] as const) {
    const folder = madeCheckpoint(shape)
    if (folder === undefined || entry === undefined) {
      const skipped =
        folder === undefined
          ? 'needs Python with training/requirements.txt and transformers'
          : 'npm could not fetch @huggingface/transformers'
      rows.push({ name: `decode loop (${shape} checkpoint)`, skipped })
      continue
    }
    const manifest = { ...(await readModelManifest(folder)), endTokenIds: [] }
    const model = await loadModel(manifest, processor)
    const floor = await openFloor(manifest, path)
    const reference = await openReference(entry, folder)
    try {
      rows.push(...(await measured({ manifest, path, size }, { model, floor, reference }, shape)))
    } finally {
      await reference.close()
      await floor.close()
      await model.dispose()
    }
  }
  return rows
}

interface Sides {
  readonly model: LoadedModel
  readonly floor: Floor
  readonly reference: Reference
}

async function measured(
  subject: Subject,
  { model, floor, reference }: Sides,
  shape: Shape,
): Promise<readonly Row[]> {
  const messages = trace(subject, lookAt(subject, [40, 60, 200, 220]))
  const given = await givenOf(subject, messages)
  const wanted = { tokens, reuse: true }
  const bare = await floor.decode(messages, (await say(model, messages, path, wanted)).ids)
  const times: Record<Side, number[]> = { ours: [], theirs: [], bare: [], inPlace: [] }
  for (let round = 0; round < rounds; round++) {
    const mine = oneByOne(start(model, messages, path, wanted))
    const other = reference.start(given, tokens)
    const sides = [
      ['ours', mine.next],
      ['theirs', other.next],
      ['bare', bare.growing()],
      ['inPlace', bare.inPlace()],
    ] as const
    for (let turn = 0; turn < tokens / block; turn++) {
      for (let i = 0; i < sides.length; i++) {
        const [name, next] = sides[(i + turn + round) % sides.length] as (typeof sides)[number]
        // The first token of the libraries comes of reading the context; the bare loops begin behind it.
        const isLate = turn === 0 && (name === 'bare' || name === 'inPlace')
        const taken = await several(next, isLate ? block - 1 : block)
        // The first turns read the context and warm up.
        if (round > 0 && turn > 0) times[name].push(...taken)
      }
    }
    assertSame(mine.ids, await other.ids())
  }
  return rowsOf(times, shape, given.ids.length)
}

/**
 * Milliseconds of the tokens of a turn but its first two: threads of the other side still spin for a while after its last one,
 * as they never do where one program runs alone.
 */
async function several(next: () => Promise<number>, count: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) times.push(await next())
  return times.slice(2)
}

type Side = 'ours' | 'theirs' | 'bare' | 'inPlace'
type Times = Readonly<Record<Side, readonly number[]>>

function rowsOf({ ours, theirs, bare, inPlace }: Times, shape: Shape, context: number): readonly Row[] {
  const each = `${perSecond(ours)}, ${perSecond(theirs)}, ${perSecond(bare)} and ${perSecond(inPlace)} tokens/s of ours, transformers.js and the bare loops at ${context} tokens of context`
  return [
    {
      name: `tokens/s of the decode loop (${shape} checkpoint) / transformers.js`,
      value: ratio(theirs, ours),
      limit: 1.03,
      more: true,
      unit: '×',
      detail: each,
    },
    {
      name: `decode loop per token (${shape} checkpoint) / bare loop`,
      value: ratio(ours, bare),
      limit: shape === 'large' ? 1.02 : 1.05,
      unit: '×',
    },
    {
      name: `decode loop per token (${shape} checkpoint) / bare loop written in place`,
      value: ratio(ours, inPlace),
      limit: 1.05,
      unit: '×',
    },
  ]
}
