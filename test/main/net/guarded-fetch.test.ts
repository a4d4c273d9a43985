/** Addresses that somebody else wrote are followed to public places only. All servers here are on loopback. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bodyWithin, createGuarded } from '../../../main/net/guarded-fetch'
import { isPrivateAddress, isPrivateHost } from '../../../main/net/private-address'

async function server(listener: RequestListener): Promise<string> {
  const made = createServer(listener)
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    made.closeAllConnections()
    return new Promise<void>((done) => made.close(() => done()))
  })
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`
}
const signal = new AbortController().signal
const guardedFor = (...origins: string[]) =>
  createGuarded({ trusted: (origin) => origins.includes(origin), idleMs: 5000 })

describe('private places', () => {
  const privately = [
    ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1', 'fc00::', 'ff02::1'],
    ...['::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::10.0.0.1', '2002:7f00:1::', '::7f00:1', 'fe80::1%eth0'],
    ...['nonsense', ''],
  ]
  test.each(privately)('%j is one', (address) => expect(isPrivateAddress(address)).toBe(true))
  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('%s is none', (address) => expect(isPrivateAddress(address)).toBe(false))
  test('however the numbers of an address are written', () => {
    for (const host of ['0x7f.1', '2130706433', '127.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '127.0.0.1.'])
      expect(isPrivateHost(new URL(`http://${host}/`).hostname), host).toBe(true)
    for (const host of [
      'localhost',
      'x.localhost',
      'printer',
      'nas.local',
      'metadata.google.internal',
      'a.lan.',
    ])
      expect(isPrivateHost(new URL(`http://${host}/`).hostname), host).toBe(true)
    expect(isPrivateHost('huggingface.co')).toBe(false)
  })
})

test('goes to a private place only when it was named, and never from there to another one', async () => {
  let reached = 0
  const secret = await server((_, response) => {
    reached++
    response.end('secret')
  })
  const hub = await server((request, response) => {
    if (request.url === '/home') return void response.writeHead(302, { location: '/here' }).end()
    if (request.url === '/here') return void response.end('here')
    response.writeHead(307, { location: decodeURIComponent(request.url?.slice(1) ?? '') }).end()
  })
  const guarded = guardedFor(hub)
  expect(await (await guarded.get(`${hub}/home`, { signal })).text()).toBe('here')
  await expect(guarded.get(secret, { signal })).rejects.toMatchObject({ code: 'private-address' })
  const port = new URL(secret).port
  const places = [
    secret,
    `http://localhost:${port}`,
    `http://[::ffff:127.0.0.1]:${port}`,
    `http://2130706433:${port}`,
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
  ]
  for (const place of places)
    await expect(guarded.get(`${hub}/${encodeURIComponent(place)}`, { signal }), place).rejects.toMatchObject(
      {
        code: 'private-address',
      },
    )
  for (const place of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:,x',
    'gopher://a',
    'http://a:b@c.de/',
  ])
    await expect(guarded.get(`${hub}/${encodeURIComponent(place)}`, { signal }), place).rejects.toMatchObject(
      {
        code: 'denied',
      },
    )
  expect(reached).toBe(0)
})

test('a name that resolves to a private address is one, also when only one of its answers is', async () => {
  const own = { address: '127.0.0.1', family: 4 }
  for (const found of [
    [own],
    [
      { address: '93.184.216.34', family: 4 },
      { ...own, address: '::1', family: 6 },
    ],
  ]) {
    const guarded = createGuarded({
      trusted: () => false,
      idleMs: 5000,
      resolve: (_name, _options, done) => done(null, found),
    })
    await expect(guarded.get('http://evil.example.com:8080/', { signal })).rejects.toMatchObject({
      code: 'private-address',
    })
  }
})

test('ends redirects without an end, and bodies that are too long', async () => {
  const round = await server((_, response) => void response.writeHead(302, { location: '/' }).end())
  await expect(guardedFor(round).get(round, { signal })).rejects.toThrow('without an end')
  const endless = await server((_, response) => {
    const more = () =>
      void (response.destroyed ? undefined : response.write(Buffer.alloc(65536), () => setImmediate(more)))
    more()
  })
  const response = await guardedFor(endless).get(endless, { signal })
  await expect(bodyWithin(response, 1e6)).rejects.toThrow('longer than 1.0 MB')
})

test('sends the key to the first origin only', async () => {
  const seen: (string | undefined)[] = []
  const other = await server((request, response) => {
    seen.push(request.headers.authorization)
    response.end()
  })
  const hub = await server((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(302, { location: request.url === '/own' ? '/x' : other }).end()
  })
  await guardedFor(hub, other).get(hub, { signal, authorization: 'Bearer s' })
  expect(seen).toEqual(['Bearer s', undefined])
})
