/**
 * Clients that leave at every stage of a conversation, say nothing, say it slowly, or say what is no HTTP and no WebSocket: with and
 * without the token. Everything goes to the host on loopback that is given. Knows no host's inside.
 */
import { connect, type Socket } from 'node:net'
import { randomFrom, type Random } from './random'

export interface Target {
  readonly port: number
  readonly token: string
}

/** What a client sends, piece by piece, with a pause before each; then how it leaves. */
interface Plan {
  readonly pieces: readonly (string | Buffer)[]
  readonly pauseMs: number
  readonly leave: 'reset' | 'end' | 'half-open' | 'stay'
  /** Stops reading what comes. */
  readonly deaf: boolean
}

/** Connects so many times, so many at once. Resolves when all have left. */
export async function rudeClients(
  target: Target,
  n: number,
  { seed, atOnce = 64 }: { seed: number; atOnce?: number },
) {
  const random = randomFrom(seed)
  let next = 0
  const one = async () => {
    while (next < n) {
      next++
      await perform(target.port, plan(target, random))
    }
  }
  await Promise.all(Array.from({ length: Math.min(n, atOnce) }, one))
}

function plan({ port, token }: Target, random: Random): Plan {
  const text = conversation(port, token, random)
  const cut = random.pick([text, text, text.subarray(0, random.below(text.length + 1))])
  return {
    pieces: inPieces(cut, random),
    pauseMs: random.pick([0, 0, 0, 1, 5]),
    leave: random.pick(['reset', 'reset', 'reset', 'end', 'half-open', 'stay']),
    deaf: random.below(4) === 0,
  }
}

function conversation(port: number, token: string, random: Random): Buffer {
  const host = random.pick([
    `127.0.0.1:${port}`,
    `127.0.0.1:${port}`,
    'evil.example',
    '',
    `localhost:${port}`,
  ])
  const proof = random.pick([
    '',
    `Authorization: Bearer ${token}\r\n`,
    'Authorization: Bearer wrong\r\n',
    'Origin: https://evil.example\r\n',
    `Sec-WebSocket-Protocol: relook, ${token}\r\n`,
  ])
  const head = (line: string, more = '') => `${line} HTTP/1.1\r\nHost: ${host}\r\n${proof}${more}\r\n`
  const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const length = random.below(100_000)
  return Buffer.concat(
    [
      () => [head('GET /')],
      () => [head('GET /port', upgrade)],
      () => [head('GET /port', upgrade + key)],
      () => [head('GET /nowhere', upgrade + key)],
      () => [
        head('GET /port', `${upgrade}${key}Authorization: Bearer ${token}\r\n`),
        ...Array.from({ length: 1 + random.below(6) }, () => frame(random)),
      ],
      () => [head('POST /images', `Content-Length: ${length}\r\n`), random.bytes(random.below(3000))],
      () => [head('POST /uploads/a.jsonl', 'Transfer-Encoding: chunked\r\n'), `${random.below(999)}\r\nabc`],
      () => [head('POST /images', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n'), 'zz\r\n'],
      () => Array.from({ length: 40 }, () => head('GET /')),
      () => [`GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'a'.repeat(random.below(100_000))}`],
      () => [
        `GET / HTTP/${random.below(4)}.${random.below(4)}\r\n${'a: b\r\n'.repeat(random.below(3000))}\r\n`,
      ],
      () => [random.bytes(random.below(2000))],
      () => [
        head(
          `${random.pick(['PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'X'])} ${random.pick(['/', '*', 'a:1', '//'])}`,
        ),
      ],
      () => [head(`GET /${'%'.repeat(random.below(50))}\u0000`)],
    ]
      [random.below(14)]?.()
      .map((part) => Buffer.from(part)) ?? [],
  )
}

/** A frame with whatever opcode, flags, mask and length; the length is not always kept. */
function frame(random: Random): Buffer {
  const body = random.pick([
    random.bytes(random.below(200)),
    Buffer.from('{"t":"ask","id":1,"name":"projects","input":{}}'),
    Buffer.from('{"t":"ask","id":1,"name":"__proto__","input":{}}'),
    Buffer.from('{"t":"leave","id":1}'),
    Buffer.from('[1,2'),
  ])
  const first = random.pick([0x81, 0x81, 0x01, 0x80, 0x88, 0x89, 0x8a, 0xf1, 0x83, random.below(256)])
  const masked = random.below(8) > 0 ? 0x80 : 0
  const huge = random.below(10) === 0
  const size = huge
    ? Buffer.from([masked | 127, ...random.bytes(8)])
    : body.length < 126
      ? Buffer.from([masked | body.length])
      : Buffer.from([masked | 126, body.length >> 8, body.length & 255])
  const mask = random.bytes(masked === 0 ? 0 : 4)
  const covered = Buffer.from(body.map((byte, i) => (masked === 0 ? byte : byte ^ (mask[i % 4] ?? 0))))
  return Buffer.concat([Buffer.from([first]), size, mask, covered])
}

function inPieces(data: Buffer, random: Random): Buffer[] {
  const count = random.pick([1, 1, 2, 3])
  const cuts = [
    ...Array.from({ length: count - 1 }, () => random.below(data.length + 1)),
    0,
    data.length,
  ].sort((a, b) => a - b)
  return cuts.slice(1).map((end, i) => data.subarray(cuts[i], end))
}

async function perform(port: number, { pieces, pauseMs, leave, deaf }: Plan): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  await Promise.race([event(socket, 'connect'), event(socket, 'close')])
  if (deaf) socket.pause()
  else socket.resume()
  for (const piece of pieces) {
    if (pauseMs > 0) await sleep(pauseMs)
    if (socket.destroyed) return
    socket.write(piece)
  }
  if (leave === 'stay') await Promise.race([event(socket, 'close'), sleep(30)])
  if (leave === 'half-open') {
    socket.end()
    await Promise.race([event(socket, 'close'), sleep(10)])
  }
  if (leave === 'end') {
    socket.end()
    await Promise.race([event(socket, 'end'), event(socket, 'close'), sleep(20)])
    socket.destroy()
  } else socket.resetAndDestroy()
}

/** Clients that hold a connection open and send almost nothing. Returns the way to let go of them. */
export async function slowClients(port: number, n: number): Promise<() => void> {
  const sockets = Array.from({ length: n }, () => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => undefined)
    return socket
  })
  await Promise.all(sockets.map((s) => Promise.race([event(s, 'connect'), event(s, 'close')])))
  for (const socket of sockets) socket.write('GET / HT')
  const drip = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write('T')
  }, 500)
  return () => {
    clearInterval(drip)
    for (const socket of sockets) socket.resetAndDestroy()
  }
}

function event(socket: Socket, name: string): Promise<void> {
  return new Promise((done) => socket.once(name, () => done()))
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

/** Milliseconds until the host's page is there, on a connection of its own. */
export async function answerMs(port: number): Promise<number> {
  const from = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`The host answers ${response.status}.`)
  return performance.now() - from
}
