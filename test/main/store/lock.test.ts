import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { takeLock } from '../../../main/store/lock'
import { openStore } from '../../../main/store/store'
import type { Change } from '../../../app/trace/change'
import { testFolder } from '../../builders/folder'
import { created } from '../../builders/project'

const gonePid = () => spawnSync(process.execPath, ['-e', '']).pid
const gone = gonePid()

test('a second one is refused, told who has it and where', async () => {
  const folder = testFolder()
  const lock = await takeLock(folder)
  await lock.announce('http://127.0.0.1:1/#token=x')
  await expect(takeLock(folder)).rejects.toMatchObject({
    code: 'busy',
    address: 'http://127.0.0.1:1/#token=x',
    message: expect.stringContaining(`process ${process.pid} at http://127.0.0.1:1/`),
  })
  await lock.release()
  await (await takeLock(folder)).release()
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

test('a lock of another user is let alone, and told of', async () => {
  const folder = testFolder()
  const text = JSON.stringify({ pid: gonePid(), born: '' })
  const path = join(folder, 'lock')
  writeFileSync(path, text, { mode: 0o600 })
  const isRoot = process.getuid?.() === 0
  // Root may read everything; an ordinary user may not read what nobody may.
  chmodSync(folder, 0o777)
  if (!isRoot) chmodSync(path, 0)
  if (isRoot) process.seteuid?.(65_534)
  try {
    await expect(takeLock(folder)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('is another user’s'),
    })
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
  chmodSync(path, 0o600)
  expect(readFileSync(path, 'utf8')).toBe(text)
  expect(readdirSync(folder)).toEqual(['lock'])
})

test.each([
  ['a process that is gone', () => JSON.stringify({ pid: gonePid(), born: '' })],
  ['another process that got the same number', () => JSON.stringify({ pid: process.pid, born: '1' })],
  ['nobody: half a file', () => '{"pid": 1'],
])('a lock of %s is taken over', async (_, text) => {
  const folder = testFolder()
  writeFileSync(join(folder, 'lock'), text())
  const lock = await takeLock(folder)
  await expect(takeLock(folder)).rejects.toMatchObject({ code: 'busy' })
  await lock.release()
})

test('a holder on another machine counts as long as it touches its lock, whatever its process id is here', async () => {
  const folder = testFolder()
  const path = join(folder, 'lock')
  const elsewhere = { pid: 999_999, born: '1', host: 'another machine' }
  writeFileSync(path, JSON.stringify(elsewhere))
  await expect(takeLock(folder)).rejects.toMatchObject({ code: 'busy' })
  const old = new Date(Date.now() - 120_000)
  utimesSync(path, old, old)
  const lock = await takeLock(folder)
  await lock.release()
})

afterEach(() => void vi.useRealTimers())

/** As after a machine slept for so long. */
function slept(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
}

test('a holder that slept writes on where the lock is still its own, and nowhere else', async () => {
  const folder = testFolder()
  const lock = await takeLock(folder)
  slept(3600_000)
  await lock.check()
  slept(10_000)
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 1, born: '1', host: 'elsewhere', id: 'other' }))
  // So soon after it was sure nobody can have taken it over.
  await lock.check()
  slept(3600_000)
  await expect(lock.check()).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('Nothing more is written here'),
  })
  await lock.release()
  expect(existsSync(join(folder, 'lock'))).toBe(true)
})

const creation = created as Extract<Change, { type: 'project-created' }>

test('an edit after such a sleep is refused, and is in no journal', async () => {
  const folder = testFolder()
  const store = await openStore({
    folder,
    bringImage: () => Promise.reject(new Error('no image')),
    now: () => 7,
    report: () => undefined,
  })
  const create = (id: string) => store.projects.create({ ...creation, id })
  await create('before')
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 1, born: '1', host: 'elsewhere', id: 'other' }))
  slept(3600_000)
  await expect(create('after')).rejects.toMatchObject({ code: 'busy' })
  const renamed = store.projects.use('before', (live) =>
    live.append([{ type: 'project-renamed', title: 'x' }]),
  )
  await expect(renamed).rejects.toMatchObject({ code: 'busy' })
  expect(existsSync(join(folder, 'projects', 'after'))).toBe(false)
  await store.close()
})

/** How many of so many who start at once have the folder; the others are told that it is held. */
async function atOnce(folder: string, many: number): Promise<number> {
  const tries = await Promise.allSettled(Array.from({ length: many }, () => takeLock(folder)))
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'busy' })
  const held = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  for (const lock of held) await lock.release()
  return held.length
}

test.each([
  ['no lock', 40, undefined],
  ['a stale lock', 40, JSON.stringify({ pid: gone, born: '' })],
  ['half a lock', 4, '{"pid": 1'],
])('of six that start at once over %s, one has it', async (_, rounds, stale) => {
  const folder = testFolder()
  const counts: number[] = []
  for (let round = 0; round < rounds; round++) {
    if (stale !== undefined) writeFileSync(join(folder, 'lock'), stale)
    counts.push(await atOnce(folder, 6))
  }
  expect(counts.filter((n) => n !== 1)).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

test('one that was killed while it took over is taken over too', async () => {
  const folder = testFolder()
  const dead = (id: string) => JSON.stringify({ pid: gone, born: '', id })
  const claim = (on: string) => `lock.${createHash('sha256').update(on).digest('hex').slice(0, 16)}`
  for (const [name, text] of [
    ['lock', dead('0')],
    [claim(dead('0')), dead('1')],
    [claim(dead('1')), dead('2')],
  ] as const)
    writeFileSync(join(folder, name), text)
  expect(await atOnce(folder, 6)).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('what is there and cannot be read is no stale lock', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'lock'))
  await expect(takeLock(folder)).rejects.toThrow()
  expect(existsSync(join(folder, 'lock'))).toBe(true)
})
