/**
 * `transformers serve` (PyPI `transformers[serving]`) as a server to test against. What is missing beside the system's own
 * torch is installed; where Python has no torch and transformers, or the installation fails, it says so.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  cache,
  emptyHome,
  hasModules,
  pythonPath,
  startServer,
  tinyModel,
  type ThirdParty,
} from './third-party'

const venv = join(cache, 'venv')
const python = join(venv, 'bin', 'python')

/** Always begins a new turn, and gives no probabilities. */
export const transformersServe: ThirdParty = {
  name: 'transformers serve',
  whyNot,
  crops: /as a turn of the user, because its own turn cannot be continued/,
  verdicts: {
    Images: 'yes',
    'Keeps image sizes': 'yes',
    Streams: 'yes',
    'Token probabilities': 'no',
    'Continues a turn': 'no',
    'Images inside a turn': 'no',
  },
  start: async () => {
    const model = tinyModel()
    const running = await startServer({
      name: 'transformers serve',
      command: (port) => [
        // As its program `transformers` does; where the package is the system's, the environment has no such program.
        ...([python, '-c', 'from transformers.cli.transformers import main; main()'] as const),
        ...['serve', model, '--device', 'cpu', '--dtype', 'float32'],
        ...['--host', '127.0.0.1', '--port', String(port)],
      ],
      env: { HF_HUB_OFFLINE: '1', HF_HOME: emptyHome(), PYTHONPATH: pythonPath },
    })
    return { ...running, model }
  },
}

/** Installs what is missing. */
function whyNot(): string | undefined {
  if (process.platform === 'win32') return 'the recipe is for Unix'
  if (!hasModules('python3', 'torch', 'transformers')) return 'Python has no torch and transformers'
  if (existsSync(python) && hasModules(python, 'fastapi', 'uvicorn', 'openai')) return undefined
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
