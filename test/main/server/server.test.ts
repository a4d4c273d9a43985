import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { imageAddress, viewAddress } from '../../../app/addresses'
import type { ImageRef } from '../../../app/trace/project'
import { createGate } from '../../../main/http/gate'
import { startServer, type RunningServer } from '../../../main/http/server'
import { testFolderForAll } from '../../builders/folder'
import { sayingModel } from '../../builders/model'
import { engineOf, png } from '../../builders/services'
import { box } from '../../../app/geometry/box'

let server: RunningServer
const folder = testFolderForAll()

beforeAll(async () => {
  server = await startServer({
    port: 0,
    dataFolder: folder(),
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(sayingModel([])),
  })
})
afterAll(() => server.close())

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A request as written: nothing is tidied up on the way, unlike with fetch. */
function ask(path: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Answer> {
  const method = body === undefined ? 'GET' : 'POST'
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const known = () => ({ authorization: `Bearer ${server.token}` })
const upload = async (bytes: Uint8Array, name = 'a.png') =>
  ask('/images', { ...known(), 'x-name': encodeURIComponent(name) }, bytes)

/** Opens the port and tells how that went. */
function openPort(
  protocols: string[],
  headers: Record<string, string> = {},
  path = '/port',
): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers })
    socket.on('open', () => {
      resolve('open')
      socket.close()
    })
    socket.on('unexpected-response', (_, response) => {
      resolve(String(response.statusCode))
      socket.terminate()
    })
    socket.on('error', () => undefined)
  })
}

describe('a pass', () => {
  test('opens once, and lets whoever came in by it stay', async () => {
    const pass = new URL(server.passing()).hash.replace('#token=', '')
    expect(pass).not.toBe(server.token)
    const cookie = await new Promise<string>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/port`, ['relook', pass])
      socket.on('upgrade', ({ headers }) => resolve(headers['set-cookie']?.[0]?.split(';')[0] ?? ''))
      socket.on('open', () => socket.close())
      socket.on('error', reject)
    })
    // Read out of a list of processes afterwards, it is worth nothing.
    expect(await openPort(['relook', pass])).toBe('401')
    // The page comes back with its cookie, and with the pass it remembers.
    expect(await openPort(['relook', pass], { cookie })).toBe('open')
  })

  test('is given to those who know the token, by a request', async () => {
    expect((await ask('/pass', {}, new Uint8Array())).status).not.toBe(200)
    const { status, body } = await ask('/pass', known(), new Uint8Array())
    expect(status).toBe(200)
    expect(await openPort(['relook', body.toString()])).toBe('open')
  })

  test('is worth nothing after five minutes', () => {
    let now = 0
    const gate = createGate('token', () => now)
    const [early, late] = [gate.pass(), gate.pass()]
    const comes = (word: string) =>
      gate.knows({ headers: { 'sec-websocket-protocol': `relook, ${word}` } } as IncomingMessage)
    now = 299_999
    expect(comes(early)).toBe(true)
    now = 300_000
    expect(comes(late)).toBe(false)
  })
})

describe('the token', () => {
  test.each(['/images/' + 'a'.repeat(64), '/samples/x.png', '/%69mages/x', '/./images/x', '/x/../images/x'])(
    'is needed for %s',
    async (path) => {
      expect((await ask(path)).status).toBe(401)
      expect((await ask(path, { authorization: 'Bearer wrong' })).status).toBe(401)
      expect((await ask(path, known())).status).toBe(404)
    },
  )

  test('is needed to upload', async () => {
    expect((await ask('/images', {}, await png(4, 4))).status).toBe(401)
  })

  test('opens the port as a protocol word, and nothing else does', async () => {
    expect(await openPort(['relook', server.token])).toBe('open')
    expect(await openPort([server.token])).toBe('open')
    expect(await openPort(['relook'])).toBe('401')
    expect(await openPort(['relook', `${server.token}x`])).toBe('401')
    expect(await openPort([])).toBe('401')
  })

  test('comes back as a cookie for this site only, out of reach of scripts, and then suffices', async () => {
    const cookie = await new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/port`, ['relook', server.token])
      socket.on('upgrade', (response) => resolve(String(response.headers['set-cookie'])))
      socket.on('open', () => socket.close())
    })
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    const [pair = ''] = cookie.split(';')
    expect((await ask('/images/x', { cookie: `other=1; ${pair}` })).status).toBe(404)
    expect(await openPort(['relook'], { cookie: pair })).toBe('open')
  })
})

