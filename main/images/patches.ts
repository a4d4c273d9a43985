/**
 * Pixels as a Qwen-VL vision encoder takes them: normalised, cut into patches, patches of one visual token side by side.
 * Knows no file. Equal to transformers' Qwen2VLImageProcessor (Pillow backend), bit for bit.
 */
import { Failure } from '../../app/failure'
import type { Pixels } from './raster'

/** Numbers of a preprocessor_config.json. */
export interface Patching {
  readonly patchSize: number
  readonly temporalPatchSize: number
  readonly mergeSize: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
  readonly rescale: number
}

/** Of every Qwen2-VL and Qwen2.5-VL checkpoint. */
export const qwenPatching: Patching = {
  patchSize: 14,
  temporalPatchSize: 2,
  mergeSize: 2,
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
  rescale: 1 / 255,
}

export interface Patches {
  /** One row per patch: channel, frame, y, x. */
  readonly values: Float32Array
  readonly rows: number
  readonly columns: number
  /** Frames, patches down, patches across. */
  readonly grid: readonly [number, number, number]
}

/**
 * The patches of an image whose sides are multiples of patch × merge. `room`: an array to write into where it is large
 * enough; the patches are then good until it is used again. @throws Failure `bad-input` for other sides.
 */
export function toPatches(image: Pixels, patching: Patching, room?: Float32Array): Patches {
  const { patchSize: size, temporalPatchSize: frames, mergeSize: merge } = patching
  const cell = size * merge
  const { width, height, data } = image
  if (width % cell !== 0 || height % cell !== 0) {
    throw new Failure('bad-input', `A model input of ${width}×${height} is not made of ${cell}-pixel cells.`)
  }
  const [red, green, blue] = levelsOf(patching)
  const plane = size * size
  const columns = 3 * frames * plane
  const length = (width / size) * (height / size) * columns
  const values =
    room !== undefined && room.length >= length ? room.subarray(0, length) : new Float32Array(length)
  let to = 0
  const patch = (left: number, top: number) => {
    // The bytes are read in the order they lie in; each channel has frames of its own.
    for (let y = 0, at = to; y < size; y++) {
      let from = ((top + y) * width + left) * 3
      for (let x = 0; x < size; x++, at++) {
        values[at] = red[data[from++] as number] as number
        values[at + frames * plane] = green[data[from++] as number] as number
        values[at + 2 * frames * plane] = blue[data[from++] as number] as number
      }
    }
    // A still image is a film whose frames are all the same.
    for (let c = 0; c < 3; c++, to += frames * plane)
      for (let t = 1; t < frames; t++) values.copyWithin(to + t * plane, to, to + plane)
  }
  for (let top = 0; top < height; top += cell)
    for (let left = 0; left < width; left += cell)
      for (let y = 0; y < merge; y++) for (let x = 0; x < merge; x++) patch(left + x * size, top + y * size)
  return { values, rows: length / columns, columns, grid: [1, height / size, width / size] }
}

/** What each byte value becomes, per channel: rescaled in double, then normalised in single precision, as numpy does. */
function levelsOf({ mean, std, rescale }: Patching): readonly [Float32Array, Float32Array, Float32Array] {
  const single = Math.fround
  const of = (c: number) =>
    Float32Array.from({ length: 256 }, (_, value) => {
      const centred = single(single(value * rescale) - single(mean[c] ?? 0))
      return single(centred / single(std[c] ?? 1))
    })
  return [of(0), of(1), of(2)]
}
