/** `relook bench`: the measurements in docs/performance.md, made again on this machine. Only where the sources are. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../app/failure'
import { appRootOf } from '../resources/paths'
import type { CliCommand } from './command'

/** Runs the checkout's benchmarks. */
export const bench: CliCommand = {
  name: 'bench',
  usage: 'bench [NAME]',
  about: 'Measure this machine: re-run, decode loop, canvas. Prints ratios and their limits.',
  help: ['NAME   only the benchmarks whose name begins so'],
  run: (words, { signal }) => {
    const root = appRootOf(import.meta.url)
    const script = join(root, 'scripts', 'bench.mjs')
    if (!existsSync(script) || !existsSync(join(root, 'test', 'bench')))
      throw new Failure(
        'not-found',
        'The benchmarks are part of the source code, not of the package: run this in a clone of Relook.',
      )
    return new Promise((done) => {
      const child = spawn(process.execPath, [script, ...words], { cwd: root, stdio: 'inherit' })
      signal.addEventListener('abort', () => child.kill(), { once: true })
      child.on('exit', (code) => done(code ?? 1))
    })
  },
}
