/**
 * Images read in processes that can be ended: what comes in by one, so many at a time, and what is looked at by another, so that
 * nobody who moves a region waits for a large file. The host's own thread decodes nothing.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { given } from '../../app/given'
import { createSemaphore } from '../../app/async'
import type { Client } from '../../app/contract'
import type { CropStats } from '../../app/checks'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Box } from '../../app/geometry/box'
import type { View } from '../../app/trace/step'
import { regionStats } from './stats'
import type { EngineProcess } from '../models/engine'
import { createApart, type ApartOptions } from '../ports/apart'
import { temporaryOf } from '../store/folder'
import type { BringImage, IncomingImage } from '../store/images'
import { imagesContract } from './contract'
import type { DrawEvent, DrawWork } from '../figures/draw'
import type { GifEvent, GifWork } from '../figures/gif'
import { renderDisplay, type ImageFile } from '../images/display'
import { bringImage } from './import-file'
import { deadlineMs, memoryLimit } from './limits'
import { renderShared, type SharedPicture, type SharedWish } from '../images/shared'
import { renderView } from '../images/view'

/** All that is done with pixels for the host. */
export interface ImageWork {
  readonly bring: BringImage
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
  readonly renderDisplay: (path: string, maxSide?: number) => Promise<ImageFile>
  readonly renderShared: (path: string, wish: SharedWish) => Promise<SharedPicture>
  /** Writes a file of figures. `told`: how far it is. @throws Failure `bad-input`; `cancelled`, and leaves nothing then. */
  readonly draw: (work: DrawWork, told: (event: DrawEvent) => void, signal: AbortSignal) => Promise<void>
  /** Writes the film of a trace. `told`: how far it is. @throws Failure `cancelled`, and leaves nothing then. */
  readonly gif: (work: GifWork, told: (event: GifEvent) => void, signal: AbortSignal) => Promise<void>
  readonly regionStats: (
    path: string,
    regions: readonly Box<'image'>[],
  ) => Promise<readonly (CropStats | null)[]>
  /** Starts what a window asks first: images of what there is. */
  readonly prepare: () => void
  /** Starts what brings images in: a file that names some is about to be opened. */
  readonly expect: () => void
  /** Ends what is being done. */
  readonly close: () => void
}

/** In this process: for tests of something else. */
export const imagesHere: ImageWork = {
  bring: (source, incoming, to) => bringImage({ source, ...incoming, to }),
  renderView,
  renderDisplay,
  renderShared,
  draw: async (work, told, signal) => {
    for await (const event of (await import('../figures/draw')).draw(work, signal)) told(event)
  },
  gif: async (work, told, signal) => {
    for await (const event of (await import('../figures/gif')).drawGif(work, signal)) told(event)
  },
  regionStats,
  prepare: () => undefined,
  expect: () => undefined,
  close: () => undefined,
}

const atOnce = { bring: 4, look: 3 } as const
/** A process that nobody needs is ended, and with it the pixels that it keeps. */
const idleMs = 5 * 60_000
/** Bytes that are handed over as they are; more go by a file, so that nobody's thread copies them. */
const handedOver = 256 * 1024

/** Milliseconds for a file of figures or a film: two hundred pages, or ten minutes of film, take a tenth of it. */
const drawingMs = 60 * 60_000

/** How images are read. */
export interface ApartImages {
  /** Milliseconds for one image. */
  readonly deadline?: number
  /** An image that is sure to be good, and who is told (once) when not even that can be read. */
  readonly trial?: { readonly path: string; readonly onNone: (how: string) => void }
}

/** In processes of their own. */
export function imagesApart(
  start: () => EngineProcess,
  { deadline = deadlineMs, trial }: ApartImages = {},
): ImageWork {
  let tried = trial === undefined
  const givenUp = (what: string, how?: string) => {
    if (how !== undefined && !tried) void tryOnce()
    return new Failure('image-too-large', reasonOf(what, how, deadline))
  }
  const parts = { contract: imagesContract, start, deadlineMs: deadline, idleMs, givenUp }
  const coming = createApart({ ...parts, atOnce: atOnce.bring })
  const looking = createApart({ ...parts, atOnce: atOnce.look })
  const drawing = createDrawing({ ...parts, atOnce: 2, deadlineMs: drawingMs })
  /** A process died at an image: was it the image, or does reading images end every process here? */
  const tryOnce = async () => {
    tried = true
    const path = trial?.path ?? ''
    await looking
      .use('The image', (process) => process.display({ path, maxSide: 16 }))
      .catch((error: unknown) => trial?.onNone(error instanceof Error ? error.message : String(error)))
  }
  const largeOnes = createSemaphore(1)
  const bring: BringImage = async (source, incoming, to) => {
    const asked = (large: boolean) =>
      coming.use(`“${incoming.name}”`, (process) => process.bring({ source, incoming, to, large }))
    try {
      return await asked(false)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'busy') throw error
      return largeOnes.use(() => asked(true))
    }
  }
  return {
    bring: (source, incoming, to) => asFile(source, to, (file) => bring(file, incoming, to)),
    renderView: (path, view) => looking.use('The image', (process) => process.view({ path, view })),
    renderDisplay: async (path, maxSide) => {
      const { bytes, type } = await looking.use('The image', (process) =>
        process.display({ path, ...given({ maxSide }) }),
      )
      return { bytes: bytes ?? (await readFile(path)), type }
    },
    renderShared: (path, wish) => looking.use('The image', (process) => process.shared({ path, wish })),
    draw: drawing.draw,
    gif: drawing.gif,
    regionStats: (path, regions) => looking.use('The image', (process) => process.stats({ path, regions })),
    prepare: looking.prepare,
    expect: coming.prepare,
    close: () => {
      coming.close()
      looking.close()
      drawing.close()
    },
  }
}

/** What is drawn where images are read, in a process of its own: it may take minutes. */
function createDrawing(options: ApartOptions<typeof imagesContract>) {
  const apart = createApart(options)
  type Ask<W, E> = (process: Client<typeof imagesContract>, work: W, signal: AbortSignal) => AsyncIterable<E>
  const following =
    <W, E>(what: string, ask: Ask<W, E>) =>
    (work: W, told: (event: E) => void, signal: AbortSignal): Promise<void> =>
      apart.use(what, async (process) => {
        for await (const event of ask(process, work, signal)) told(event)
        throwIfCancelled(signal)
      })
  return {
    draw: following('The figure', (process, work: DrawWork, signal) => process.draw(work, signal)),
    gif: following('The film', (process, work: GifWork, signal) => process.gif(work, signal)),
    close: apart.close,
  }
}

async function asFile<T>(
  source: IncomingImage,
  to: string,
  work: (source: IncomingImage) => Promise<T>,
): Promise<T> {
  if (!('bytes' in source) || source.bytes.length <= handedOver) return work(source)
  const path = temporaryOf(to)
  try {
    await writeFile(path, source.bytes, { mode: 0o600 })
    return await work({ path, own: true })
  } finally {
    await rm(path, { force: true })
  }
}

function reasonOf(what: string, how: string | undefined, deadline: number): string {
  if (how === undefined)
    return `${what} took longer than ${Math.round(deadline / 1000)} s to read, and was given up.`
  if (how === `exit code ${memoryLimit.exitCode}`)
    return `${what} needs more than ${memoryLimit.bytes / 2 ** 30} GB of memory to be read, and was given up.`
  return `${what} ended the process that reads images (${how}), and was given up.`
}
