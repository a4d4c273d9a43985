/** `relook rollouts` as a process: what it prints, and kill -9 in the middle of a group: nothing lost, nothing made twice. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { rolloutSeed } from '../../../app/groups/group'
import { runCommandLine } from '../../../main/cli/run-cli'
import { testFolder } from '../../builders/folder'
import { never, png } from '../../builders/services'
import { until } from '../../builders/wait'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const built = join(root, '.cache', 'kill-rollouts-test')
const fixture = join(root, 'test', 'fixtures', 'rgrpo-run', 'rollouts.jsonl')

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--main', built], {
    cwd: root,
  })
  if (status !== 0) throw new Error(String(stderr))
}, 120_000)

/** Four rollouts that differ, each long enough to be killed in the middle of one. */
const answers = [0, 1, 2, 3].map((i) => ({
  seed: rolloutSeed(5, i),
  segments: [
    `<think>${'word '.repeat(4)}{"bbox_2d": [${i}, 0, 56, 56]}`,
    `${'more '.repeat(4)}</think>\n<answer>${i % 2}</answer>`,
  ],
}))

/** What a line of the journal is; the last one may still be on its way. */
function typeOf(line: string): string | undefined {
  return /"type":"(branch-added|run-ended|run-started|steps-added)"/.exec(line)?.[1]
}

interface Result {
  readonly mean: number
  readonly rollouts: readonly {
    readonly answer: string
    readonly right: boolean
    readonly text: string
    readonly total: number
  }[]
}

it('goes on after kill -9 to the group that an unbroken run makes', async () => {
  const folder = testFolder()
  const image = join(folder, 'page.png')
  writeFileSync(image, await png(560, 420))
  const run = (data: string, tokensPerSecond: number, more: readonly string[] = []) => {
    const script = join(folder, `script-${tokensPerSecond}.json`)
    writeFileSync(script, JSON.stringify({ tokensPerSecond, answers }))
    const env = { ...process.env, RELOOK_DATA: join(folder, data), RELOOK_SCRIPT: script }
    const words = [
      'rollouts',
      image,
      'How many?',
      '--model',
      'scripted',
      '--group',
      '4',
      '--seed',
      '5',
      '--gold',
      '1',
      '--json',
      ...more,
    ]
    return { env, words: [join(built, 'cli.js'), ...words] }
  }
  const unbroken = run('whole', 5000)
  const whole = spawnSync(process.execPath, unbroken.words, { env: unbroken.env, timeout: 60_000 })
  expect(String(whole.stderr)).toBe('')
  const wanted = JSON.parse(String(whole.stdout)) as Result
  expect(wanted.rollouts.map((r) => [r.answer, r.right])).toEqual([
    ['0', false],
    ['1', true],
    ['0', false],
    ['1', true],
  ])
  expect(existsSync(join(folder, 'whole', 'projects'))).toBe(false)

  const slow = run('data', 60, ['--keep'])
  const journal = () => {
    const projects = join(folder, 'data', 'projects')
    const [project] = existsSync(projects) ? readdirSync(projects) : []
    const file = join(projects, project ?? '-', 'journal.jsonl')
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  }
  const count = (type: string) => journal().filter((line) => typeOf(line) === type).length
  const first = spawn(process.execPath, slow.words, { env: slow.env, stdio: 'ignore', detached: true })
  onTestFinished(() => void first.kill('SIGKILL'))
  const isInTheMiddle = () =>
    count('run-ended') >= 1 && count('run-started') >= 2 && count('steps-added') >= 3
  await until(isInTheMiddle, 'the second rollout', 60_000)
  // The whole process group: the inference process, too.
  process.kill(-(first.pid ?? 0), 'SIGKILL')
  await new Promise((done) => first.on('exit', done))
  const kept = journal().slice(0, -1)
  expect(count('branch-added')).toBe(4)

  const fast = run('data', 5000, ['--keep'])
  const again = spawnSync(process.execPath, fast.words, { env: fast.env, timeout: 60_000 })
  expect(String(again.stderr)).toBe('')
  const got = JSON.parse(String(again.stdout)) as Result
  expect(got.rollouts.map((r) => r.text)).toEqual(wanted.rollouts.map((r) => r.text))
  expect(got.mean).toBe(wanted.mean)
  // What was acknowledged is there still, no branch was made again, and the first rollout was not run twice.
  expect(journal().slice(0, kept.length)).toEqual(kept)
  expect(count('branch-added')).toBe(4)
  expect(readdirSync(join(folder, 'data', 'projects'))).toHaveLength(1)
  expect(count('run-started')).toBe(5)
}, 120_000)

it('prints a group and a dump as tables, and says what is missing', async () => {
  const folder = testFolder()
  const env = { ...process.env, RELOOK_DATA: join(folder, 'data') }
  const run = (...words: string[]) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(built, 'cli.js'), ...words], {
      env,
      timeout: 60_000,
    })
    return { out: String(stdout), error: String(stderr), status }
  }
  const dump = run('rollouts', fixture)
  expect(dump).toMatchObject({ error: '', status: 0 })
  expect(dump.out).toContain('rollouts.jsonl: 3 groups, 18 rollouts, Relook training')
  expect(dump.out).toMatch(/ 2 +4\/6 +2\.117 +0\.774 +1\.0 +Which value is in the gray row/)
  expect(dump.out).toContain('total: 1.295 → 2.241')
  const json = JSON.parse(run('rollouts', fixture, '--step', '1', '--json').out) as { matching: number }
  expect(json.matching).toBe(1)
  const errors: string[] = []
  const terminal = { out: () => undefined, error: (text: string) => void errors.push(text), signal: never }
  expect(await runCommandLine(['rollouts', 'x.png'], terminal)).toBe(1)
  expect(await runCommandLine(['rollouts', 'x.png', 'q', '--rewards', 'mine'], terminal)).toBe(1)
  expect(errors.join('')).toContain('Give a question, too')
  expect(errors.join('')).toContain('--rewards must be paper or released')
}, 60_000)
