/**
 * Serves the page that encodes one video (renderer/film), with what it needs, to one browser of this machine, and takes what it made.
 * Knows no browser and no project.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { viewFromAddress } from '../../app/addresses'
import { deferred } from '../../app/async'
import { Failure } from '../../app/failure'
import { madeFromQuery, type VideoPageMade, type VideoPageWork } from '../../app/sharing/video-page'
import type { StorySource } from '../figures/story-images'
import { createGate } from '../http/gate'
import { createLoopback, listenOnLoopback } from '../http/loopback'
import { staticFile } from '../http/static'
import type { ImageWork } from '../image-process/apart'
import { distPath, resourcePath } from '../resources/paths'

/** What to encode. */
export interface VideoPage {
  readonly source: StorySource
  readonly work: Omit<VideoPageWork, 'story' | 'fonts'>
  readonly images: Pick<ImageWork, 'renderDisplay' | 'renderView'>
  /** File that is written. */
  readonly to: string
  /** Frames that are done. */
  readonly told: (done: number, total: number) => void
}

/** The page, served. */
export interface ServedPage {
  /** Opens once: others can read the words a process was started with. */
  readonly address: string
  /** What was made. @throws Failure as the page says; rejects too where the file cannot be written. */
  readonly made: Promise<VideoPageMade>
  readonly close: () => Promise<void>
}

/** Serves it on 127.0.0.1. `asked`: told of every request of the browser. */
export async function servePage(page: VideoPage, asked: () => void): Promise<ServedPage> {
  const gate = createGate()
  let pass: string | undefined = randomBytes(24).toString('base64url')
  const { resolve, reject, promise: made } = deferred<VideoPageMade>()
  const take = async (request: IncomingMessage, url: URL) => {
    if (url.pathname === '/progress') {
      const { done, total } = progressShape.parse(JSON.parse(await text(request)))
      page.told(done, total)
    } else if (url.pathname === '/film') {
      await pipeline(request, createWriteStream(page.to)).catch((error: unknown) => reject(error))
      resolve(madeFromQuery(url.searchParams))
    } else if (url.pathname === '/failed') {
      const { message, detail } = failureShape.parse(JSON.parse(await text(request)))
      reject(new Failure('bad-input', message, detail))
    } else throw gone()
  }
  const { server, welcome } = createLoopback({
    answer: async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (gate.refuse(request) !== undefined) return end(response, 403)
      if (pass !== undefined && url.pathname === `/${pass}`) {
        pass = undefined
        response.setHeader('set-cookie', gate.cookie).setHeader('location', '/')
        return end(response, 303)
      }
      if (!gate.knows(request)) return end(response, 403)
      welcome(request)
      asked()
      try {
        if (request.method === 'POST') await take(request, url)
        const { bytes, type } = request.method === 'POST' ? nothing : await fileFor(page, url)
        response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(bytes)
      } catch (error) {
        end(response, error instanceof Failure && error.code === 'not-found' ? 404 : 500)
      }
    },
  })
  const port = await listenOnLoopback(server, 0, 0)
  return {
    address: `http://127.0.0.1:${port}/${pass}`,
    made,
    close: async () => {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

const progressShape = z.object({ done: z.number(), total: z.number() })
const failureShape = z.object({ message: z.string(), detail: z.string().optional() })

const policy =
  "default-src 'none'; script-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'"

interface Answer {
  readonly bytes: Uint8Array | string
  readonly type: string
}

const nothing: Answer = { bytes: '', type: 'text/plain' }

async function fileFor({ source, work, images }: VideoPage, url: URL): Promise<Answer> {
  const [first = '', id = '', what] = url.pathname.split('/').slice(1).map(decodeURIComponent)
  if (first === 'work.json') {
    const all: VideoPageWork = { ...work, story: source.story, fonts: fonts() }
    return { bytes: JSON.stringify(all), type: 'application/json' }
  }
  if (first === 'images') {
    const path = source.files[id]
    if (path === undefined) throw gone()
    if (what === undefined)
      return images.renderDisplay(path, Number(url.searchParams.get('max') ?? NaN) || undefined)
    const view = viewFromAddress(id, url.searchParams)
    if (view === undefined) throw gone()
    return { bytes: await images.renderView(path, view), type: 'image/png' }
  }
  const isFont = first === 'fonts'
  const parts = url.pathname.split('/').slice(isFont ? 2 : 1)
  const { path, type } = await staticFile(isFont ? resourcePath('fonts') : distPath('film'), parts)
  return { bytes: await readFile(path), type }
}

/** Noto Sans as it ships. */
function fonts(): VideoPageWork['fonts'] {
  const files = readdirSync(resourcePath('fonts')).filter((name) => name.endsWith('.woff'))
  return files.map((name) => ({ address: `fonts/${name}`, weight: name.includes('-600') ? 600 : 400 }))
}

function gone(): Failure {
  return new Failure('not-found', 'There is nothing at this address.')
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
