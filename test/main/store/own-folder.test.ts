/** Nothing is taken away that Relook did not make under a name it gives. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createTrash,
  freePlace,
  isOwnFolder,
  ownMarkName,
  markOwn,
  removeTree,
} from '../../../main/store/own-folder'
import { testFolder } from '../../builders/folder'

function withPrecious(): string {
  const folder = testFolder()
  mkdirSync(join(folder, 'own/made'), { recursive: true })
  writeFileSync(join(folder, 'precious'), 'kept')
  writeFileSync(join(folder, 'own/made/file'), '')
  return folder
}

test('removes only what lies directly in the named folder', async () => {
  const folder = withPrecious()
  const own = join(folder, 'own')
  const outside = [
    '.',
    '..',
    '../precious',
    'made/file',
    'made/../..',
    '',
    'a\u0000',
    '/',
    '../own',
    './made/.',
  ]
  for (const name of outside.filter((n) => n !== './made/.'))
    await expect(removeTree(`${own}/${name}`, own), name).rejects.toMatchObject({ code: 'denied' })
  expect(readdirSync(own)).toEqual(['made'])
  await removeTree(join(own, 'made'), own)
  await removeTree(join(own, 'made'), own)
  expect(readdirSync(own)).toEqual([])
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept')
})

test('unlinks a link and leaves alone what it leads to', async () => {
  const folder = withPrecious()
  symlinkSync(folder, join(folder, 'own/link'))
  await removeTree(join(folder, 'own/link'), join(folder, 'own'))
  expect(readdirSync(folder).sort()).toEqual(['own', 'precious'])
})

test('knows a folder by its mark, its kind and its name; a link is nobody’s', async () => {
  const folder = withPrecious()
  const made = join(folder, 'own/made')
  expect(await isOwnFolder(made, 'model')).toBe(false)
  await markOwn(made, 'model', 'made')
  expect(await isOwnFolder(made, 'model')).toBe(true)
  expect(await isOwnFolder(made, 'dataset')).toBe(false)
  symlinkSync(made, join(folder, 'own/other'))
  expect(await isOwnFolder(join(folder, 'own/other'), 'model')).toBe(false)
  for (const text of ['', '{}', '{"made":"relook","kind":"model","name":"other"}', '[1', 'null']) {
    writeFileSync(join(made, ownMarkName), text)
    expect(await isOwnFolder(made, 'model')).toBe(false)
  }
})

test('the trash gives back under the old name or the next free one, and ends things by age', async () => {
  const folder = withPrecious()
  const own = join(folder, 'own')
  let now = 1000
  const trash = createTrash(join(folder, 'trash'), () => now)
  await expect(trash.take(folder, own)).rejects.toMatchObject({ code: 'denied' })
  await expect(trash.take(join(own, 'none'), own)).rejects.toMatchObject({ code: 'not-found' })
  const first = await trash.take(join(own, 'made'), own)
  mkdirSync(join(own, 'made'))
  const second = await trash.take(join(own, 'made'), own)
  expect(second).not.toBe(first)
  expect((await trash.list()).map(({ name }) => name)).toEqual(['made', 'made'])
  for (const id of ['../own', 'made', '../precious~1', 'none~5'])
    await expect(trash.restore(id, own)).rejects.toMatchObject({ code: 'not-found' })
  mkdirSync(join(own, 'made'))
  expect(await trash.restore(first, own)).toBe(join(own, 'made-2'))
  expect(readdirSync(join(own, 'made-2'))).toEqual(['file'])
  // A clock that goes backwards makes nothing older.
  now = 0
  await trash.empty(500)
  expect(await trash.list()).toHaveLength(1)
  now = 5000
  await trash.empty(500)
  expect(await trash.list()).toEqual([])
  expect(await freePlace(own, 'made')).toBe(join(own, 'made-3'))
})
