/**
 * A picture of 12 megapixels on its way into the model (budget 4096 visual tokens) against transformers' slow processor on the same
 * processors, turn by turn; that one waits in a process of its own. Both sides must give the same numbers.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import sharp from 'sharp'
import { smartResize } from '../../app/geometry/smart-resize'
import { qwenPatching, toPatches } from '../../main/images/patches'
import { decode } from '../../main/images/pixels'
import { resample } from '../../main/images/resample'
import { median, ratio } from './asking'
import { python } from './made-checkpoint'
import type { Row, Skipped } from './row'

const path = new URL('../../.cache/bench/photo.jpg', import.meta.url).pathname
const script = new URL('slow_processor.py', import.meta.url).pathname
const size = { width: 4000, height: 3000 }
const cell = 28 * 28
const rounds = 9
const name = '12 MP picture to 4096 visual tokens'

/** As the engine does, the array is kept for the next picture. */
let room: Float32Array | undefined

interface Measured {
  readonly fromFile: number
  readonly fromPixels: number
  readonly sum: number
  readonly grid: readonly number[]
}

/** From the decoded picture, as a processor counts, and from the file. */
export async function bench(): Promise<(Row | Skipped)[]> {
  await drawPhoto()
  const reference = await openProcessor()
  if (reference === undefined) return [{ name, skipped: 'needs Python with transformers, Pillow and numpy' }]
  const ours: Measured[] = []
  const theirs: Measured[] = []
  for (let round = -2; round < rounds; round++) {
    const first = round % 2 === 0 ? await prepare() : await reference.prepare()
    const second = round % 2 === 0 ? await reference.prepare() : await prepare()
    const [a, b] = round % 2 === 0 ? [first, second] : [second, first]
    assertSame(a, b)
    if (round < 0) continue
    ours.push(a)
    theirs.push(b)
  }
  reference.close()
  return (['fromPixels', 'fromFile'] as const).map((from) => {
    const [a, b] = [ours.map((m) => m[from]), theirs.map((m) => m[from])]
    return {
      name: `${name}, ${from === 'fromFile' ? 'from the JPEG' : 'from decoded pixels'} / transformers' slow processor`,
      value: ratio(a, b),
      limit: 0.7,
      unit: '×',
      detail: `${median(a).toFixed(0)} ms and ${median(b).toFixed(0)} ms`,
    }
  })
}

async function prepare(): Promise<Measured> {
  const started = performance.now()
  const pixels = await decode(path)
  const decoded = performance.now()
  const budget = { minPixels: 4 * cell, maxPixels: 4096 * cell }
  const size = smartResize(pixels, budget)
  const { values, grid } = toPatches(resample(pixels, size, 'bicubic'), qwenPatching, room)
  room = values
  const ended = performance.now()
  const sum = values.reduce((total, value) => total + value, 0)
  return { fromFile: ended - started, fromPixels: ended - decoded, sum, grid }
}

/** The other side; undefined where it cannot be started. */
async function openProcessor() {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value as string | undefined
  if ((await next()) !== 'ready') return undefined
  return {
    prepare: async (): Promise<Measured> => {
      child.stdin.write(`${path}\n`)
      // Our own script's line.
      return JSON.parse((await next()) ?? 'null') as Measured
    },
    close: () => child.stdin.end(),
  }
}

function assertSame(ours: Measured, theirs: Measured): void {
  const near = Math.abs(ours.sum - theirs.sum) < 1e-6 * Math.abs(theirs.sum) + 1
  if (near && ours.grid.join() === theirs.grid.join()) return
  throw new Error(`the comparison is void: ${JSON.stringify([ours, theirs])}`)
}

/** Structure at every size, as a photograph has. */
async function drawPhoto(): Promise<void> {
  if (existsSync(path)) return
  const { width, height } = size
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[i++] = (x * 7 + y * 3) >> 4
      data[i++] = (x >> 6) * 31 + (y >> 5) * 17
      data[i++] = ((x * y) >> 11) + ((x ^ y) & 31)
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(path)
}
