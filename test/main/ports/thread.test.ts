/** Threads that read what others made: stopped when they hang or need too much, one by one. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startThread, type Thread, type ThreadLimits } from '../../../main/ports/thread'
import { builtMain } from '../../builders/built'
import { testFolder } from '../../builders/folder'
import { readDamaged } from '../../soak/damaged-files'

/** A thread that beats like ours, stands at a record when it is told so, and then does this. */
function threadThat(does: string, limits: ThreadLimits): Thread {
  const path = join(testFolder(), 'thread.mjs')
  writeFileSync(
    path,
    `import { parentPort, workerData } from 'node:worker_threads'
const { beats } = workerData
setInterval(() => Atomics.add(beats, 0, 1), 50)
parentPort.on('message', () => { beats[1] = 3; beats[2] = 17; ${does} })
parentPort.postMessage('ready')`,
  )
  const thread = startThread(path, limits)
  onTestFinished(() => thread.close())
  return thread
}

async function endOf(thread: Thread) {
  const closed = new Promise<void>((done) => thread.onClose(done))
  await new Promise<void>((done) => thread.onMessage(() => done()))
  thread.send('go')
  await closed
  return thread.ended?.()
}

test('one that never comes round is ended, and the record it was at is named', async () => {
  const from = performance.now()
  expect(await endOf(threadThat('for (;;);', { hangMs: 2000 }))).toEqual({
    failure: { code: 'bad-input', message: 'Reading it took longer than 2 s in one piece, and was stopped.' },
    mark: { file: 2, line: 17 },
  })
  // eslint-disable-next-line no-restricted-syntax -- the limit itself is by the clock
  expect(performance.now() - from).toBeLessThan(15_000)
})

test('one that needs too much memory is ended in words', async () => {
  const ended = await endOf(threadThat('const a = []; for (;;) a.push([Math.random()])', { heapMb: 64 }))
  expect(ended?.failure).toMatchObject({ code: 'bad-input', message: expect.stringContaining('64 MB') })
})

test('one that throws is ended with what it threw; one that was closed from here has no reason', async () => {
  const ended = await endOf(threadThat(`throw new Error('odd')`, {}))
  expect(ended?.failure).toMatchObject({ code: 'internal', message: 'Reading it failed: odd' })
  const thread = threadThat('', {})
  const closed = new Promise<void>((done) => thread.onClose(done))
  thread.close()
  await closed
  expect(thread.ended?.()).toBeUndefined()
})

test('one that waits is left alone however long it waits', async () => {
  const thread = threadThat('', { hangMs: 300 })
  const closed = vi.fn()
  thread.onClose(closed)
  // eslint-disable-next-line no-restricted-syntax -- that nothing happens takes time to see
  await new Promise((done) => setTimeout(done, 3500))
  expect(closed).not.toHaveBeenCalled()
})

const fixtures = new URL('../../fixtures/', import.meta.url).pathname
let built: string
beforeAll(() => (built = builtMain()), 120_000)

test(
  '120 damaged parquet files are each read or refused in words (the long form: npm run soak)',
  { timeout: 180_000 },
  async () => {
    const samples = readdirSync(`${fixtures}parquet`).map((name) => `${fixtures}parquet/${name}`)
    const tally = await readDamaged(120, {
      file: join(built, 'indexer.js'),
      samples: [...samples, `${fixtures}evaluation/ScienceQA.parquet`],
      folder: testFolder(),
      seed: 7,
      hangMs: 5000,
    })
    expect(tally.wrong).toEqual([])
    expect(tally.read + tally.refused + tally.ended.length).toBe(240)
    expect(tally.refused).toBeGreaterThan(20)
    expect(tally.longest).toBeLessThan(15_000)
  },
)
