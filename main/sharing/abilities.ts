/** The contract's lines about sharing, and the downloads that come of it where there is no native dialog. */
import { createReadStream } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { createChannel } from '../../app/async'
import { Failure } from '../../app/failure'
import { fileNameFrom } from '../../app/file-name'
import { msg } from '../../app/message'
import type { HostImplementation } from '../../app/host'
import {
  shareFormats,
  type ShareEvent,
  type ShareRequest,
  type sharingContract,
} from '../../app/host/sharing'
import { folderAsZip } from '../exporting/download'
import type { OpenSource } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import type { Shell } from '../shell/shell'
import { removeTree } from '../store/own-folder'
import type { Store } from '../store/store'
import { performShare } from './perform'

/** What sharing is made of. */
export interface SharingOptions {
  readonly store: Pick<Store, 'folder' | 'images' | 'projects'>
  readonly openSource: OpenSource
  readonly renderShared: ImageWork['renderShared']
  readonly draw: ImageWork['draw']
  readonly gif: ImageWork['gif']
  readonly shell: Shell
  /** Of Relook. */
  readonly version: string
  readonly newId: () => string
}

/** Sharing, ready. */
export interface SharingServices {
  readonly abilities: Pick<HostImplementation, keyof typeof sharingContract>
  /** Answers the address of a download. @throws Failure `not-found`. */
  readonly download: (id: string, name: string) => Promise<Response>
}

/** Everything about sharing. What was made for download before goes: whoever wanted it has it. */
export async function createSharing(options: SharingOptions): Promise<SharingServices> {
  const folder = join(options.store.folder, 'shares')
  for (const name of await readdir(folder).catch(() => [])) await removeTree(join(folder, name), folder)
  return {
    abilities: {
      share: ({ request }, signal) => share(options, folder, { request, signal }),
    },
    download: async (id, name) => {
      const path = join(folder, checked(id), checked(name.replace(/\.zip$/, '')))
      const info = await stat(path).catch(() =>
        stat(join(folder, checked(id), checked(name))).catch(() => undefined),
      )
      if (info === undefined)
        throw new Failure('not-found', 'What was shared no longer exists. Share it again.')
      if (info.isDirectory()) return attachment(folderAsZip(path), name)
      // Node's and the standard library's types of the same class.
      const body = Readable.toWeb(createReadStream(join(folder, id, name))) as ReadableStream
      return attachment(new Response(body, { headers: { 'content-length': String(info.size) } }), name)
    },
  }
}

/** Nothing that can climb or hide. @throws Failure `not-found`. */
function checked(name: string): string {
  if (name !== '' && basename(name) === name && !name.startsWith('.') && !name.includes('\\')) return name
  throw new Failure('not-found', 'There is nothing at this address.')
}

/** Kept by a browser, never shown as a page of ours. */
function attachment(response: Response, name: string): Response {
  response.headers.set('content-type', 'application/octet-stream')
  response.headers.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
  response.headers.set('cache-control', 'no-store')
  return response
}

async function* share(
  options: SharingOptions,
  folder: string,
  { request, signal }: { readonly request: ShareRequest; readonly signal: AbortSignal },
): AsyncGenerator<ShareEvent> {
  const { ending = '', kind = '' } = shareFormats.find((f) => f.id === request.format) ?? {}
  const name = `${fileNameFrom(request.title, 'traces')}${ending}`
  const id = options.newId()
  const chosen = await options.shell.chooseSave?.({
    title: msg('Share'),
    name,
    ...(ending === '' ? {} : { kind }),
  })
  if (chosen === null) return yield { type: 'dismissed' }
  const to = chosen ?? join(folder, id, name)
  if (chosen === undefined) await mkdir(dirname(to), { recursive: true })
  const events = createChannel<ShareEvent>(signal)
  const work = performShare({
    ...options,
    request,
    to,
    // The native dialog has asked.
    replace: chosen !== undefined,
    signal,
    progress: (done, total) => events.push({ type: 'progress', done, total }),
  })
  const ended = work.then(
    ({ path, ...facts }) => {
      const sent = request.format === 'site' ? `${name}.zip` : name
      const download = `shares/${id}/${encodeURIComponent(sent)}`
      const where = chosen === undefined ? { name: sent, download } : { name, path }
      events.push({ type: 'done', ...where, ...facts })
      events.end()
    },
    (error: unknown) => events.fail(error),
  )
  try {
    yield* events
  } finally {
    await ended
    if (signal.aborted) await removeTree(join(folder, id), folder)
  }
}
