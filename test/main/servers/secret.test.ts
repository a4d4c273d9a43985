// A key that is marked, and everything that is written or said while it is used: files, exports, messages to the window,
// what is printed, and what the server is asked.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { writers } from '../../../app/exports'
import { hostContract, type Host } from '../../../app/host'
import { connect, serve, type Port } from '../../../app/port'
import { defaultSettings } from '../../../app/trace/project'
import { newProject } from '../../builders/services'
import { localServer } from './local'
import { key, speakVlmR3, started, type Served } from './served'

/** The window's side of the contract, and every message it was sent. */
function windowOf({ services }: Served): { host: Host; sent: string[] } {
  const sent: string[] = []
  const listeners: { host?: (m: unknown) => void; window?: (m: unknown) => void } = {}
  const port = (to: 'host' | 'window', from: 'host' | 'window'): Port => ({
    send: (message) => {
      const text = JSON.stringify(message)
      if (to === 'window') sent.push(text)
      queueMicrotask(() => listeners[to]?.(JSON.parse(text)))
    },
    onMessage: (listener) => (listeners[from] = listener),
    onClose: () => undefined,
    close: () => undefined,
  })
  serve(hostContract, services.host, port('window', 'host'))
  return { host: connect(hostContract, port('host', 'window')), sent }
}

/** What is printed while the test runs. */
function printed(): string[] {
  const lines: string[] = []
  const keep = (chunk: unknown) => {
    lines.push(String(chunk))
    return true
  }
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation(keep)
    onTestFinished(() => spy.mockRestore())
  }
  for (const name of ['log', 'warn', 'error', 'info'] as const) {
    const spy = vi.spyOn(console, name).mockImplementation((...words) => void keep(words.join(' ')))
    onTestFinished(() => spy.mockRestore())
  }
  return lines
}

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => file.slice(folder.length + 1))
}

/** Runs, edits, re-runs and fails with the key, then exports all of it in every format. */
async function useAll(at: Served, host: Host): Promise<void> {
  const project = await newProject(at.services)
  const request = { project, question: 'What is it?', model: at.model, settings: defaultSettings }
  const { branch } = await host.run(request)
  await ended(host, project, 1)
  await host.run({ ...request, from: { branch } })
  await ended(host, project, 2)
  // A server that repeats the key in its error, in the middle of its answer, and a key that was replaced.
  const rude = await localServer((response) => {
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } }))
  })
  await expect(host.addServer({ url: rude.url, name: 'Rude', key, insecure: false })).rejects.toThrow()
  await host.changeServer({ server: 'box', key: `${key}-wrong` })
  await host.changeServer({ server: 'box', key })
  for await (const event of host.probeServer({ server: 'box', model: 'lab/qwen2.5-vl' })) void event
  const selection = {
    ...({ branches: 'all', words: 'corrected', verdict: 'any', withTags: [], withoutTags: [] } as const),
    ...{ dev: 0, test: 0, seed: 0 },
  }
  for (const { id } of writers) {
    await host.startExport({
      request: { source: { type: 'all' }, writer: id, selection },
      name: id,
      target: { type: 'download' },
    })
  }
  for await (const jobs of host.exports({}))
    if (jobs.length === writers.length && jobs.every((j) => j.state.type !== 'running'))
      // Those that want an accepted answer have nothing to write; the others have written all of it.
      return expect(jobs.filter((j) => j.state.type === 'done').length).toBeGreaterThan(4)
}

async function ended(host: Host, project: string, count: number): Promise<void> {
  let over = 0
  for await (const event of host.follow({ project })) {
    if (event.type === 'project') over = event.project.branches.filter((b) => b.run.type === 'ended').length
    else if (event.change.type === 'run-ended') over++
    if (over >= count) return
  }
}

describe('a key', () => {
  it('is in its own file and in the header of requests, and nowhere else', async () => {
    const lines = printed()
    const at = await started({ continues: 'asked', stop: 'kept' })
    await speakVlmR3(at)
    const { host, sent } = windowOf(at)
    await useAll(at, host)

    expect(filesHolding(at.folder, key)).toEqual(['keys.json'])
    expect(statSync(join(at.folder, 'keys.json')).mode & 0o777).toBe(0o600)
    expect(sent.length).toBeGreaterThan(20)
    expect(sent.filter((text) => text.includes(key))).toEqual([])
    expect(lines.filter((text) => text.includes(key))).toEqual([])
    // The search would have found it: the question, which is no secret, is everywhere.
    expect(filesHolding(at.folder, 'What is it?').length).toBeGreaterThan(2)
    expect(sent.some((text) => text.includes('What is it?'))).toBe(true)
    // On the wire it is the header's alone.
    expect(at.asked.every(({ text, path }) => !`${path}${text}`.includes(key))).toBe(true)
    expect(at.asked.some(({ headers }) => headers.authorization === `Bearer ${key}`)).toBe(true)
  })
})
