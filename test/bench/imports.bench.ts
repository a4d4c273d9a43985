/**
 * Twelve images of 100 megapixels sent to a host at once, of every kind that is decoded in its own way: how late the host's own
 * thread comes round meanwhile, and how much memory it takes. Beside it, what a usual image and a crop cost through the host.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { imagesApart, imagesHere, type ImageWork } from '../../main/image-process/apart'
import { startChild } from '../../main/ports/process'
import { createImages } from '../../main/store/images'
import { box } from '../../app/geometry/box'
import { builtMain, residentMb, startHost, type HostProcess } from '../builders/built'
import { until } from '../builders/wait'
import type { Row } from './row'

const cache = new URL('../../.cache/bench/', import.meta.url).pathname
const sample = new URL('../../assets/samples/receipt-07.jpg', import.meta.url).pathname
const probe = new URL('lag-probe.mjs', import.meta.url).pathname
const side = 10_000

/** How each is made of one large picture. */
const kinds: readonly (readonly [name: string, make: (image: Sharp) => Sharp])[] = [
  ['plain.jpg', (i) => i.jpeg()],
  ['fine.jpg', (i) => i.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })],
  ['progressive.jpg', (i) => i.jpeg({ progressive: true })],
  ['turned.jpg', (i) => i.jpeg().withMetadata({ orientation: 6 })],
  ['cmyk.jpg', (i) => i.toColourspace('cmyk').jpeg()],
  ['plain.png', (i) => i.png({ compressionLevel: 1 })],
  ['alpha.png', (i) => i.ensureAlpha(0.5).png({ compressionLevel: 1 })],
  ['deep.png', (i) => i.toColourspace('rgb16').png({ compressionLevel: 1 })],
  ['grey.png', (i) => i.toColourspace('b-w').png({ compressionLevel: 1 })],
  ['plain.webp', (i) => i.webp({ effort: 0 })],
  ['plain.tif', (i) => i.tiff({ compression: 'jpeg' })],
]

