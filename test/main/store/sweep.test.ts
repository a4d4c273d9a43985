import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../main/store/store'
import { sweep } from '../../../main/store/sweep'
import { testFolder } from '../../builders/folder'

const killed = spawnSync(process.execPath, ['-e', '']).pid
const id = 'ab'.repeat(32)

/** Every kind of file in a data folder that is half for a moment. */
const halves = [
  `index.json.${killed}.3.tmp`,
  `preferences.json.${killed}.1.tmp`,
  `keys.json.${killed}.1.tmp`,
  `servers.json.${killed}.12.tmp`,
  `hub.json.${killed}.1.tmp`,
  `lock.${killed}.2.tmp`,
  `lock.${killed}`,
  `lock.${killed}.now`,
  'lock.0123456789abcdef',
  'merge-aB3dE9/copy',
  `projects/p/journal.jsonl.${killed}.1.tmp`,
  `projects/p/journal.unread.jsonl.${killed}.1.tmp`,
  `images/ab/${id}.png.${killed}.41.tmp`,
  `images/ab/${id}.jpg.${killed}.42.tmp`,
  `images/ab/${id}.webp.${killed}.43.tmp`,
  `images/ab/${id}.json.${killed}.44.tmp`,
  `evaluations/e/evaluation.json.${killed}.1.tmp`,
  `evaluations/e/summary.json.${killed}.1.tmp`,
  `collections/c/collection.json.${killed}.1.tmp`,
  `collections/c/index/head.json.${killed}.1.tmp`,
  `rollouts/d/dump.json.${killed}.1.tmp`,
  `rollouts/d/index.json.${killed}.1.tmp`,
  `exports/e/export.json.${killed}.1.tmp`,
  `downloads/d/download.json.${killed}.1.tmp`,
  `uploads/u/hashes.json.${killed}.1.tmp`,
  `uploads/u/receiving.${killed}.2.tmp`,
  `readers/mine.json.${killed}.1.tmp`,
  `judgements/1234.json.${killed}.1.tmp`,
  // A container that is started again gives the same number.
  `images/cd/x.png.${process.pid}.1.tmp`,
]

/** Whole files, files of others, and one that a command is writing this moment. */
const others = [
  'index.json',
  'a.tmp',
  'lock.txt',
  'merge-notes/x',
  'projects/p/journal.jsonl',
  'projects/q/mine.tmp',
  `images/ab/${id}.png`,
  `images/ab/.${killed}.1.tmp`,
  `uploads/u/files/mine.${killed}.1.tmp`,
  `downloads/d/files/shard.${killed}.1.tmp`,
  `models/mine/weights.${killed}.1.tmp`,
  `datasets/mine.jsonl.${killed}.1.tmp`,
  `trash/.models/m~1/x.${killed}.1.tmp`,
  `desktop/Cache/x.${killed}.1.tmp`,
  `of the person/x.${killed}.1.tmp`,
  `images/ab/x.${killed}.1.tmp/a folder`,
  `keys.json.${process.ppid}.7.tmp`,
]

test(`clears ${halves.length} kinds of files that a kill left half done, and nothing else`, async () => {
  const folder = testFolder()
  for (const name of [...halves, ...others]) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), '')
  }
  mkdirSync(join(folder, 'projects/empty'))
  const elsewhere = testFolder()
  writeFileSync(join(elsewhere, `x.${killed}.1.tmp`), '')
  symlinkSync(elsewhere, join(folder, 'images/linked'))
  await sweep(folder)
  expect(halves.filter((name) => existsSync(join(folder, name)))).toEqual([])
  expect(others.filter((name) => !existsSync(join(folder, name)))).toEqual([])
  expect(existsSync(join(elsewhere, `x.${killed}.1.tmp`))).toBe(true)
  expect(existsSync(join(folder, 'projects/empty'))).toBe(false)
})

test('a process of the same number does not keep an old one', async () => {
  const folder = testFolder()
  const path = join(folder, `keys.json.${process.ppid}.7.tmp`)
  writeFileSync(path, '')
  const lastWeek = new Date(Date.now() - 7 * 24 * 60 * 60 * 1000)
  utimesSync(path, lastWeek, lastWeek)
  await sweep(folder)
  expect(existsSync(path)).toBe(false)
})

test('is done when a data folder is opened', async () => {
  const folder = testFolder()
  const path = join(folder, 'images', 'ab', `${id}.png.${killed}.1.tmp`)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, 'half')
  const bringImage = () => Promise.reject(new Error('not asked for'))
  const store = await openStore({ folder, bringImage, now: Date.now, report: () => undefined })
  await store.close()
  expect(existsSync(path)).toBe(false)
})
