/**
 * Pillow's image resize, bit for bit: the reference of every Qwen-VL processor. Other resizers differ by up to 178 of 255.
 * Pure arithmetic on bytes; knows no file and no model.
 * Source of the algorithm: Pillow, src/libImaging/Resample.c (8 bits per channel path).
 */
import type { Size } from '../../app/geometry/box'
import type { Filter } from '../../app/trace/step'
import type { Pixels } from './raster'
import { resampleCode } from './resample-code'

/** A resampling kernel: how far it reaches, and its weight at a distance. */
interface Kernel {
  readonly support: number
  readonly weight: (x: number) => number
}

const a = -0.5

const bicubic: Kernel = {
  support: 2,
  weight: (value) => {
    const x = Math.abs(value)
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a
    return 0
  },
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI))

const lanczos: Kernel = {
  support: 3,
  weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
}

const kernels = { bicubic, lanczos } as const

/** Weights are fixed-point numbers with this many bits after the point. */
const precision = 22

/** For each output sample: the first input sample, how many, and their weights. */
interface Taps {
  readonly first: Int32Array
  readonly count: Int32Array
  readonly weights: Int32Array
  readonly stride: number
}

/** The image at another size. A side that stays the same is not touched. */
export function resample(source: Pixels, { width, height }: Size, filter: Filter): Pixels {
  if (filter === 'nearest') return nearest(source, width, height)
  const kernel = kernels[filter]
  const across = (p: Pixels) => (width === p.width ? p : horizontal(p, width, kernel))
  const down = (p: Pixels) => (height === p.height ? p : vertical(p, height, kernel))
  return isVerticalFirst(source, width, height) ? across(down(source)) : down(across(source))
}

/** Pillow's nearest neighbour (Geometry.c, `ImagingScaleAffine`): the pixel under the middle of each new one. */
function nearest(source: Pixels, width: number, height: number): Pixels {
  if (width === source.width && height === source.height) return source
  const columns = nearestOf(source.width, width)
  const rows = nearestOf(source.height, height)
  const data = new Uint8Array(width * height * 3)
  let to = 0
  for (const row of rows) {
    const line = row * source.width
    for (const column of columns) {
      const from = (line + column) * 3
      data[to++] = source.data[from] as number
      data[to++] = source.data[from + 1] as number
      data[to++] = source.data[from + 2] as number
    }
  }
  return { width, height, data }
}

/** The step is added up, not multiplied: its rounding decides where a middle falls on an edge. */
function nearestOf(inSize: number, outSize: number): Int32Array {
  const step = inSize / outSize
  const found = new Int32Array(outSize)
  let at = step * 0.5
  for (let i = 0; i < outSize; i++, at += step) found[i] = Math.min(inSize - 1, Math.trunc(at))
  return found
}

/** Pillow's rule since 13.0 (before: never). Each pass rounds to bytes, so the order shows in single levels. */
function isVerticalFirst(source: Pixels, width: number, height: number): boolean {
  const shrink = source.height - height
  return shrink > 0 && shrink > (source.width - width) * 2
}

function tapsOf(inSize: number, outSize: number, kernel: Kernel): Taps {
  const scale = inSize / outSize
  const stretch = Math.max(scale, 1)
  const support = kernel.support * stretch
  const stride = Math.ceil(support) * 2 + 1
  const first = new Int32Array(outSize)
  const count = new Int32Array(outSize)
  const weights = new Int32Array(outSize * stride)
  const exact = new Float64Array(stride)
  const step = 1 / stretch
  for (let out = 0; out < outSize; out++) {
    const centre = (out + 0.5) * scale
    const from = Math.max(0, Math.trunc(centre - support + 0.5))
    const taps = Math.min(inSize, Math.trunc(centre + support + 0.5)) - from
    let total = 0
    for (let i = 0; i < taps; i++) total += exact[i] = kernel.weight((i + from - centre + 0.5) * step)
    for (let i = 0; i < taps; i++) {
      const share = total === 0 ? (exact[i] as number) : (exact[i] as number) / total
      weights[out * stride + i] = Math.trunc(share * (1 << precision) + (share < 0 ? -0.5 : 0.5))
    }
    first[out] = from
    count[out] = taps
  }
  return { first, count, weights, stride }
}

/** The passes themselves run as WebAssembly (resample.wat): four to five times as fast as the same loops here. */
interface Passes {
  readonly memory: WebAssembly.Memory
  readonly across: (...args: readonly number[]) => void
  readonly down: (...args: readonly number[]) => void
}
// The module exports exactly these.
const passes = new WebAssembly.Instance(new WebAssembly.Module(resampleCode())).exports as unknown as Passes

/** Bytes of source worked on at a time, so that a large image never stands in memory twice. */
const stripBytes = 4 * 2 ** 20
/** Vectors read and write a little beyond the end. */
const slack = 16

/** Room in the module's memory for tables and strips, one after the other. */
function layOut(taps: Taps, source: number, result: number) {
  const first = 0
  const count = first + taps.first.byteLength
  const weights = count + taps.count.byteLength
  const from = weights + taps.weights.byteLength
  const to = from + source + slack
  const missing = to + result + slack - passes.memory.buffer.byteLength
  if (missing > 0) passes.memory.grow(Math.ceil(missing / 65536))
  const bytes = new Uint8Array(passes.memory.buffer)
  const numbers = new Int32Array(passes.memory.buffer)
  numbers.set(taps.first, first / 4)
  numbers.set(taps.count, count / 4)
  numbers.set(taps.weights, weights / 4)
  return { bytes, first, count, weights, from, to }
}

function horizontal(source: Pixels, width: number, kernel: Kernel): Pixels {
  const taps = tapsOf(source.width, width, kernel)
  const { data, height } = source
  const [inLine, outLine] = [source.width * 3, width * 3]
  const rows = Math.min(height, Math.max(1, Math.floor(stripBytes / inLine)))
  const at = layOut(taps, rows * inLine, rows * outLine)
  const out = new Uint8Array(outLine * height)
  for (let y = 0; y < height; y += rows) {
    const some = Math.min(rows, height - y)
    at.bytes.set(data.subarray(y * inLine, (y + some) * inLine), at.from)
    passes.across(at.from, at.to, some, source.width, width, at.first, at.count, at.weights, taps.stride)
    out.set(at.bytes.subarray(at.to, at.to + some * outLine), y * outLine)
  }
  return { width, height, data: out }
}

function vertical(source: Pixels, height: number, kernel: Kernel): Pixels {
  const taps = tapsOf(source.height, height, kernel)
  const { data, width } = source
  const line = width * 3
  const out = new Uint8Array(line * height)
  for (let y = 0; y < height;) {
    const top = taps.first[y] as number
    const bottomOf = (row: number) => (taps.first[row] as number) + (taps.count[row] as number)
    let next = y + 1
    while (next < height && (bottomOf(next) - top) * line <= stripBytes) next++
    const strip: Taps = {
      first: taps.first.slice(y, next).map((row) => row - top),
      count: taps.count.subarray(y, next),
      weights: taps.weights.subarray(y * taps.stride, next * taps.stride),
      stride: taps.stride,
    }
    const bottom = bottomOf(next - 1)
    const at = layOut(strip, (bottom - top) * line, (next - y) * line)
    at.bytes.set(data.subarray(top * line, bottom * line), at.from)
    passes.down(at.from, at.to, next - y, line, at.first, at.count, at.weights, taps.stride)
    out.set(at.bytes.subarray(at.to, at.to + (next - y) * line), y * line)
    y = next
  }
  return { width, height, data: out }
}
