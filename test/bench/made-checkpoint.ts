/**
 * Checkpoints to measure on: random weights in the real layout, made and exported by the project's own Python once and kept in
 * `.cache/bench`. Not there without Python, torch and transformers.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

/** The name of Python on this machine. */
export const python = process.platform === 'win32' ? 'python' : 'python3'

/**
 * Shapes of `training/qwen/shapes.py`: 8 layers of 256; 12 layers of 512 with the vocabulary of a real checkpoint. What they write does
 * not repeat itself; what the others write does, after 40 tokens.
 */
export type Shape = 'small' | 'large' | 'small-repeating' | 'large-repeating'

/** The exported folder; undefined where it cannot be made. */
export function madeCheckpoint(shape: Shape): string | undefined {
  const models = join(root, '.cache', 'bench', 'models')
  const folder = join(models, `${shape}-${codeKey()}`)
  if (existsSync(folder)) return folder
  mkdirSync(models, { recursive: true })
  // Those of older code are of no more use.
  const isOld = new RegExp(`^${shape}-[0-9a-f]+$`)
  for (const old of readdirSync(models).filter((name) => isOld.test(name)))
    rmSync(join(models, old), { recursive: true, force: true })
  const source = join(models, `${shape}-source`)
  const run = (...args: string[]) =>
    spawnSync(python, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  const made =
    run('-m', 'training.qwen.tiny', '--out', source, '--shape', shape) &&
    run('-m', 'training', 'export', '--from', source, '--out', folder, '--no-parity')
  rmSync(source, { recursive: true, force: true })
  return made ? folder : undefined
}

/** Another export for other code. */
function codeKey(): string {
  const folder = join(root, 'training', 'qwen')
  const hash = createHash('sha256')
  for (const name of readdirSync(folder)
    .filter((n) => n.endsWith('.py'))
    .toSorted())
    hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}
