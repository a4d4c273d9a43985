/**
 * What some tests need and not every machine has. A test that is not run says so in its name and is counted as skipped; the
 * end of `npm test` lists it. (ESLint forbids other ways to skip.)
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'

/** Something a test needs, in words that end the sentence “This needs …”. */
export interface Need {
  readonly what: string
  readonly met: boolean
}

/** Real files of the field that may be read here but not published: they lie beside the project, if at all. */
export const fieldFolder = fileURLToPath(new URL('../../../shared/traces/', import.meta.url))
export const fieldFiles: Need = {
  what: 'files of others that may not be published, in ../shared/traces',
  met: existsSync(fieldFolder),
}

/** More of them, of newer families, with what is right beside each. */
export const newerFolder = fileURLToPath(new URL('../../../shared/traces-newer/', import.meta.url))
export const newerFiles: Need = {
  what: 'files of newer families that may not be published, in ../shared/traces-newer',
  met: existsSync(newerFolder),
}

/** Process groups, `ps` and signals. */
export const unix: Need = { what: 'Linux or macOS', met: process.platform !== 'win32' }

/** The name of Python on this machine. */
export const pythonCommand = process.platform === 'win32' ? 'python' : 'python3'
export const python: Need = {
  what: 'Python 3',
  met: spawnSync(pythonCommand, ['--version'], { stdio: 'ignore' }).status === 0,
}

/** Poppler's programs, which read a PDF as others do. */
export const poppler: Need = {
  what: 'Poppler (poppler-utils)',
  met: spawnSync('pdftoppm', ['-v'], { stdio: 'ignore' }).status === 0,
}

/** A test that is skipped, saying why, where its need is not met. */
export function testNeeding(
  need: Need,
  name: string,
  body: () => void | Promise<void>,
  timeout?: number,
): void {
  test.skipIf(!need.met)(named(need, name), body, timeout)
}

/** Tests that are skipped, saying why, where their need is not met. Their bodies are not run, but `body` is. */
export function describeNeeding(need: Need, name: string, body: () => void): void {
  describe.skipIf(!need.met)(named(need, name), body)
}

function named(need: Need, name: string): string {
  return need.met ? name : `${name} [SKIPPED: needs ${need.what}]`
}