export async function bench(): Promise<Row[]> {
  const beside = await besideHere()
  const files = [...(await drawn()), ['a.bmp', bmp()] as const]
  const dataFolder = mkdtempSync(join(tmpdir(), 'relook-bench-'))
  const started = (name: string) =>
    startHost({
      built: builtMain(),
      dataFolder: join(dataFolder, name),
      env: { NODE_OPTIONS: `--import ${probe}` },
    })
  const host = await started('busy')
  // Has nothing to do: what it waits is the machine's.
  const resting = await started('resting')
  try {
    // Its processes are there before it counts.
    await send(host, await readFile(await photo(400, 300)), 'first.jpg')
    await lagOf(host)
    await lagOf(resting)
    const before = residentMb(host.process.pid)
    let most = before
    const watch = setInterval(() => (most = Math.max(most, residentMb(host.process.pid))), 50)
    const from = performance.now()
    const answers = await Promise.all(files.map(([name, bytes]) => send(host, bytes, name)))
    const seconds = (performance.now() - from) / 1000
    clearInterval(watch)
    const lag = await lagOf(host)
    const machine = await lagOf(resting)
    const refused = answers.filter((a) => !a.ok).length
    const detail = `longest ${lag.longest.toFixed(0)} ms, ${lag.samples} samples in ${seconds.toFixed(0)} s, ${refused} refused; a host with nothing to do: ${machine.p99.toFixed(0)} ms, longest ${machine.longest.toFixed(0)} ms`
    return [
      {
        name: '12 × 100 MP imported at once: lag of the host, p99',
        value: lag.p99,
        limit: 50,
        unit: 'ms',
        detail,
      },
      { name: 'the same: memory of the host beyond before', value: most - before, limit: 1024, unit: 'MB' },
      ...beside,
    ]
  } finally {
    host.process.kill('SIGKILL')
    resting.process.kill('SIGKILL')
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

const rounds = 60

/** What usual works cost in processes of their own, to what they cost in this one: turn by turn, so that a busy machine is busy for both. */
async function besideHere(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-bench-'))
  const there = imagesApart(() => startChild(join(builtMain(), 'images.js')))
  try {
    const rows: Row[] = []
    for (const [width, height] of [
      [640, 480],
      [1920, 1080],
      [4000, 3000],
    ] as const) {
      const bytes = await readFile(await photo(width, height))
      const works: Record<string, (work: ImageWork, round: number) => Promise<unknown>> = {
        'a photo comes in': (work, round) =>
          // A byte behind the end makes another file of it.
          createImages(folder, work.bring).add(
            Buffer.concat([bytes, Buffer.from([round, rows.length])]),
            'a.jpg',
          ),
        'a crop of it': async (work, round) =>
          work.renderView(await photo(width, height), {
            image: 'a',
            crop: box(round, 10, 300 + round, 300),
            size: { width: 560, height: 560 },
            filter: 'bicubic',
            grid: { width: 20, height: 20 },
          }),
        'the photo for the window': async (work) => work.renderDisplay(await photo(width, height), 600),
      }
      for (const [name, perform] of Object.entries(works)) {
        const [ours, plain] = await turnByTurn((round) =>
          perform(round % 2 === 0 ? there : imagesHere, round),
        )
        rows.push({
          name: `${name}, ${width} × ${height}: in a process of its own / in the host's`,
          value: quick(ours) / quick(plain),
          limit: 1.1,
          unit: '×',
          detail: `${quick(ours).toFixed(1)} ms and ${quick(plain).toFixed(1)} ms, ${rounds} of each`,
        })
      }
    }
    return rows
  } finally {
    there.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the quicker ones take: a busy machine makes some of each slow, and which is chance. */
function quick(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 2] ?? NaN
}

/** Milliseconds of even and of odd rounds. */
async function turnByTurn(
  perform: (round: number) => Promise<unknown>,
): Promise<readonly [number[], number[]]> {
  const times: [number[], number[]] = [[], []]
  for (let round = -4; round < 2 * rounds; round++) {
    const from = performance.now()
    await perform(round + 4)
    if (round >= 0) times[round % 2 === 0 ? 0 : 1].push(performance.now() - from)
  }
  return times
}

interface Lag {
  readonly p99: number
  readonly longest: number
  readonly samples: number
}

/** Since it was asked last. */
async function lagOf(host: HostProcess): Promise<Lag> {
  const told = () => host.said().match(/^lag .+$/gm) ?? []
  const before = told().length
  host.process.kill('SIGUSR2')
  await until(() => told().length > before, 'the host to tell its lag')
  return JSON.parse((told().at(-1) ?? '').slice(4)) as Lag
}

function send(host: HostProcess, bytes: Uint8Array, name: string): Promise<Response> {
  const body = bytes as Uint8Array<ArrayBuffer>
  const headers = { authorization: `Bearer ${host.token}`, 'x-name': name }
  return fetch(new URL('images', host.url), { method: 'POST', body, headers })
}

/** Noise of two sizes: neither flat nor without any structure. */
async function drawn(): Promise<readonly (readonly [string, Uint8Array])[]> {
  mkdirSync(cache, { recursive: true })
  const tile = sharp({
    create: {
      width: 1250,
      height: 1250,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', sigma: 40 },
    },
  })
  const picture = await tile.resize(side, side, { kernel: 'nearest' }).raw().toBuffer()
  const made: (readonly [string, Uint8Array])[] = []
  for (const [name, make] of kinds) {
    const path = join(cache, `100mp-${name}`)
    if (!existsSync(path))
      await make(
        sharp(picture, { raw: { width: side, height: side, channels: 3 }, limitInputPixels: false }),
      ).toFile(path)
    made.push([name, await readFile(path)])
  }
  return made
}

async function photo(width: number, height: number): Promise<string> {
  mkdirSync(cache, { recursive: true })
  const path = join(cache, `photo-${width}.jpg`)
  if (existsSync(path)) return path
  await writeFile(path, await sharp(sample).resize(width, height).jpeg({ quality: 92 }).toBuffer())
  return path
}

/** 8 bits a pixel through a palette, all of them 0. */
function bmp(): Uint8Array {
  const bytes = Buffer.alloc(14 + 40 + 1024 + side * side)
  bytes.write('BM')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(14 + 40 + 1024, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(side, 18)
  bytes.writeInt32LE(side, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(8, 28)
  return bytes
}
