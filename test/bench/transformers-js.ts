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

/** Tokens with the time (ms of the clock) at which each was there. */
export interface Said {
  readonly ids: readonly number[]
  readonly at: readonly number[]
}

export interface Reference {
  readonly say: (given: Given, tokens: number) => Promise<Said>
  readonly close: () => Promise<void>
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
  return {
    say: async (given, tokens) => {
      const at: number[] = []
      // The streamer is given the prompt first.
      const streamer = { put: () => void at.push(performance.now()), end: () => undefined }
      const options = { max_new_tokens: tokens, do_sample: false, eos_token_id: null, streamer }
      const [row = []] = (await model.generate({ ...tensorsOf(given, library), ...options })).tolist()
      return { ids: row.slice(given.ids.length).map(Number), at: at.slice(1) }
    },
    close: async () => void (await model.dispose()),
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
