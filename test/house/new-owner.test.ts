/**
 * A new owner adds a dialect, an export, a command and a backend to a copy of Relook: each is a file of its own and an entry
 * in the registry beside it. Everything else (menus, command line, conformance suite) takes it from there.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'

const copy = resolve('.cache/new-owner')

interface Toy {
  readonly file: string
  readonly content: string
  readonly registry: string
  readonly name: string
  /** What the entry is put behind. */
  readonly behind: string
  /** The suite that finds it. */
  readonly suite: string
}

const toys: Readonly<Record<string, Toy>> = {
  dialect: {
    file: 'app/dialects/toy.ts',
    content: `
      import { namingDialect } from './naming'
      import { answerSpan, budgetsOf, thinkTags } from './spans'

      export const toy = namingDialect({
        id: 'toy',
        name: 'Toy',
        space: 'image',
        budgets: budgetsOf([4, 1280], [4, 1280]),
        system: 'Name what you look at in <box>.',
        ask: (question) => question,
        answers: answerSpan,
        stop: ['</answer>'],
        thinking: thinkTags,
        writeBox: (numbers) => \`<box>[\${numbers.join(',')}]</box>\`,
        writeAnswer: (text) => \`<answer>\${text}</answer>\`,
      })`,
    registry: 'app/dialects/index.ts',
    name: 'toy',
    behind: '  treeVgr,\n',
    suite: 'dialects',
  },
  export: {
    file: 'app/exports/toy.ts',
    content: `
      import { good } from '../result'
      import type { Writer } from './writer'

      export const toy: Writer = {
        id: 'toy',
        title: 'Toy',
        about: 'Questions with the picture they are about.',
        source: 'written for a test of this project',
        container: 'jsonl',
        write: (trace) =>
          good([{ question: trace.branch.question, image: { picture: trace.branch.view, as: 'path' } }]),
        usage: ({ name }) => \`Read \${name} line by line.\`,
      }`,
    registry: 'app/exports/index.ts',
    name: 'toy',
    behind: '  openAi,\n',
    suite: 'exports',
  },
  command: {
    file: 'renderer/commands/toy.ts',
    content: `
      import type { Command } from './command'

      export const toy = {
        id: 'toy',
        title: 'Do nothing',
        keys: [],
        menu: 'view',
        scope: 'window',
        enabled: () => true,
        perform: () => undefined,
      } as const satisfies Command`,
    registry: 'renderer/commands/index.ts',
    name: 'toy',
    behind: '  ...viewCommands,\n',
    suite: 'commands',
  },
  backend: {
    file: 'main/models/toy.ts',
    content: `
      import type { Backend } from './backend'

      export function toy(): Backend {
        return { models: async () => [], open: async () => undefined }
      }`,
    registry: 'main/models/index.ts',
    name: 'toy',
    behind: '    onnx: createOnnx,\n',
    suite: 'backends',
  },
}

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const path of [
    'app',
    'main',
    'renderer',
    'test/conformance',
    'test/builders',
    'test/fixtures',
    'package.json',
    'tsconfig.base.json',
  ])
    cpSync(path, join(copy, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction')
  for (const toy of Object.values(toys)) add(toy)
  return () => rmSync(copy, { recursive: true, force: true })
})

/** What a new owner does: a file, and an entry with its import. */
function add({ file, content, registry, name, behind }: Toy): void {
  writeFileSync(join(copy, file), content)
  const path = join(copy, registry)
  const before = readFileSync(path, 'utf8')
  if (before.split(behind).length !== 2) throw new Error(`${registry} has another form than this test knows`)
  writeFileSync(path, `import { ${name} } from './toy'\n${before.replace(behind, `${behind}  ${name},\n`)}`)
}

test.each(Object.entries(toys))(
  '%s: a file and an entry, and the suite runs over it',
  (_, { suite }) => {
    const report = join(copy, `${suite}.json`)
    const words = ['run', '--root', copy, `test/conformance/${suite}.test.ts`, '-t', '[Tt]oy']
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('node_modules/vitest/vitest.mjs'), ...words, '--reporter=json', `--outputFile.json=${report}`],
      { encoding: 'utf8' },
    )
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly numPassedTests: number
      readonly numFailedTests: number
    }
    expect(numFailedTests, stdout + stderr).toBe(0)
    expect(numPassedTests).toBeGreaterThan(1)
  },
  60_000,
)
