/** Style sheets: a rule for a class that no element has is found, not left behind when its element goes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Every file of a folder, and of those in it, whose name ends so. */
const read = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))

/** Classes of a chart library's own elements. */
const isForeign = (name: string) => name.startsWith('u-')

/** Every class that a rule is for. */
function styledClasses(sheet: string): readonly string[] {
  const selectors = sheet.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\{[^{}]*\}/g, '{}')
  return [...selectors.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name)
}

test('every class with a rule is named by the code, whole or as “prefix-${…}”', () => {
  const code = read('renderer', /\.(tsx?|html)$/).join('\n')
  const words = new Set(code.match(/[\w-]+/g))
  const prefixes = [...code.matchAll(/([\w-]+-)\$\{/g)].map(([, prefix = '']) => prefix)
  const isNamed = (name: string) => words.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
  const styled = new Set(read('renderer', /\.css$/).flatMap(styledClasses))
  expect([...styled].filter((name) => !isForeign(name) && !isNamed(name))).toEqual([])
})
