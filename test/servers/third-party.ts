/** What the servers of others have in common in these tests: a process, a port, and the tiny Qwen2.5-VL they serve. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Running } from './relook-server'
import { until } from '../builders/wait'

/** A server somebody else wrote. */
export interface ThirdParty {
  readonly name: string
  /** Why it cannot be started here; undefined when it can. */
  readonly whyNot: () => string | undefined
  /** Starts it with the tiny model. */
  readonly start: () => Promise<Running & { readonly model: string }>
  /** Where crops go with it, in the words of the window; and what the probe must find. */
  readonly crops: RegExp
  readonly verdicts: Readonly<Record<string, 'yes' | 'no' | 'unknown'>>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Where servers are set up; ignored by git. */
export const cache = join(root, '.cache', 'serving')
/** Python's own start-up file for servers beside a processor-only torch. */
export const pythonPath = fileURLToPath(new URL('python', import.meta.url))

/** What the tiny model writes: first, and once it has seen its crop. `seen` is a part of what is said with the crop. */
export const texts = {
  looked: '<think>I look closer. {"bbox_2d": [28, 28, 140, 112]}',
  seen: 'enlarged',
  answered: 'Now I see it.</think>\n<answer>a box</answer>',
} as const

/** Whether a Python has these modules. */
export function hasModules(python: string, ...modules: readonly string[]): boolean {
  const asked = spawnSync(python, ['-c', `import ${modules.join(', ')}`], {
    stdio: 'ignore',
    timeout: 120_000,
  })
  return asked.status === 0
}

/** Makes the checkpoint with a Python that has torch and transformers, and gives its folder. */
export function tinyModel(python = 'python3'): string {
  const model = join(cache, 'tiny-qwen')
  // One suite after the other uses it; what made it may have changed since the last time.
  rmSync(model, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  const template = readFileSync(join(root, 'assets', 'models', 'r3-mini', 'chat_template.jinja'), 'utf8')
  const made = spawnSync(python, [fileURLToPath(new URL('tiny_qwen.py', import.meta.url)), model], {
    input: JSON.stringify({ ...texts, template }),
    encoding: 'utf8',
    timeout: 180_000,
    env: { ...process.env, PYTHONPATH: pythonPath },
  })
  if (made.status !== 0) throw new Error(`The tiny model could not be made:\n${made.stderr.slice(-2000)}`)
  return model
}

/** An empty folder for the hub's cache: servers list what is in it. */
export function emptyHome(): string {
  const home = join(cache, 'home')
  mkdirSync(join(home, 'hub'), { recursive: true })
  return home
}

/** A program and its words, given the port it is to listen on. */
export interface Start {
  readonly name: string
  readonly command: (port: number) => readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a server and waits until it lists its models. */
export async function startServer({ name, command, env = {} }: Start): Promise<Running> {
  const port = await freePort()
  const [program, ...words] = command(port)
  const child = spawn(program, words, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: servers start processes of their own, and all of them must end.
    detached: true,
  })
  const url = `http://127.0.0.1:${port}/v1`
  await answering(child, name, url)
  return { url, stop: () => stopped(child) }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  process.kill(-child.pid, 'SIGKILL')
  await gone
}

async function answering(child: ChildProcess, name: string, url: string): Promise<void> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.once('error', (error) => (output += error.message))
  const isAnswering = () => {
    if (child.exitCode !== null || child.pid === undefined)
      throw new Error(`${name} ended:\n${output.slice(-2000)}`)
    return fetch(`${url}/models`).then(
      (r) => r.ok,
      () => false,
    )
  }
  try {
    await until(isAnswering, `an answer of ${name}`, 240_000)
  } catch (error) {
    await stopped(child)
    throw new Error(output.slice(-2000), { cause: error })
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}

/** The first of these files that is there. */
export function firstOf(...paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((p): p is string => p !== undefined && existsSync(p))
}
