import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweep } from '../../../main/store/sweep'
import { testFolder } from '../../builders/folder'

test('clears what a kill left half done, and nothing else', async () => {
  const folder = testFolder()
  const gone = ['index.json.12.3.tmp', 'projects/p/journal.jsonl.7.1.tmp', 'merge-aB3dE9/copy']
  const kept = ['index.json', 'projects/p/journal.jsonl', 'merge-notes/x', 'projects/q/mine.tmp', 'a.tmp']
  for (const name of [...gone, ...kept]) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), '')
  }
  mkdirSync(join(folder, 'projects/empty'))
  await sweep(folder)
  expect(gone.filter((name) => existsSync(join(folder, name)))).toEqual([])
  expect(kept.filter((name) => !existsSync(join(folder, name)))).toEqual([])
  expect(existsSync(join(folder, 'projects/empty'))).toBe(false)
})
