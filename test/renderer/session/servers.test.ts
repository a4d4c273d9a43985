// Running on a served model of which nothing is known yet: it is tried first, in sight, and can be stopped.
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../app/failure'
import type { ProbeEvent, ServerInfo } from '../../../app/host/servers'
import { probeIds } from '../../../app/host/servers'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { offered } from '../../../renderer/session/servers/servers-state'
import { info } from '../../builders/model'
import { Feed, fakeHost, openSession, settled, type FakeHost } from '../fake-host'

const model = { name: 'lab/qwen', dialect: 'vlm-r3', budgets: vlmR3.budgets, calls: 'auto' } as const
const server: ServerInfo = {
  ...{ id: 'box', name: 'Box', url: 'http://127.0.0.1:1/v1', key: 'none' },
  ...{ insecure: false, concurrency: 4, models: [model] },
}
const id = 'server:box/lab/qwen'

/** A window whose server says of its model what the test tells it to. */
async function opened(probe: () => AsyncIterable<ProbeEvent>, known: ServerInfo = server) {
  const fake = fakeHost()
  const servers = new Feed<readonly ServerInfo[]>()
  const host: FakeHost['host'] = {
    ...fake.host,
    servers: (_input, signal) => servers.items(signal ?? new AbortController().signal),
    probeServer: probe,
  }
  const { session } = await openSession({ ...fake, host })
  servers.push([known])
  await settled()
  session.ask.setModel(id)
  return { session, fake }
}

describe('running on a served model that was never tried', () => {
  it('says what is being tried, then runs', async () => {
    let go: () => void = () => undefined
    const gate = new Promise<void>((done) => (go = done))
    const { session, fake } = await opened(async function* () {
      yield { type: 'found', finding: { id: 'reach', verdict: 'yes', note: 'Answered.' } }
      yield { type: 'asking', id: 'stop' }
      await gate
    })
    const run = session.ask.run()
    await expect
      .poll(() => session.get().notices.at.ask?.message)
      .toBe(`Trying what the model can do on its server, this once: stop texts (1 of ${probeIds.length}).`)
    expect(fake.runs).toEqual([])
    go()
    await run
    expect(fake.runs).toMatchObject([{ model: id }])
    expect(session.get().notices.at.ask).toBeUndefined()
  })

  it('stopped while it is tried, is not run', async () => {
    const { session, fake } = await opened(async function* () {
      yield { type: 'asking', id: 'reach' }
      await expect.poll(() => session.get().notices.at.ask?.action).toBeDefined()
      session.get().notices.at.ask?.action?.perform()
      throw new Failure('cancelled', 'Cancelled.')
    })
    await session.ask.run()
    expect([fake.runs, session.get().ask.starting, session.get().notices.at.ask]).toEqual([
      [],
      false,
      undefined,
    ])
  })

  it('is stopped by the same key as a run', async () => {
    const { session, fake } = await opened(async function* () {
      yield { type: 'asking', id: 'reach' }
      await expect.poll(() => session.get().servers.awaited).toBe(id)
      await session.ask.stop()
      throw new Failure('cancelled', 'Cancelled.')
    })
    await session.ask.run()
    expect([fake.runs, fake.stopped, session.get().servers.awaited]).toEqual([[], [], undefined])
  })

  it('on a server that fails says why, where the question is asked', async () => {
    const { session, fake } = await opened(async function* () {
      yield { type: 'asking', id: 'reach' }
      throw new Failure('disconnected', 'Nothing answers there.')
    })
    await session.ask.run()
    expect(fake.runs).toEqual([])
    expect(session.get().notices.at.ask).toMatchObject({ tone: 'error', message: 'Nothing answers there.' })
  })
})

describe('the menu of models', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`)
  const catalogue = (count: number, probed?: string): ServerInfo => ({
    ...server,
    models: names(count).map((name) => ({
      ...model,
      name,
      ...(name === probed ? { byHand: true as const } : {}),
    })),
  })
  const infos = (count: number) =>
    ['r3-mini', ...names(count).map((n) => `server:box/${n}`)].map((id) => ({ ...info, id }))
  const ids = (given: ReturnType<typeof offered>) => given.models.map((m) => m.id)

  it('has all models of a server that serves a few', () => {
    expect(offered(infos(12), [catalogue(12)], undefined)).toMatchObject({ more: 0 })
  })

  it('has of a catalogue those somebody had to do with, and says how many more there are', () => {
    const given = offered(infos(100), [catalogue(100, 'm7')], 'server:box/m9')
    expect(ids(given)).toEqual(['r3-mini', 'server:box/m7', 'server:box/m9'])
    expect(given.more).toBe(98)
  })
})
