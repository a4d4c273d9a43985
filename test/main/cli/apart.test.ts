/** Commands that read what others made end when they are told to, whatever they are at. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { builtMain } from '../../builders/built'
import { testFolder } from '../../builders/folder'
import { lines, logRow } from '../../builders/traces'

let built: string
beforeAll(() => (built = builtMain()), 120_000)

function start(words: readonly string[]) {
  const child = spawn(process.execPath, [join(built, 'cli.js'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [out, error] = ['', '']
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (error += data.toString()))
  const ended = new Promise<number | string>((done) =>
    child.on('close', (code, signal) => done(code ?? signal ?? '')),
  )
  return { child, ended, out: () => out, error: () => error }
}

test('a file is read in a thread with the same words and the same exit code', async () => {
  const path = join(testFolder(), 'log.jsonl')
  writeFileSync(path, lines([logRow(1), logRow(2)]))
  const good = start(['read', path, '--json'])
  expect(await good.ended).toBe(0)
  expect(JSON.parse(good.out())).toMatchObject({ format: 'vlm-r3-log', count: 2 })
  const bad = start(['read', join(testFolder(), 'none.jsonl')])
  expect(await bad.ended).toBe(1)
  expect(bad.error()).toMatch(/^relook: There is no file/)
})

test('one record that takes long ends with the command, at once', { timeout: 60_000 }, async () => {
  const path = join(testFolder(), 'log.jsonl')
  // One row of 120 MB: parsing it is one piece of work that no signal reaches.
  writeFileSync(path, lines([logRow(1, { full_response: '<think> \\" { [ '.repeat(8_000_000) })]))
  const reading = start(['read', path])
  // eslint-disable-next-line no-restricted-syntax -- nothing outside tells that it is in the middle of the row
  await new Promise((done) => setTimeout(done, 1500))
  const from = performance.now()
  reading.child.kill('SIGTERM')
  await reading.ended
  // eslint-disable-next-line no-restricted-syntax -- five seconds by the clock are the promise
  expect(performance.now() - from).toBeLessThan(5500)
})
