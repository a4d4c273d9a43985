/** The check of commit messages that the workflow runs, over the history of a repository made for it. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../builders/folder'

/** Commits these messages, and checks all but the first. */
function checked(...messages: readonly string[]) {
  const cwd = testFolder()
  const git = (...words: readonly string[]) => {
    const { status, stderr } = spawnSync('git', words, { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgSign=false']
  git('init', '--quiet')
  for (const message of ['Begin', ...messages])
    git(...author, 'commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-m', message)
  const script = resolve('scripts/check-commits.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, `HEAD~${messages.length}..HEAD`], {
    cwd,
    encoding: 'utf8',
  })
  return { status, said: stderr.replaceAll(/^[0-9a-f]{7,} /gm, '') }
}

test('good messages pass', () => {
  const long = 'Fix the width of a box\n\nIt was measured before the image was turned.'
  expect(checked('Read a box that is written as text', long)).toEqual({ status: 0, said: '' })
})

test.each([
  ['The box is read', '“The” is not a verb in the imperative that this check knows'],
  ['Fixed the box', '“Fixed” is not a verb in the imperative that this check knows'],
  ['Fix the box.', 'ends with a full stop'],
  [`Fix ${'x'.repeat(80)}`, '84 characters, at most 72'],
  ['Fix the box\nand more', 'no empty line after the subject'],
])('%j does not', (message, problem) => {
  expect(checked('Read a box', message)).toEqual({
    status: 1,
    said: `${message.split('\n')[0]}\n  ${problem}\n`,
  })
})
