import { withNews } from '../../../app/host/projects'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { hostContract, type Host } from '../../../app/host'
import { connect, serve, type Port } from '../../../app/port'
import { defaultSettings } from '../../../app/trace/project'
import { webSocketPort } from '../../../main/ports/http'
import { startServer, type RunningServer } from '../../../main/http/server'
import { testFolder } from '../../builders/folder'
import { sayingModel } from '../../builders/model'
import { allEnded, engineOf, folded, newProject } from '../../builders/services'

let server: RunningServer
let close: () => void

beforeEach(async () => {
  const model = sayingModel([
    '<think>The total. {"bbox_2d": [10, 20, 110, 120]}',
    'It reads 7.</think><answer>7</answer>',
  ])
  server = await startServer({
    port: 0,
    dataFolder: testFolder(),
    startEngine: () => {
      throw new Error('no process in this test')
    },
    createEngine: () => engineOf(model),
  })
})
afterEach(async () => {
  close()
  await server.close()
})

const transports: [string, () => Promise<Host>][] = [
  ['in memory', () => Promise.resolve(inMemory())],
  ['over a WebSocket', overWebSocket],
]

function inMemory(): Host {
  const [here, there] = pair()
  serve(hostContract, server.services.host, there)
  close = here.close
  return connect(hostContract, here)
}

async function overWebSocket(): Promise<Host> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/port`, ['relook', server.token])
  await new Promise((done, failed) => socket.on('open', done).on('error', failed))
  close = () => socket.close()
  return connect(hostContract, webSocketPort(socket))
}

describe.each(transports)('the host %s', (_, open) => {
  test('runs a question from image to answer', async () => {
    const host = await open()
    const project = await newProject(server.services)
    const { branch } = await host.run({ project, question: 'Total?', model: 'm', settings: defaultSettings })
    let state
    for await (const event of host.follow({ project })) {
      state = folded(state, event)
      if (allEnded(state)) break
    }
    expect(state?.branches.map((b) => [b.id, b.path.length, b.run.type])).toEqual([[branch, 5, 'ended']])
  })

  test('tells of projects as they come and go', async () => {
    const host = await open()
    const seen: number[] = []
    const project = await newProject(server.services)
    let list: ReturnType<typeof withNews> = []
    for await (const news of host.projects({})) {
      list = withNews(list, news)
      seen.push(list.length)
      if (seen.length === 1) await host.deleteProject({ project })
      if (seen.length === 2) await host.restoreProject({ project })
      if (seen.length === 3) break
    }
    expect(seen).toEqual([1, 0, 1])
  })

  test('fails in the same words', async () => {
    const host = await open()
    await expect(host.deleteProject({ project: 'nope' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      host.run({ project: 'x', question: '', model: 'm', settings: defaultSettings }),
    ).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('says who it is, and has no dialogs', async () => {
    const host = await open()
    expect(await host.about({})).toMatchObject({ shell: 'headless', dialogs: false })
    expect(await host.openImage({})).toBeNull()
  })
})

test('garbage on the wire closes that port and no other', async () => {
  const host = await overWebSocket()
  const keep = close
  const bad = new WebSocket(`ws://127.0.0.1:${server.port}/port`, ['relook', server.token])
  const code = await new Promise((resolve) => {
    bad.on('open', () => bad.send('not json'))
    bad.on('close', resolve)
  })
  expect(code).toBe(1003)
  expect((await host.about({})).version).not.toBe('')
  close = keep
})

/** Two ends of one channel; messages are cloned, as a real channel does. */
function pair(): [Port, Port] {
  const ends = [0, 1].map(() => ({ message: [] as ((m: unknown) => void)[], close: [] as (() => void)[] }))
  const port = (mine: number): Port => ({
    send: (m) => queueMicrotask(() => ends[1 - mine]?.message.forEach((l) => l(structuredClone(m)))),
    onMessage: (listen) => void ends[mine]?.message.push(listen),
    onClose: (listen) => void ends[mine]?.close.push(listen),
    close: () => ends.forEach((end) => end.close.splice(0).forEach((listen) => listen())),
  })
  return [port(0), port(1)]
}
