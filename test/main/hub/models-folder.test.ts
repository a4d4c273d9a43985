/** Another folder for models: those that are there are found from it, and stay where they are. */
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createModelStore } from '../../../main/hub/abilities'
import { createKeys } from '../../../main/store/key-store'
import { testFolder } from '../../builders/folder'

const never = new AbortController().signal

async function open(data: string, own: string | undefined, chosen: string | null) {
  const set: (string | undefined)[] = []
  const store = await createModelStore({
    dataFolder: data,
    builtIn: join(data, 'none'),
    ...(own === undefined ? {} : { own }),
    setOwn: async (folder) => void set.push(folder),
    chooseFolder: async () => chosen,
    access: { anywhere: true },
    keys: createKeys({ folder: data, env: {} }),
    newId: () => 'd',
    env: {},
  })
  return { ...store, set }
}
test('is one of its own in the chosen one; models are linked there, and back; a person’s other folders are none', async () => {
  const data = testFolder()
  const disk = join(data, 'disk')
  mkdirSync(join(data, 'models', 'mine'), { recursive: true })
  writeFileSync(join(data, 'models', 'mine', 'config.json'), '{}')
  mkdirSync(join(disk, 'holiday'), { recursive: true })
  const first = await open(data, undefined, disk)
  const folder = join(disk, 'Relook models')
  expect(await first.abilities.setModelsFolder({}, never)).toEqual({ folder })
  expect(first.set).toEqual([folder])
  expect(readdirSync(folder)).toEqual(['mine'])
  expect(realpathSync(join(folder, 'mine'))).toBe(realpathSync(join(data, 'models', 'mine')))
  expect(lstatSync(join(data, 'models', 'mine')).isDirectory()).toBe(true)
  await first.close()

  const second = await open(data, folder, null)
  for await (const store of second.abilities.modelStore({}, never)) {
    expect([store.folder, store.models.map((m) => m.kind)]).toEqual([folder, ['linked']])
    break
  }
  expect(await second.abilities.setModelsFolder({}, never)).toBeNull()
  // Downloaded on the other disk meanwhile; what came from here is here already.
  mkdirSync(join(folder, 'newer'))
  expect(await second.abilities.setModelsFolder({ usual: true }, never)).toEqual({
    folder: join(data, 'models'),
  })
  expect(second.set).toEqual([undefined])
  expect(readdirSync(join(data, 'models')).sort()).toEqual(['mine', 'newer'])
  expect(lstatSync(join(data, 'models', 'mine')).isDirectory()).toBe(true)
  await second.close()
})

test('cannot be changed where no dialog asks for it', async () => {
  const data = testFolder()
  const { abilities, close } = await createModelStore({
    dataFolder: data,
    builtIn: join(data, 'none'),
    access: { anywhere: false },
    keys: createKeys({ folder: data, env: {} }),
    newId: () => 'd',
    env: {},
  })
  await expect(abilities.setModelsFolder({}, never)).rejects.toMatchObject({ code: 'denied' })
  expect(existsSync(join(data, 'Relook models'))).toBe(false)
  await close()
})
