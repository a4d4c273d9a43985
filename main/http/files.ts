/**
 * Answers requests for files and images: the window's own files, images, what a model saw of them, samples, uploads.
 * Pure WHATWG, so that Electron's custom scheme and the HTTP server share it. Knows no transport and no token.
 */
import { formatBytes } from '../../app/bytes'
import { imageAddress, uploadAddress, viewFromAddress } from '../../app/addresses'
import { Failure, toFailureData } from '../../app/failure'
import type { View } from '../../app/trace/step'
import { readFile } from 'node:fs/promises'
import { isImageId, type Images } from '../store/images'
import type { Thumb } from '../collections/thumbs'
import type { Uploads } from '../collections/uploads'
import type { RecordedRuns } from '../gallery/gallery'
import type { Samples } from '../resources/samples'
import { staticFile } from './static'
import { statusOf } from './status'

export interface FilesOptions {
  readonly images: Images
  readonly samples: Samples
  /** Recorded runs; absent: there are none. */
  readonly gallery?: Pick<RecordedRuns, 'path'>
  /** Files of traces and images beside them; absent: none are taken. */
  readonly uploads?: Pick<Uploads, 'receive'>
  /** Small images of traces of files; absent: there are none. */
  readonly thumb?: (collection: string, row: number, of: string) => Promise<Thumb>
  /** Finished data sets; absent: there are none. */
  readonly exports?: { readonly download: (id: string) => Promise<Response> }
  /** What was shared for download; absent: nothing is. */
  readonly sharing?: { readonly download: (id: string, name: string) => Promise<Response> }
  /** Folder of the built window. */
  readonly renderer: string
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
  readonly renderDisplay: (
    path: string,
    maxSide?: number,
  ) => Promise<{ readonly bytes: Uint8Array; readonly type: string }>
  /** Largest upload in bytes. */
  readonly uploadLimit?: number
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Libraries place style elements (scroll lock, resize cursors) and formulas style attributes; neither can run anything.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const everywhere: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
}

/** Content-addressed: what an address shows never changes. */
const forever = 'private, max-age=31536000, immutable'

/** Makes the function that answers a request. It never throws: a failure is an answer too. */
export function createFiles(options: FilesOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    let response: Response
    try {
      response = await answer(options, request)
    } catch (error) {
      const failure = toFailureData(error)
      response = Response.json(failure, { status: statusOf(failure.code) })
    }
    for (const [name, value] of Object.entries(everywhere)) response.headers.set(name, value)
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

/** Whether a path shows a person's images, and so needs more than knowing the address. */
export function isPrivate(pathname: string): boolean {
  return /^\/(images|thumbs|samples|gallery|uploads|exports|shares|port)(\/|$)/.test(pathname)
}

async function answer(options: FilesOptions, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const [first = '', second = '', third, ...more] = segments(url.pathname)
  if (request.method === 'POST' && first === uploadAddress && second === '') return upload(options, request)
  if (request.method === 'POST' && first === 'uploads' && second !== '' && third === undefined)
    return receive(options, request, { name: second, upload: url.searchParams.get('upload') ?? undefined })
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response('Only reading is possible here.', { status: 405 })
  if (first === 'images' && more.length === 0)
    return imageResponse(options, { id: second, what: third }, url.searchParams)
  if (first === 'thumbs' && options.thumb !== undefined && third !== undefined && more.length === 0)
    return thumbResponse(options.thumb, {
      collection: second,
      row: third,
      of: url.searchParams.get('of') ?? '',
    })
  if (first === 'exports' && options.exports !== undefined && third?.endsWith('.zip'))
    return options.exports.download(second)
  if (first === 'shares' && options.sharing !== undefined && third !== undefined && more.length === 0)
    return options.sharing.download(second, third)
  const shipped = first === 'samples' ? options.samples : first === 'gallery' ? options.gallery : undefined
  if (shipped !== undefined && third === undefined) {
    const { bytes, type } = await options.renderDisplay(await shipped.path(second), maxSide(url.searchParams))
    return bytesResponse(bytes, type, 'no-cache')
  }
  const file = await staticFile(options.renderer, segments(url.pathname))
  return bytesResponse(await readFile(file.path), file.type, file.hashed ? forever : 'no-cache')
}

async function imageResponse(
  { images, renderDisplay, renderView }: FilesOptions,
  { id, what }: { readonly id: string; readonly what: string | undefined },
  query: URLSearchParams,
): Promise<Response> {
  if (!isImageId(id)) throw new Failure('not-found', 'There is no such image.')
  const path = await images.path(id)
  if (what === undefined) {
    const { bytes, type } = await renderDisplay(path, maxSide(query))
    return bytesResponse(bytes, type, forever)
  }
  const view = what === 'view' ? viewFromAddress(id, query) : undefined
  if (view === undefined)
    throw new Failure('bad-input', `Nothing is shown at this address. ${imageAddress(id)} is the image.`)
  return bytesResponse(await renderView(path, view), 'image/png', forever)
}

async function thumbResponse(
  thumb: NonNullable<FilesOptions['thumb']>,
  { collection, row, of }: { readonly collection: string; readonly row: string; readonly of: string },
): Promise<Response> {
  // A row without an image is nothing wrong: an error would stand in the console for each.
  const none = () => new Response(null, { status: 204 })
  if (!/^\d{1,15}$/.test(row)) return none()
  const made = await thumb(collection, Number(row), of.slice(0, 200)).catch(() => undefined)
  return made === undefined ? none() : bytesResponse(made.bytes, made.type, 'private, max-age=3600')
}

function maxSide(query: URLSearchParams): number | undefined {
  const text = query.get('max')
  if (text === null) return undefined
  const side = Number(text)
  if (!Number.isInteger(side) || side < 1 || side > 16384)
    throw new Failure('bad-input', '“max” must be a whole number of pixels.')
  return side
}

async function upload({ images, uploadLimit = 500e6 }: FilesOptions, request: Request): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? NaN) > uploadLimit)
    throw new Failure('image-too-large', `The file is larger than ${formatBytes(uploadLimit)}.`)
  const name = decoded(request.headers.get('x-name') ?? 'image')
  return Response.json(await images.receive(chunksOf(request.body), name, uploadLimit))
}

/** A web stream is async iterable in Node; the standard library's type does not say so. No body is an empty one. */
function chunksOf(body: Request['body']): AsyncIterable<Uint8Array> {
  return (body ?? []) as unknown as AsyncIterable<Uint8Array>
}

/** A file of any size, straight to the disk. */
async function receive(
  { uploads }: FilesOptions,
  request: Request,
  about: { readonly name: string; readonly upload: string | undefined },
): Promise<Response> {
  if (uploads === undefined || request.body === null)
    throw new Failure('bad-input', 'There is no file in this request.')
  return Response.json(await uploads.receive({ ...about, body: chunksOf(request.body) }))
}

/** The parts of a path, decoded. */
function segments(pathname: string): string[] {
  return pathname.split('/').slice(1).map(decoded)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Failure('bad-input', 'The address is not encoded rightly.')
  }
}

function bytesResponse(bytes: Uint8Array, type: string, cache: string): Response {
  // A Buffer over ordinary memory; the type allows shared memory too, which these never are.
  const body = bytes as Uint8Array<ArrayBuffer>
  return new Response(body, { headers: { 'content-type': type, 'cache-control': cache } })
}
