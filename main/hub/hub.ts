/**
 * A Hugging Face-compatible hub over HTTP: what a repository holds, and the bytes of a file from an offset on. Proxies are taken
 * from the environment. The token goes into a header and nowhere else.
 * Source of the addresses: huggingface_hub, hf_api.py (`model_info`, files_metadata; `list_models`) and file_download.py (`hf_hub_url`).
 */
import type { Response } from 'undici'
import { z } from 'zod'
import { given } from '../../app/given'
import { pause } from '../../app/async'
import { Failure, throwIfCancelled } from '../../app/failure'
import { isRepository, isRevision } from '../../app/host/hub-names'
import type { FoundRepository } from '../../app/host/models'
import { pathProblem } from '../../app/file-name'
import { bodyWithin, createGuarded, webAddress } from '../net/guarded-fetch'
import type { HubFile } from './plan'

export interface HubOptions {
  readonly endpoint: string
  readonly token?: string | undefined
  /** Attempts at one request that fails in passing. */
  readonly attempts?: number
  /** Milliseconds before the second attempt; doubles. */
  readonly backoffMs?: number
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly idleMs?: number
}

export interface RepositoryListing {
  readonly commit: string
  readonly files: readonly HubFile[]
}

export interface Hub {
  /** @throws Failure `not-found`, `denied`, `disconnected`. */
  readonly list: (repository: RepositoryAddress, signal: AbortSignal) => Promise<RepositoryListing>
  /** Models with ONNX graphs whose names have these words, most downloaded first. @throws Failure `disconnected`. */
  readonly search: (words: string, signal: AbortSignal) => Promise<readonly FoundRepository[]>
  /** The bytes from `offset` on; `offset` 0 where the hub does not take ranges. @throws Failure */
  readonly open: (address: FileAddress, offset: number, signal: AbortSignal) => Promise<HubStream>
}

/** What a repository holds; the hub keeps them apart. Absent: models. */
export type RepositoryKind = 'models' | 'datasets'

export interface RepositoryAddress {
  readonly kind?: RepositoryKind
  readonly repo: string
  readonly revision: string
}

export interface FileAddress {
  readonly kind?: RepositoryKind
  readonly repo: string
  readonly commit: string
  readonly path: string
}

export interface HubStream {
  readonly offset: number
  readonly chunks: AsyncIterable<Uint8Array>
}

const info = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().optional(),
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string(), size: z.number().int().nonnegative() }).nullish(),
    }),
  ),
})

const matches = z.array(
  z.looseObject({
    id: z.string(),
    downloads: z.number().optional(),
    tags: z.array(z.string()).optional(),
  }),
)
/** So many are shown of a search. */
const mostFound = 20

/** Statuses worth another attempt. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])
/** Longest wait a hub may ask for. */
const longestMs = 60_000
/** Longest list of files that is read: some 300,000 files. */
const longestListing = 64e6
/** Longest time for one list, however slowly it comes. */
const listingMs = 120_000

/** Asks one hub for what is at a path, again where it fails in passing. */
type AskHub = (path: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>

function createAsk(
  base: string,
  { token, attempts = 5, backoffMs = 500, idleMs = 60_000 }: HubOptions,
): AskHub {
  const { origin } = webAddress(base)
  // A person set this hub, so it may be in the local network; where it sends on to was not set by anybody.
  const guarded = createGuarded({ trusted: (other) => other === origin, idleMs })
  const authorization = token === undefined ? undefined : `Bearer ${token}`
  return async (path, headers, signal) => {
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(signal)
      const response = await guarded
        .get(`${base}${path}`, { headers, authorization, signal })
        .catch((error: unknown) => {
          throwIfCancelled(signal)
          // Refused for what it is: another attempt would not change that.
          if (error instanceof Failure) throw error
          return error instanceof Error ? error : new Error(String(error))
        })
      if (!(response instanceof Error) && (response.ok || !passing.has(response.status))) return response
      if (!(response instanceof Error)) await response.body?.cancel()
      if (attempt >= attempts) throw lost(base, response)
      const asked = response instanceof Error ? 0 : waitAsked(response)
      await pause(Math.min(longestMs, Math.max(asked, backoffMs * 2 ** (attempt - 1))), signal)
    }
  }
}

