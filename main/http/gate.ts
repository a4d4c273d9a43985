/**
 * Who may speak to the headless server. Three locks: the Host header names this machine (a name that a foreign DNS points
 * here does not), the Origin is the page itself, and the token is known. Knows no route.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Gate {
  readonly token: string
  /** `Set-Cookie` value that lets the page's images through. */
  readonly cookie: string
  /** Why a request comes from the wrong place; undefined when it may go on. */
  readonly refuse: (request: IncomingMessage) => string | undefined
  /**
   * A word that opens the door once, within five minutes: for places others can read, such as a list of processes or the
   * history of a browser. Whoever comes in by it gets the cookie.
   */
  readonly pass: () => string
  /** Whether the request carries the token (as cookie, as WebSocket protocol, or as bearer), or a pass, which is then used up. */
  readonly knows: (request: IncomingMessage) => boolean
  /** The WebSocket protocol to answer with. */
  readonly protocolOf: (offered: ReadonlySet<string>) => string | false
}

/** A browser that has to start first takes its time. */
const passMs = 5 * 60_000

const own = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/** A gate with a random token, or the given one. */
export function createGate(token = newWord(), now: () => number = Date.now): Gate {
  // Cookies do not know ports: two servers on one machine need two names.
  const name = `relook-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`
  const same = (text: string | undefined) => text !== undefined && equal(text, token)
  const passes = new Map<string, number>()
  const isPass = (text: string) => {
    const until = passes.get(text)
    return until !== undefined && passes.delete(text) && now() < until
  }
  return {
    token,
    cookie: `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    pass: () => {
      for (const [word, until] of passes) if (now() >= until) passes.delete(word)
      const word = newWord()
      passes.set(word, now() + passMs)
      return word
    },
    refuse: ({ headers }) => {
      if (!own.test(headers.host ?? '')) return 'This server answers only to this machine’s own address.'
      if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
        return 'This server answers only to its own page.'
      return undefined
    },
    knows: ({ headers }) =>
      same(cookieIn(headers.cookie, name)) ||
      same(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]) ||
      protocolsIn(headers['sec-websocket-protocol']).some((p) => same(p) || same(tokenIn(p)) || isPass(p)),
    protocolOf: (offered) => {
      const plain = [...offered].find((p) => p === 'relook')
      return plain ?? [...offered][0] ?? false
    },
  }
}

function newWord(): string {
  return randomBytes(24).toString('base64url')
}

function protocolsIn(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').map((p) => p.trim())
}

/** `relook.TOKEN`, for clients that name what the word is. */
function tokenIn(protocol: string): string | undefined {
  return /^relook\.(.+)$/.exec(protocol)?.[1]
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

/** Takes the same time wherever the first difference is. */
function equal(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
