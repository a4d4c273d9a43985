/** Names: what is exported is called by one name in the whole house, and no name stands for two things. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm
/** A family may have its name in each of these: as its dialect, its format, its export. */
const registry = /^app\/(?:dialects|formats|exports)\/([\w-]+)\.ts$/

/** Every exported name, and the files that declare it. */
function declarations(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const top of ['app', 'main', 'renderer'])
    for (const path of readdirSync(top, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(path)) continue
      const file = join(top, path).replaceAll('\\', '/')
      const names = new Set(
        [...readFileSync(file, 'utf8').matchAll(declaration)].map(([, name = '']) => name),
      )
      for (const name of names) found.set(name, [...(found.get(name) ?? []), file])
    }
  return found
}

/** Whether they are one family's own files: one in each registry, each called alike. */
function isFamily(files: readonly string[]): boolean {
  return files.every((f) => registry.test(f)) && new Set(files.map((f) => basename(f))).size === 1
}

test('the exports of all three parts are found', () => {
  const found = declarations()
  expect(found.size).toBeGreaterThan(3000)
  expect(found.get('Size')).toEqual(['app/geometry/box.ts'])
})

test('an exported name has one meaning', () => {
  const several = [...declarations()].filter(([, files]) => files.length > 1 && !isFamily(files))
  expect(Object.fromEntries(several)).toEqual({})
})