describe('who asks', () => {
  test.each([
    'evil.example',
    'evil.example:8899',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.0.0.1@evil',
  ])('a request for the host “%s” is refused, token or not', async (host) => {
    expect((await ask('/', { ...known(), host })).status).toBeGreaterThanOrEqual(400)
    expect(await openPort(['relook', server.token], { host })).not.toBe('open')
  })

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
    'a page of %s is refused, token or not',
    async (origin) => {
      expect((await ask('/', { ...known(), origin })).status).toBe(403)
      expect((await ask('/images', { ...known(), origin }, await png(4, 4))).status).toBe(403)
      expect(await openPort(['relook', server.token], { origin })).toBe('403')
    },
  )

  test('its own page is welcome, through a tunnel too', async () => {
    for (const host of [`127.0.0.1:${server.port}`, 'localhost:4000', '[::1]:4000']) {
      const headers = { host, origin: `http://${host}` }
      expect(await openPort(['relook', server.token], headers)).toBe('open')
    }
  })

  test('only /port is a port', async () => {
    expect(await openPort(['relook', server.token], {}, '/other')).toBe('404')
  })
})

describe('files', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..\\package.json',
    '/..%5cpackage.json',
    '//etc/passwd',
    '/%2fetc/passwd',
    '/.stamp',
    '/main/server.js',
    '/index.html%00.png',
    '/samples/..%2fmodels',
    '/images/..%2f..%2fpackage.json',
    '/%',
  ])('%s leads nowhere', async (path) => {
    const { status, body } = await ask(path, known())
    expect([400, 404]).toContain(status)
    expect(body.toString()).not.toContain('"version"')
  })

  test('every answer carries the policy', async () => {
    for (const path of ['/', '/images/x', '/nothing.js'])
      expect((await ask(path, known())).headers).toMatchObject({
        'content-security-policy': expect.stringMatching(/default-src 'none'; script-src 'self';/),
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      })
  })

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not possible', async (method) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/`, { method })
    expect(response.status).toBe(405)
  })
})

describe('pictures', () => {
  test('an upload becomes an image with an address that never changes', async () => {
    const bytes = await png(300, 200)
    const { status, body } = await upload(bytes, 'Grüße.png')
    const ref = JSON.parse(body.toString()) as ImageRef
    expect([status, ref]).toEqual([200, { ...ref, name: 'Grüße.png', width: 300, height: 200 }])
    const shown = await ask(`/${imageAddress(ref.id)}`, known())
    expect(shown.body.equals(bytes)).toBe(true)
    expect(shown.headers['cache-control']).toContain('immutable')
    expect((await ask(`/${imageAddress(ref.id, 50)}`, known())).body.length).toBeLessThan(bytes.length)
  })

  test('what a model saw is a PNG of exactly that size', async () => {
    const ref = JSON.parse((await upload(await png(300, 200))).body.toString()) as ImageRef
    const crop = box<'image'>(10, 10, 60, 40)
    const size = { width: 84, height: 56 }
    const view = { image: ref.id, size, filter: 'lanczos', grid: size, crop } as const
    const { body, headers } = await ask(`/${viewAddress(view)}`, known())
    expect(headers['content-type']).toBe('image/png')
    expect([body.readUInt32BE(16), body.readUInt32BE(20)]).toEqual([84, 56])
    for (const wrong of [
      'width=0&height=56&filter=lanczos',
      'width=84&height=56&filter=none',
      'width=84&height=56&filter=lanczos&crop=1,2,3',
      'width=84&height=56&filter=lanczos&crop=0,0,9999,9999',
    ])
      expect((await ask(`/images/${ref.id}/view?${wrong}`, known())).status).toBe(400)
    expect((await ask(`/images/${ref.id}?max=-1`, known())).status).toBe(400)
  })

  test.each([
    ['no image', Buffer.from('{"not": "an image"}'), 415, 'image-unreadable'],
    ['nothing', Buffer.alloc(0), 415, 'image-unreadable'],
  ])('an upload of %s is refused in words', async (_, bytes, status, code) => {
    const answer = await upload(bytes)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code, message: expect.stringMatching(/\.$/) })
  })

  test('an upload that says it is too large is refused before it is read', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: server.port,
          path: '/images',
          method: 'POST',
          headers: { ...known(), 'content-length': String(600e6) },
        },
        (response) => resolve(response.statusCode),
      )
      sent.on('error', reject)
      sent.write('x')
    })
    expect(status).toBe(413)
  })
})

describe('a second server', () => {
  test('on the same data is refused and told where the first is', async () => {
    await expect(startServer({ port: 0, dataFolder: folder() })).rejects.toMatchObject({
      code: 'busy',
      address: server.url,
    })
  })
})

test('a message larger than any a person makes closes the port', async () => {
  const code = await new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/port`, ['relook', server.token])
    socket.on('open', () => socket.send('"' + 'x'.repeat(5 * 2 ** 20) + '"'))
    socket.on('close', resolve)
  })
  expect(code).toBe(1009)
})
