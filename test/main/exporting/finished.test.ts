/** An export that was killed when its files were whole and nobody had noted it yet. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeFor, type ExportPlace } from '../../../main/exporting/place'
import { createSources } from '../../../main/exporting/source'
import { exportTo, keep, requestFor, storeOn } from '../../builders/exports'
import { testFolder } from '../../builders/folder'

/** What a kill leaves, from the finished export: how far the last renames had come. */
const cuts: Record<string, (place: ExportPlace) => void> = {
  'before its folder was renamed': (place) => {
    if (place.file !== undefined) renameSync(place.path, join(place.folder, place.file))
    renameSync(place.folder, place.part)
    // What was there before is still there, or was just put aside.
    mkdirSync(`${place.folder}.relook-old`)
  },
  'while its pieces were swept': (place) => {
    if (place.file !== undefined) renameSync(place.path, join(place.folder, place.file))
    renameSync(place.folder, place.part)
    mkdirSync(join(place.part, '.pieces'))
    writeFileSync(join(place.part, '.pieces', '000000-train.jsonl'), '{"torn')
  },
  'before its data file was taken out of its folder': (place) => {
    if (place.file !== undefined) renameSync(place.path, join(place.folder, place.file))
  },
  'before it was noted': () => undefined,
}

test.each(['set', 'set.jsonl'].flatMap((name) => Object.keys(cuts).map((cut) => [name, cut] as const)))(
  '%s, killed %s, is whole when it goes on, without writing anything again',
  async (name, cut) => {
    const folder = testFolder()
    const store = await storeOn(join(folder, 'data'))
    await keep(store, 'p1', 1)
    const out = join(folder, name)
    const first = await exportTo(store, out, requestFor('ms-swift'), { run: 'one' })
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
    cuts[cut]?.(placeFor(out))
    const source = await createSources(store)({ type: 'all' })
    const untouched = {
      ...source,
      each: () => {
        throw new Error('written again')
      },
    }
    const again = await exportTo(store, out, requestFor('ms-swift'), { run: 'one', source: untouched })
    expect(again).toEqual(first)
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()).toEqual(files)
    await store.close()
  },
)

test('what another export finished there is not taken for this one', async () => {
  const folder = testFolder()
  const store = await storeOn(join(folder, 'data'))
  await keep(store, 'p1', 1)
  const out = join(folder, 'set')
  await exportTo(store, out, requestFor('ms-swift'), { run: 'one' })
  for (const run of ['two', undefined])
    await expect(
      exportTo(store, out, requestFor('ms-swift'), run === undefined ? {} : { run }),
    ).rejects.toThrow(/is already there/)
  expect(existsSync(out)).toBe(true)
  await store.close()
})
