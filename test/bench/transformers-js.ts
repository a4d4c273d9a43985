/**
 * The reference of two numbers: `@huggingface/transformers` in its own Node build, on the same graphs and the same runtime. It is no
 * dependency of Relook: its package is fetched once into `.cache/bench`, where it finds the runtime that Relook has (the version it
 * asks for). Its vision encoder gets one picture at a time, because exports of `python -m training export` take one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Patches } from '../../main/images/patches'

const version = '4.3.1'
const cache = new URL('../../.cache/bench/', import.meta.url).pathname

/** What the reference is given: tokens with the image token standing for every visual token, and ready-made pixels. */
export interface Given {
  readonly ids: readonly number[]
  readonly images: readonly Patches[]
}

export interface Reference {
  /** Tokens, written from scratch. */
  readonly say: (given: Given, tokens: number) => Promise<readonly number[]>
  /** The same one token at a time, as asked for. */
  readonly start: (given: Given, tokens: number) => Turns
  readonly close: () => Promise<void>
}

/** A generation that waits before every run of the decoder. */
export interface Turns {
  /** Milliseconds of one turn of the library's loop: a run of the decoder and what becomes of it. */
  readonly next: () => Promise<number>
  /** All tokens, when there are no more turns. */
  readonly ids: () => Promise<readonly number[]>
}

/** As much of the library as is used; its own types would need the package at compile time. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => TensorLike
  readonly cat: (tensors: readonly TensorLike[], axis: number) => TensorLike
  readonly AutoModelForImageTextToText: {
    from_pretrained: (name: string, options: object) => Promise<LibraryModel>
  }
}
interface TensorLike {
  readonly dims: readonly number[]
  readonly slice: (range: readonly [number, number]) => TensorLike
  readonly tolist: () => readonly (readonly bigint[])[]
}
interface LibraryModel {
  encode_image: (images: {
    readonly pixel_values: TensorLike
    readonly image_grid_thw: TensorLike
  }) => Promise<TensorLike>
  forward: (inputs: unknown) => Promise<unknown>
  readonly generate: (options: object) => Promise<TensorLike>
  readonly dispose: () => Promise<unknown>
}

/** Where the package is; undefined where it is not and cannot be fetched. */
export function findTransformersJs(): string | undefined {
  const scope = join(cache, 'node_modules', '@huggingface')
  const place = join(scope, 'transformers')
  const entry = join(place, 'dist', 'transformers.node.cjs')
  if (existsSync(entry)) return entry
  const fresh = join(cache, 'fetched')
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const run = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: fresh, stdio: 'ignore', shell: process.platform === 'win32' }).status ===
    0
  if (!run('npm', 'pack', '--silent', `@huggingface/transformers@${version}`)) return undefined
  const archive = readdirSync(fresh).find((name) => name.endsWith('.tgz'))
  if (archive === undefined || !run('tar', 'xzf', archive)) return undefined
  mkdirSync(scope, { recursive: true })
  rmSync(place, { recursive: true, force: true })
  renameSync(join(fresh, 'package'), place)
  rmSync(fresh, { recursive: true, force: true })
  return entry
}

/** The reference over a model folder, on the processor, with the library's own defaults. */
export async function openReference(entry: string, folder: string): Promise<Reference> {
  // Its own types are not there at compile time.
  const library = createRequire(import.meta.url)(entry) as Library
  library.env.allowRemoteModels = false
  library.env.localModelPath = `${dirname(folder)}/`
  const model = await library.AutoModelForImageTextToText.from_pretrained(basename(folder), {
    dtype: 'fp32',
    device: 'cpu',
  })
  onePictureAtATime(model, library)
  const say = async (given: Given, tokens: number) => {
    const options = { max_new_tokens: tokens, do_sample: false, eos_token_id: null }
    const [row = []] = (await model.generate({ ...tensorsOf(given, library), ...options })).tolist()
    return row.slice(given.ids.length).map(Number)
  }
  return {
    say,
    start: (given, tokens) => inTurns(model, () => say(given, tokens)),
    close: async () => void (await model.dispose()),
  }
}

/** Holds the library's loop at its call of the decoder until the next turn is wanted. */
function inTurns(model: LibraryModel, work: () => Promise<readonly number[]>): Turns {
  const forward = model.forward.bind(model)
  let isThere: () => void = () => undefined
  let goOn: () => void = () => undefined
  const arrival = () => new Promise<void>((resolve) => (isThere = resolve))
  let arrived = arrival()
  model.forward = async (inputs) => {
    const released = new Promise<void>((resolve) => (goOn = resolve))
    isThere()
    await released
    return forward(inputs)
  }
  const done = work().finally(() => {
    model.forward = forward
    isThere()
  })
  return {
    next: async () => {
      await arrived
      arrived = arrival()
      const started = performance.now()
      goOn()
      await arrived
      return performance.now() - started
    },
    ids: () => done,
  }
}

function onePictureAtATime(model: LibraryModel, library: Library): void {
  const encode = model.encode_image.bind(model)
  model.encode_image = async ({ pixel_values, image_grid_thw }) => {
    const features: TensorLike[] = []
    let row = 0
    for (const [i, grid] of image_grid_thw.tolist().entries()) {
      const rows = grid.reduce((product, side) => product * Number(side), 1)
      const one = {
        pixel_values: pixel_values.slice([row, row + rows]),
        image_grid_thw: image_grid_thw.slice([i, i + 1]),
      }
      features.push(await encode(one))
      row += rows
    }
    return library.cat(features, 0)
  }
}

function tensorsOf({ ids, images }: Given, { Tensor }: Library): Record<string, TensorLike> {
  const rows = images.reduce((sum, image) => sum + image.rows, 0)
  const columns = images[0]?.columns ?? 0
  const pixels = new Float32Array(rows * columns)
  let row = 0
  for (const image of images) {
    pixels.set(image.values, row * columns)
    row += image.rows
  }
  const grid = BigInt64Array.from(
    images.flatMap((image) => image.grid),
    BigInt,
  )
  return {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
    pixel_values: new Tensor('float32', pixels, [rows, columns]),
    image_grid_thw: new Tensor('int64', grid, [images.length, 3]),
  }
}
