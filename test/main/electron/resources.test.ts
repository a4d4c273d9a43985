/** Files that ship with the app are found in a checkout and in a package. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as resources from '../../../main/resources/paths'

describe('in a checkout', () => {
  test('assets are those of the tree', () => {
    expect(existsSync(resources.resourcePath('build/icon.svg'))).toBe(true)
  })
})

describe('in a package', () => {
  test.each(['app.asar', 'app.asar.unpacked'])('assets lie beside %s', (archive) => {
    const here = `file:///opt/Relook/resources/${archive}/dist/main/chunks/x.js`
    const root = resources.appRootOf(here, (path) => path === `/opt/Relook/resources/${archive}/package.json`)
    expect(root).toBe(`/opt/Relook/resources/${archive}`)
    expect(resources.assetsOf(root)).toBe('/opt/Relook/resources/assets')
  })

  test('what another process opens is taken from beside the archive', () => {
    expect(resources.unpacked('/opt/r/app.asar/dist/main/worker.js')).toBe(
      '/opt/r/app.asar.unpacked/dist/main/worker.js',
    )
    expect(resources.unpacked('/home/x/relook/dist/main/worker.js')).toBe(
      '/home/x/relook/dist/main/worker.js',
    )
  })

  test('a tree without a package.json is refused rather than guessed at', () => {
    expect(() => resources.appRootOf('file:///a/b/c.js', () => false)).toThrow(/package\.json/)
  })
})
