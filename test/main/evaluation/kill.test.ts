/** kill -9 in the middle of a run: no row is lost, none is done twice, the same command goes on. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { benchmark } from '../../builders/benchmark'
import { testFolder } from '../../builders/folder'
import { until } from '../../builders/wait'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const built = join(root, '.cache', 'kill-eval-test')

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--main', built], {
    cwd: root,
  })
  if (status !== 0) throw new Error(String(stderr))
}, 60_000)

it('goes on after kill -9 without losing or redoing a row', async () => {
  const folder = testFolder()
  const data = await benchmark(join(folder, 'small'), 12)
  // Each sample takes long enough to be killed in the middle of one.
  const said = (n: number) => `<think>${'word '.repeat(6)}</think><answer>a${n}</answer>`
  const answers = Array.from({ length: 12 }, (_, n) => ({ question: `Q${n}?`, segments: [said(n)] }))
  const script = join(folder, 'script.json')
  writeFileSync(script, JSON.stringify({ tokensPerSecond: 120, answers: answers.reverse() }))
  const env = { ...process.env, RELOOK_DATA: join(folder, 'data'), RELOOK_SCRIPT: script }
  const words = [join(built, 'cli.js'), 'eval', data, '--model', 'scripted', '--json']
  const rowsNow = () => {
    const runs = join(folder, 'data', 'evaluations')
    const [run] = existsSync(runs) ? readdirSync(runs) : []
    const file = join(runs, run ?? '-', 'results.jsonl')
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.startsWith('{"type":"row"'))
      : []
  }

  const first = spawn(process.execPath, words, { env, stdio: 'ignore', detached: true })
  onTestFinished(() => void first.kill('SIGKILL'))
  await until(() => rowsNow().length >= 4, 'the first rows', 60_000)
  // The whole group: the inference process, too.
  process.kill(-(first.pid ?? 0), 'SIGKILL')
  await new Promise((done) => first.on('exit', done))
  const kept = rowsNow().filter((line) => line.endsWith('}}'))
  expect(kept.length).toBeGreaterThanOrEqual(4)
  expect(kept.length).toBeLessThan(12)

  const { stdout, status } = spawnSync(process.execPath, words, { env, timeout: 60_000 })
  expect(status).toBe(0)
  expect(JSON.parse(String(stdout))).toMatchObject({ count: 12, accuracy: 1, failed: 0 })
  const all = rowsNow()
  expect(all.slice(0, kept.length)).toEqual(kept)
  const ids = all.map((line) => (JSON.parse(line) as { row: { item: { id: string } } }).row.item.id)
  expect(ids.map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  expect(readdirSync(join(folder, 'data', 'evaluations'))).toHaveLength(1)
}, 90_000)
