/** Documents: links that lead somewhere, decisions in one form, files GitHub reads. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

/** Markdown of this repository, tracked or about to be. */
const documents = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .stdout.trim()
  .split('\n')
  .filter((path) => existsSync(path))

/** What a document links to inside this repository. */
function linksIn(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^(https?:|mailto:|#)/.test(target))
}

test.each(documents)('every link of %s leads to a file', (path) => {
  const lost = linksIn(path).filter((target) => !existsSync(join(dirname(path), target.split('#')[0] ?? '')))
  expect(lost).toEqual([])
})

describe('decisions', () => {
  const folder = 'docs/decisions'
  const files = readdirSync(folder).filter((name) => name !== 'README.md')
  const status = '(proposed|accepted|superseded by \\[decision \\d{3}\\])'
  const form = (number: string) =>
    new RegExp(
      `^# ${number}: [^\\n]+\\n\\n- Status: ${status}[^\\n]*\\n- Date: \\d{4}-\\d\\d-\\d\\d\\n\\n` +
        '## Context\\n[\\s\\S]+\\n## Decision\\n[\\s\\S]+\\n## Consequence\\n',
    )

  test('are numbered without a gap', () => {
    expect(files.map((name) => Number(name.slice(0, 3)))).toEqual(files.map((_, i) => i + 1))
  })

  test.each(files)('%s has the one form', (name) => {
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(form(name.slice(0, 3)))
  })
})

test.each(['.github/dependabot.yml', 'CITATION.cff', 'electron-builder.yml'])('%s can be read', (path) => {
  expect(parse(readFileSync(path, 'utf8'))).toBeTypeOf('object')
})

test('the citation and the changelog speak of the version there is', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(parse(readFileSync('CITATION.cff', 'utf8'))).toMatchObject({ version })
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## [${version}]`)
})