/** A client for one hub. */
export function createHub(options: HubOptions): Hub {
  const { endpoint, token } = options
  const base = endpoint.replace(/\/+$/, '')
  const ask = createAsk(base, options)
  return {
    list: async ({ repo, revision, kind = 'models' }, given) => {
      checkNames(repo, revision)
      const signal = AbortSignal.any([given, AbortSignal.timeout(listingMs)])
      const path = `/api/${kind}/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`
      const response = await ask(path, { accept: 'application/json' }, signal)
      if (!response.ok) throw refused(response.status, repo, token !== undefined)
      const read = info.safeParse(await jsonOf(response, given, base))
      if (!read.success)
        throw new Failure(
          'model-unavailable',
          `${base} did not answer as a model hub does.`,
          z.prettifyError(read.error),
        )
      return { commit: read.data.sha, files: read.data.siblings.flatMap(fileOf) }
    },
    search: async (words, given) => {
      const signal = AbortSignal.any([given, AbortSignal.timeout(listingMs)])
      const query = new URLSearchParams({ search: words, filter: 'onnx', sort: 'downloads', direction: '-1' })
      const response = await ask(
        `/api/models?${query}&limit=${mostFound}`,
        { accept: 'application/json' },
        signal,
      )
      if (!response.ok)
        throw new Failure('disconnected', `The hub refused the search (status ${response.status}).`)
      const read = matches.safeParse(await jsonOf(response, given, base))
      if (!read.success) throw new Failure('model-unavailable', `${base} did not answer as a model hub does.`)
      return read.data.slice(0, mostFound).flatMap(foundOf)
    },
    open: async ({ kind, repo, commit, path }, offset, signal) => {
      checkNames(repo, commit)
      const encoded = path.split('/').map(encodeURIComponent).join('/')
      const range: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {}
      const response = await ask(
        `${kind === 'datasets' ? '/datasets' : ''}/${repo}/resolve/${commit}/${encoded}`,
        { ...range, 'accept-encoding': 'identity' },
        signal,
      )
      // Asked for bytes beyond the end: the file on the hub is shorter than what is here.
      if (response.status === 416) return { offset: 0, chunks: nothing() }
      if (!response.ok) throw refused(response.status, `${repo}/${path}`, token !== undefined)
      const from = response.status === 206 ? offset : 0
      return { offset: from, chunks: response.body ?? nothing() }
    },
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // No bytes.
}

/** @throws Failure `bad-input` for what no hub calls anything: `a/..` would be another place, here and there. */
function checkNames(repo: string, revision: string): void {
  if (!isRepository(repo))
    throw new Failure('bad-input', `“${repo.slice(0, 200)}” is no repository. A repository is owner/name.`)
  if (!isRevision(revision))
    throw new Failure('bad-input', `“${revision.slice(0, 200)}” is no branch, tag or commit.`)
}

/** The body as JSON; undefined when it is none. @throws Failure when it is endless, in length or in time. */
async function jsonOf(response: Response, signal: AbortSignal, base: string): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await bodyWithin(response, longestListing)).toString('utf8')) as unknown
  } catch (error) {
    throwIfCancelled(signal)
    if (error instanceof Failure || error instanceof SyntaxError === false)
      throw new Failure('model-unavailable', `${base} did not send a list of files that ends.`, String(error))
    return undefined
  }
}

/** A path that no disk can have as it is, or that leaves its folder, is not taken from anybody. */
function fileOf({ rfilename: path, size, blobId, lfs }: z.infer<typeof info>['siblings'][number]): HubFile[] {
  if (pathProblem(path) !== undefined) return []
  if (lfs !== undefined && lfs !== null) return [{ path, size: lfs.size, sha256: lfs.sha256 }]
  return size === undefined ? [] : [{ path, size, ...given({ gitSha1: blobId }) }]
}

/** A name that is none is passed over: it could not be looked up. */
function foundOf({ id, downloads, tags }: z.infer<typeof matches>[number]): FoundRepository[] {
  if (!isRepository(id)) return []
  const licence = tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length)
  return [{ repo: id, ...given({ downloads, licence }) }]
}

function waitAsked(response: Response): number {
  const value = response.headers.get('retry-after')
  if (value === null) return 0
  const seconds = Number(value)
  return Number.isFinite(seconds) ? seconds * 1000 : Math.max(0, Date.parse(value) - Date.now()) || 0
}

function lost(base: string, reason: Response | Error): Failure {
  if (!(reason instanceof Error)) {
    const what =
      reason.status === 429 ? 'asks to come back later (too many requests)' : `fails (${reason.status})`
    return new Failure('disconnected', `${base} ${what}. What has been downloaded is kept; try again later.`)
  }
  const cause = reason.cause instanceof Error ? reason.cause.message : reason.message
  return new Failure('disconnected', `${base} cannot be reached: ${cause}. What has been downloaded is kept.`)
}

function refused(status: number, what: string, withToken: boolean): Failure {
  if (status === 404) return new Failure('not-found', `There is no ${what} on this hub (or it is private).`)
  if (status === 401 || status === 403) {
    const why = withToken
      ? 'The token does not give access to it.'
      : 'A token is needed (Settings, or HF_TOKEN).'
    return new Failure('denied', `${what} is not open to everybody. ${why}`)
  }
  return new Failure('disconnected', `The hub refused ${what} (status ${status}).`)
}
