import { spawnSync } from 'node:child_process'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { takeLock } from '../../../main/store/lock'
import { testFolder } from '../../builders/folder'

const gonePid = () => spawnSync(process.execPath, ['-e', '']).pid

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
