/** A hub on this machine that serves one repository, and misbehaves as it is told. */
import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a file is served wrongly. */
export type Fault =
  /** The connection breaks after so many bytes, every time. */
  | { readonly type: 'drop'; readonly after: number }
  /** It breaks after so many bytes, and never sends more than those. */
  | { readonly type: 'stuck'; readonly after: number }
  | { readonly type: 'wrong-content' }
  | { readonly type: 'too-long' }
  /** Ranges are ignored: everything comes from the beginning, complete only on the last of so many times. */
  | { readonly type: 'no-ranges'; readonly drops: number }
  | { readonly type: 'status'; readonly status: number; readonly times: number; readonly retryAfter?: string }

export interface FakeHub {
  readonly endpoint: string
  readonly commit: string
  readonly faults: Map<string, Fault>
  /** What was asked for: path and range. */
  readonly asked: {
    readonly path: string
    readonly range: string | undefined
    readonly token: string | undefined
  }[]
  /** Bytes of files sent in all. */
  readonly sent: () => number
  /** Resolves once whoever fetches has this much of a file; before, no connection is broken off. */
  arrived: (name: string, bytes: number) => Promise<unknown>
  readonly close: () => Promise<void>
}

const usualCommit = 'c0ffee'.padEnd(40, '0')

/** What the repository is called, and its only commit; `any`: the same files under every name, as every commit. */
export interface FakeNames {
  readonly repo?: string
  readonly commit?: string
  readonly any?: boolean
}

/** Serves these files, as owner/tiny where nothing else is said. Files larger than 1 kB are listed as large ones, with their sha256. */
export async function startFakeHub(
  files: Readonly<Record<string, Buffer>>,
  needsToken = false,
  { repo = 'owner/tiny', commit = usualCommit, any = false }: FakeNames = {},
): Promise<FakeHub> {
  const faults = new Map<string, Fault>()
  const isIts = (name: string | undefined) => any || name === repo
  const asked: FakeHub['asked'] = []
  let sent = 0
  const seen = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://hub').pathname)
    asked.push({ path, range: request.headers.range, token: request.headers.authorization })
    if (needsToken && request.headers.authorization !== 'Bearer secret')
      return void response.writeHead(401).end()
    const listed = /^\/api\/(?:models|datasets)\/(.+)\/revision\/(.+)$/.exec(path)
    if (
      listed !== null &&
      isIts(listed[1]) &&
      ['main', commit, ...(any ? [listed[2]] : [])].includes(listed[2])
    )
      return void response.end(
        JSON.stringify(listing(files, any && listed[2] !== 'main' ? String(listed[2]) : commit)),
      )
    if (path === '/api/models')
      return void response.end(JSON.stringify([{ id: repo, downloads: 7, tags: ['onnx', 'license:mit'] }]))
    const resolved = /^(?:\/datasets)?\/([^/]+\/[^/]+)\/resolve\/[0-9a-f]{40}\/(.+)$/.exec(path)
    const name = resolved !== null && isIts(resolved[1]) ? resolved[2] : undefined
    const data = name === undefined ? undefined : files[name]
    if (name === undefined || data === undefined) return void response.writeHead(404).end()
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    serve(response, data, {
      fault: faults.get(name),
      times,
      range: request.headers.range,
      count: (n) => (sent += n),
      arrived: (bytes) => hub.arrived(name, bytes),
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const hub: FakeHub = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commit,
    faults,
    asked,
    sent: () => sent,
    arrived: async () => undefined,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
  return hub
}

function listing(files: Readonly<Record<string, Buffer>>, commit: string) {
  const siblings = Object.entries(files).map(([rfilename, data]) => {
    const size = data.length
    if (size > 1024)
      return { rfilename, size, lfs: { sha256: createHash('sha256').update(data).digest('hex'), size } }
    return { rfilename, size, blobId: createHash('sha1').update(`blob ${size}\0`).update(data).digest('hex') }
  })
  return { sha: commit, siblings }
}

interface Serving {
  readonly fault: Fault | undefined
  readonly times: number
  readonly range: string | undefined
  readonly count: (bytes: number) => void
  readonly arrived: (bytes: number) => Promise<unknown>
}

function serve(
  response: ServerResponse,
  data: Buffer,
  { fault, times, range, count, arrived }: Serving,
): void {
  if (fault?.type === 'status' && times <= fault.times) {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
    return void response.writeHead(fault.status, headers).end()
  }
  const wanted = fault?.type === 'no-ranges' ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  if (wanted >= data.length && wanted > 0) return void response.writeHead(416).end()
  const right = data.subarray(wanted)
  const body =
    fault?.type === 'wrong-content'
      ? Buffer.alloc(right.length, 7)
      : fault?.type === 'too-long'
        ? Buffer.concat([right, Buffer.alloc(500)])
        : right
  response.writeHead(wanted > 0 ? 206 : 200, { 'content-length': body.length })
  const drops =
    fault?.type === 'drop' ||
    (fault?.type === 'stuck' && wanted + fault.after > 0) ||
    (fault?.type === 'no-ranges' && times <= fault.drops)
  if (!drops) {
    count(body.length)
    return void response.end(body)
  }
  const after =
    fault?.type === 'stuck' ? Math.max(0, fault.after - wanted) : fault?.type === 'drop' ? fault.after : 5000
  const part = body.subarray(0, after)
  count(part.length)
  if (part.length === body.length) return void response.end(body)
  // What a client has not read is lost with the connection.
  response.write(part)
  void arrived(wanted + part.length).then(() => response.destroy())
}
