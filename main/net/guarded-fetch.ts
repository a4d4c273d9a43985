/**
 * Requests to addresses that somebody else wrote: a hub's redirects, a trace's images. Only http and https; no private place
 * unless a person named exactly that origin; redirects are looked at one by one; a name is judged by what it resolves to at the
 * moment of connecting, so that a resolver cannot answer twice. Proxies are taken from the environment (then the proxy
 * resolves). Knows no hub and no image.
 */
import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { EnvHttpProxyAgent, fetch, type Dispatcher, type Response } from 'undici'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import { isPrivateAddress, isPrivateHost } from './private-address'

export interface GuardedFetch {
  /** @throws Failure `bad-input` (scheme), `private-address`, `denied` (a redirect to another scheme); what the network throws. */
  readonly get: (url: string, ask: GuardedAsk) => Promise<Response>
}

export interface GuardedAsk {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent to the first origin only. */
  readonly authorization?: string | undefined
  readonly signal: AbortSignal
}

export interface GuardedOptions {
  /** Whether a person named this origin (`https://host:port`), so that it may be a private one. */
  readonly trusted: (origin: string) => boolean
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly idleMs: number
  /** Finds all addresses of a name. Default: the system's way. */
  readonly resolve?: Resolve
}

type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void

const mostRedirects = 10
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Marks the error of a name that resolves to a private place. */
const privateCode = 'RELOOK_PRIVATE'

/** A client that does not go where it was not sent. */
export function createGuarded({ trusted, idleMs, resolve = lookup }: GuardedOptions): GuardedFetch {
  const limits = { bodyTimeout: idleMs, headersTimeout: idleMs }
  const open = new EnvHttpProxyAgent(limits)
  const guarded = new EnvHttpProxyAgent({ ...limits, connect: { lookup: publicOnly(resolve) } })
  const step = async (url: URL, ask: GuardedAsk, first: URL): Promise<Response> => {
    const allowed = trusted(url.origin)
    if (!allowed && isPrivateHost(url.hostname)) throw privatePlace(url)
    const headers: Record<string, string> = { ...ask.headers }
    if (ask.authorization !== undefined && url.origin === first.origin)
      headers['authorization'] = ask.authorization
    const dispatcher: Dispatcher = allowed ? open : guarded
    try {
      return await fetch(url, { dispatcher, headers, signal: ask.signal, redirect: 'manual' })
    } catch (error) {
      if (causes(error).some((e) => 'code' in e && e.code === privateCode)) throw privatePlace(url)
      throw error
    }
  }
  return {
    get: async (text, ask) => {
      const first = webAddress(text)
      let url = first
      for (let hops = 0; ; hops++) {
        const response = await step(url, ask, first)
        const location = response.headers.get('location')
        if (!redirects.has(response.status) || location === null) return response
        await response.body?.cancel().catch(() => undefined)
        if (hops >= mostRedirects)
          throw new Failure(
            'disconnected',
            `${first.host} sends from one address to the next without an end.`,
          )
        url = nextAddress(url, location)
      }
    },
  }
}

/** A web address. @throws Failure `bad-input` for another scheme, and for one with a name and a password in it. */
export function webAddress(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new Failure('bad-input', `“${text.slice(0, 200)}” is no web address.`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Failure('bad-input', `Only http and https addresses are fetched, not “${url.protocol}”.`)
  if (url.username !== '' || url.password !== '')
    throw new Failure('bad-input', 'An address with a name or a password in it is not taken.')
  return url
}

function nextAddress(from: URL, location: string): URL {
  let url: URL
  try {
    url = webAddress(new URL(location, from).href)
  } catch (error) {
    const why = error instanceof Failure ? error.message : 'It is no web address.'
    throw new Failure(
      'denied',
      `${from.host} sends on to “${location.slice(0, 200)}”, which is refused. ${why}`,
    )
  }
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw new Failure('denied', `${from.host} sends on from https to http (${url.host}), which is refused.`)
  return url
}

function privatePlace(url: URL): Failure {
  return new Failure(
    'private-address',
    `${url.host} is on this machine or in its local network. Relook goes there only when you name it yourself.`,
  )
}

/** Fails when any of the answers is private: which one is taken is not ours to say. */
function publicOnly(resolve: Resolve): LookupFunction {
  return (name, options, done) =>
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, [])
      if (found.length === 0 || found.some(({ address }) => isPrivateAddress(address)))
        return done(Object.assign(new Error(`${name} is private`), { code: privateCode }), [])
      const [one] = found
      if (options.all === true || one === undefined) done(null, found)
      else done(null, one.address, one.family)
    })
}

/** An error and what it was caused by. */
function causes(error: unknown): readonly Error[] {
  const list: Error[] = []
  for (let e = error; e instanceof Error && list.length < 8; e = e.cause) {
    list.push(e)
    if (e instanceof AggregateError) list.push(...e.errors.filter((x) => x instanceof Error))
  }
  return list
}

/** A body's bytes. @throws Failure `bad-input` as soon as it is longer than this. */
export async function bodyWithin(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels the body.
  for await (const part of response.body ?? []) {
    length += part.byteLength
    if (length > limit)
      throw new Failure(
        'bad-input',
        `The answer is longer than ${formatBytes(limit)}; it was not read further.`,
      )
    parts.push(part)
  }
  return Buffer.concat(parts)
}
