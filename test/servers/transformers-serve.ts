/**
 * `transformers serve` (PyPI `transformers[serving]`) with a tiny Qwen2.5-VL, as a process of its own. Where Python has no
 * torch and transformers, or its serving part cannot be installed, it says why instead.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Running } from './relook-server'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, '.cache', 'serving')
const venv = join(cache, 'venv')
const python = join(venv, 'bin', 'python')

/** What the tiny model writes: first, and once it has seen its crop. `seen` is a part of what is said with the crop. */
export const texts = {
  looked: '<think>I look closer. {"bbox_2d": [28, 28, 140, 112]}',
  seen: 'enlarged',
  answered: 'Now I see it.</think>\n<answer>a box</answer>',
} as const

/** Why it cannot be started here; undefined when it can. Installs what is missing beside the system's own torch. */
export function whyNot(): string | undefined {
  if (process.platform === 'win32') return 'the recipe is for Unix'
  const has = (program: string, what: string) =>
    spawnSync(program, ['-c', `import ${what}`], { stdio: 'ignore', timeout: 120_000 }).status === 0
  if (!has('python3', 'torch, transformers')) return 'Python has no torch and transformers'
  if (existsSync(python) && has(python, 'fastapi, uvicorn, openai')) return undefined
  rmSync(venv, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  const made = spawnSync('python3', ['-m', 'venv', '--system-site-packages', venv], {
    stdio: 'ignore',
    timeout: 120_000,
  })
  if (made.status !== 0) return 'a virtual environment could not be made'
  // The versions that are there are kept: only what serving needs besides is added.
  const kept = spawnSync(
    python,
    [
      '-c',
      'import torch, transformers; print(f"torch=={torch.__version__.split(\'+\')[0]}\\ntransformers[serving]=={transformers.__version__}")',
    ],
    { encoding: 'utf8', timeout: 120_000 },
  )
  const pip = (...what: readonly string[]) =>
    spawnSync(python, ['-m', 'pip', 'install', '-q', ...what], { encoding: 'utf8', timeout: 240_000 })
  const installed = pip(...kept.stdout.trim().split('\n'))
  if (installed.status !== 0)
    return `pip could not install transformers[serving]: ${installed.stderr.slice(-300)}`
  // Transformers' Qwen processors import it, for videos. Without its dependencies: they would bring another torch.
  const [, minor] = /^torch==2\.(\d+)\./.exec(kept.stdout) ?? []
  const pictures = pip('--no-deps', `torchvision==0.${Number(minor) + 15}.*`)
  return pictures.status === 0
    ? undefined
    : `pip could not install torchvision: ${pictures.stderr.slice(-300)}`
}

/** Makes the checkpoint and serves it. */
export async function startTransformers(): Promise<Running & { readonly model: string }> {
  const model = join(cache, 'tiny-qwen')
  rmSync(model, { recursive: true, force: true })
  const template = readFileSync(join(root, 'assets', 'models', 'r3-mini', 'chat_template.jinja'), 'utf8')
  // The system's own Python: what was added for serving is not needed for it.
  const made = spawnSync('python3', [fileURLToPath(new URL('tiny_qwen.py', import.meta.url)), model], {
    input: JSON.stringify({ ...texts, template }),
    encoding: 'utf8',
    timeout: 180_000,
  })
  if (made.status !== 0) throw new Error(`The tiny model could not be made:\n${made.stderr.slice(-2000)}`)
  const port = await freePort()
  // It lists what is in the hub's cache: an empty one of its own.
  const home = join(cache, 'home')
  mkdirSync(join(home, 'hub'), { recursive: true })
  const child = spawn(
    python,
    [
      fileURLToPath(new URL('serve.py', import.meta.url)),
      'serve',
      model,
      '--device',
      'cpu',
      '--dtype',
      'float32',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    { env: { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const url = `http://127.0.0.1:${port}/v1`
  await answering(child, url)
  return {
    url,
    model,
    stop: async () => {
      const gone = new Promise<void>((done) => child.once('exit', () => done()))
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  for (let waited = 0; waited < 240_000; waited += 250) {
    if (child.exitCode !== null) throw new Error(`transformers serve ended:\n${output.slice(-2000)}`)
    const found = await fetch(`${url}/models`).then(
      (r) => r.ok,
      () => false,
    )
    if (found) return
    await new Promise((done) => setTimeout(done, 250))
  }
  child.kill('SIGKILL')
  throw new Error(`transformers serve did not answer in four minutes:\n${output.slice(-2000)}`)
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}
