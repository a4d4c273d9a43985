import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { hostContract, type Host } from '../../../app/host'
import { connect } from '../../../app/port'
import { defaultSettings, type Project } from '../../../app/trace/project'
import { webSocketPort } from '../../../main/ports/http'
import { testFolder } from '../../builders/folder'
import { folded, png } from '../../builders/services'
import { testNeeding, unix } from '../../builders/needs'
import { childrenOf, isAlive } from '../../builders/processes'
import { until } from '../../builders/wait'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const built = join(root, '.cache', 'kill-test')

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--main', built], {
    cwd: root,
  })
  if (status !== 0) throw new Error(String(stderr))
}, 60_000)

/** One look at once, then a long thought, a token every ten milliseconds. */
const script = {
  tokensPerSecond: 100,
  answers: [
    {
      segments: [
        '<think>I look first. {"bbox_2d": [10, 20, 110, 120]}',
        `It says ${'word '.repeat(2000)}</think><answer>late</answer>`,
      ],
    },
  ],
}

interface Running {
  readonly process: ChildProcess
  readonly url: URL
  readonly host: Host
}

async function startIn(folder: string): Promise<Running> {
  mkdirSync(folder, { recursive: true })
  const scriptFile = join(folder, 'script.json')
  writeFileSync(scriptFile, JSON.stringify(script))
  const child = spawn(process.execPath, [join(built, 'server.js'), '--port', '0'], {
    env: { ...process.env, RELOOK_DATA: folder, RELOOK_SCRIPT: scriptFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = await new Promise<URL>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      const found = /http:\S+/.exec(said)
      if (found !== null) resolve(new URL(found[0]))
    })
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
  const token = url.hash.replace('#token=', '')
  const socket = new WebSocket(`ws://${url.host}/port`, ['relook', token])
  await new Promise((done, failed) => socket.on('open', done).on('error', failed))
  return { process: child, url, host: connect(hostContract, webSocketPort(socket)) }
}

async function projectOn({ host, url }: Running): Promise<string> {
  const token = url.hash.replace('#token=', '')
  const upload = await fetch(`http://${url.host}/images`, {
    method: 'POST',
    body: Buffer.from(await png(1008, 756)),
    headers: { authorization: `Bearer ${token}`, 'x-name': 'a.png' },
  })
  const { id } = (await upload.json()) as { id: string }
  return (await host.createProject({ source: { type: 'image', image: id } })).project
}

const first = (project: Project) => {
  const [branch] = project.branches
  if (branch === undefined) throw new Error('no branch')
  return branch
}

/** Starts a run, kills the server after so many streamed characters, gives the last state its follower was told. */
async function runAndKill(folder: string, characters: number): Promise<{ id: string; seen: Project }> {
  const running = await startIn(folder)
  const id = await projectOn(running)
  const question = 'What does it say?'
  await running.host.run({ project: id, question, model: 'scripted', settings: defaultSettings })
  let seen: Project | undefined
  try {
    for await (const event of running.host.follow({ project: id })) {
      seen = folded(seen, event)
      const [branch] = seen.branches
      if (branch !== undefined && branch.path.length > 0 && branch.open.text.length >= characters)
        running.process.kill('SIGKILL')
    }
  } catch {
    // The connection ends with the server.
  }
  if (seen === undefined) throw new Error('nothing was told')
  return { id, seen }
}

async function reopened(folder: string, id: string): Promise<Project> {
  const { host } = await startIn(folder)
  for await (const event of host.follow({ project: id })) if (event.type === 'project') return event.project
  throw new Error('no project')
}

test.each([0, 13, 200])('kill -9 after %i characters loses nothing that was told', async (characters) => {
  const folder = testFolder()
  const { id, seen } = await runAndKill(folder, characters)
  const after = await reopened(folder, id)
  expect(after.steps).toEqual(seen.steps)
  expect(first(after).path).toEqual(first(seen).path)
  expect(first(after).open.text.startsWith(first(seen).open.text)).toBe(true)
  expect(first(after).open.text.length).toBeGreaterThanOrEqual(characters)
  expect(first(after).run).toMatchObject({ type: 'ended', reason: 'cut-off' })
})

test('kill -9 in the middle of many edits keeps every one that was acknowledged', async () => {
  const folder = testFolder()
  const running = await startIn(folder)
  const id = await projectOn(running)
  let acknowledged = -1
  // All are under way when the server is killed; the connection ends with it.
  const edits = Array.from({ length: 2000 }, async (_, i) => {
    await running.host.edit({ project: id, change: { type: 'project-renamed', title: `title ${i}` } })
    acknowledged = i
    if (i === 50) running.process.kill('SIGKILL')
  })
  const ends = await Promise.allSettled(edits)
  expect(ends.filter((end) => end.status === 'rejected').length).toBeGreaterThan(0)
  const { title } = await reopened(folder, id)
  expect(acknowledged).toBeGreaterThanOrEqual(50)
  expect(Number(title.split(' ')[1])).toBeGreaterThanOrEqual(acknowledged)
})

test('half a line at the end, as a power cut leaves it, is kept aside and stops nothing', async () => {
  const folder = testFolder()
  const { id, seen } = await runAndKill(folder, 20)
  const projects = join(folder, 'projects', id)
  appendFileSync(join(projects, 'journal.jsonl'), '{"type":"streamed","branch":"')
  const after = await reopened(folder, id)
  expect(after.steps).toEqual(seen.steps)
  expect(readdirSync(projects)).toContain('journal.torn')
  expect(readFileSync(join(projects, 'journal.torn'), 'utf8')).toBe('{"type":"streamed","branch":"\n')
})

testNeeding(unix, 'the inference process does not outlive a killed server', async () => {
  const running = await startIn(testFolder())
  const children = () => childrenOf(running.process.pid)
  const before = await until(() => (children().length > 0 ? children() : undefined), 'a process of inference')
  running.process.kill('SIGKILL')
  await until(() => !before.some(isAlive), 'the end of the inference process')
})
