/** What is dropped from this machine is opened where it lies: its folder is known by the path of its files. */
import { expect, test } from 'vitest'
import type { Context } from '../../renderer/session/context'
import { pathOfDrop, type PlacedFile } from '../../renderer/session/files/uploads'

const named = (path: string): PlacedFile => ({ file: new File([], path.split('/').at(-1) ?? ''), path })

/** Files at these places of the machine, in the order given. */
function drop(places: Readonly<Record<string, string>>) {
  const files = Object.keys(places).map(named)
  const known = new Map(files.map(({ file, path }) => [file, places[path]]))
  // Nothing else of the context is asked.
  return pathOfDrop({ pathOf: (file: File) => known.get(file) } as Context, files)
}

test('a file by itself is its own path', () => {
  expect(drop({ 'a.jsonl': '/data/a.jsonl' })).toBe('/data/a.jsonl')
})

test('a folder is the folder, however deep its files lie, on every system', () => {
  expect(drop({ 'set/a.jsonl': '/data/set/a.jsonl', 'set/img/1.png': '/data/set/img/1.png' })).toBe(
    '/data/set',
  )
  expect(drop({ 'set/img/1.png': 'C:\\data\\set\\img\\1.png' })).toBe('C:\\data\\set')
})

test('two folders, loose files and files of nowhere have no one place', () => {
  expect(drop({ 'a/1.png': '/d/a/1.png', 'b/1.png': '/d/b/1.png' })).toBeUndefined()
  expect(drop({ 'a.jsonl': '/d/a.jsonl', '1.png': '/d/1.png' })).toBeUndefined()
  expect(drop({ 'set/a.jsonl': '' })).toBeUndefined()
  expect(drop({ 'a.jsonl': '' })).toBeUndefined()
})

test('a path that does not end as the drop says is not trusted', () => {
  expect(drop({ 'set/a.jsonl': '/elsewhere/b.jsonl' })).toBeUndefined()
})
