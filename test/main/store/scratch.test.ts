/** Folders for one command: gone afterwards, and gone with the next command after a kill. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeBeside } from '../../../main/store/own-folder'
import { withScratch } from '../../../main/store/scratch'
import { testFolder } from '../../builders/folder'

/** No process has it: more than any system gives. */
const gone = 2 ** 22 + 1

test('a folder is there while the work goes on, and gone when it is over, however it ends', async () => {
  const where = testFolder()
  const seen = await withScratch(async (folder) => {
    writeFileSync(join(folder, 'a'), 'x')
    return existsSync(folder)
  }, where)
  expect(seen).toBe(true)
  await expect(withScratch(() => Promise.reject(new Error('no')), where)).rejects.toThrow('no')
  expect(readdirSync(where)).toEqual([])
})

test('what a killed command left is swept; what lives, or is named otherwise, stays', async () => {
  const where = testFolder()
  const stay = [
    `relook-scratch-${process.pid}-abcdef`,
    `relook-scratch-${gone}-abc`,
    `relook-scratch-x-abcdef`,
    `other-scratch-${gone}-abcdef`,
  ]
  for (const name of [...stay, `relook-scratch-${gone}-abcdef`])
    mkdirSync(join(where, name, 'deep'), { recursive: true })
  const outside = testFolder()
  writeFileSync(join(outside, 'mine'), 'x')
  symlinkSync(outside, join(where, `relook-scratch-${gone}-linked`))
  await withScratch(() => Promise.resolve(), where)
  expect(readdirSync(where).sort()).toEqual(stay.toSorted())
  expect(existsSync(join(outside, 'mine'))).toBe(true)
})

test('beside a place of a person only what carries the name of an export goes', async () => {
  const where = testFolder()
  for (const name of ['mine', '.relook-part', 'My data.relook-part']) mkdirSync(join(where, name))
  for (const name of ['mine', '.relook-part', '..', ''])
    await expect(removeBeside(join(where, name))).rejects.toMatchObject({ code: 'denied' })
  await removeBeside(join(where, 'My data.relook-part'))
  expect(readdirSync(where).sort()).toEqual(['.relook-part', 'mine'])
})
