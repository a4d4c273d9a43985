/**
 * `transformers serve` (PyPI `transformers[serving]`) as a server to test against. What is missing is installed under .cache;
 * where that fails, it says why.
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
  crops: /as user messages, because an assistant turn cannot be continued/,
  verdicts: {
    Images: 'yes',
    'Keeps image sizes': 'yes',
    Streams: 'yes',
    'Token probabilities': 'no',
    'Continues a turn': 'no',
    'Images inside a turn': 'no',
  },
  start: async () => {
    const model = tinyModel(python)
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

/** Installs what is missing: the serving part only, or all of it where Python has neither torch nor transformers. */
function whyNot(): string | undefined {
  if (process.platform === 'win32') return 'the recipe is for Unix'
  if (existsSync(python) && isComplete()) return undefined
  rmSync(venv, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  const made = run('python3', '-m', 'venv', '--system-site-packages', venv)
  if (made.status !== 0) return `Python could not make a virtual environment: ${tail(made.stderr)}`
  return installTorch() ?? installServing()
}

function isComplete(): boolean {
  return hasModules(python, 'torch', 'transformers', 'fastapi', 'uvicorn', 'openai', 'PIL')
}

/** The system's own where it has one, else the build for the processor alone: the usual one is gigabytes of graphics cards. */
function installTorch(): string | undefined {
  if (hasModules(python, 'torch')) return undefined
  const installed = pip('--only-binary', ':all:', `torch==${ownTorch}+cpu`, 'numpy', 'pillow')
  return installed.status === 0
    ? undefined
    : `Python has no torch, and pip finds none built for the processor alone: ${tail(installed.stderr)}`
}

/** The versions that are there are kept: only what serving needs besides is added. */
function installServing(): string | undefined {
  const torch = run(python, '-c', "import torch; print(torch.__version__.split('+')[0])").stdout.trim()
  const found = run(python, '-c', 'import transformers; print(transformers.__version__)')
  const transformers = found.status === 0 ? found.stdout.trim() : ownTransformers
  const installed = pip(`torch==${torch}`, `transformers[serving]==${transformers}`)
  if (installed.status !== 0) return `pip could not install transformers[serving]: ${tail(installed.stderr)}`
  // Transformers' Qwen processors import it, for videos. Without its dependencies: they would bring another torch.
  const [, minor] = /^2\.(\d+)\./.exec(torch) ?? []
  const pictures = pip('--no-deps', `torchvision==0.${Number(minor) + 15}.*`)
  return pictures.status === 0 ? undefined : `pip could not install torchvision: ${tail(pictures.stderr)}`
}

/** Where Python has none: those of `training/requirements.txt`, and one that was tried with it. */
const ownTorch = '2.13.0'
const ownTransformers = '5.23.0'

function run(program: string, ...words: readonly string[]) {
  return spawnSync(program, words, { encoding: 'utf8', timeout: 300_000 })
}

function pip(...what: readonly string[]) {
  return run(python, '-m', 'pip', 'install', '-q', ...what)
}

function tail(text: string | null): string {
  return (text ?? 'it took too long').trim().slice(-300)
}
