/** electron-builder.yml says what we mean: its own schema lets wrong target names and stray values through. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const require = createRequire(import.meta.url)
// electron-builder has no public door to its check; these are the functions its own command line calls.
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: (config: unknown, log: unknown) => Promise<void>
}
const { DebugLogger } = require('builder-util') as { DebugLogger: new (on: boolean) => unknown }

interface Target {
  readonly target: readonly (string | { readonly target: string; readonly arch: readonly string[] })[]
  readonly files: readonly string[]
  readonly mimeTypes: readonly string[]
  readonly fileAssociations: readonly Association[]
}
interface Association {
  readonly ext: string | readonly string[]
  readonly rank?: string
}
interface Named {
  readonly artifactName: string
}
interface Config extends Named {
  readonly nsis: Named
  readonly portable: Named
  readonly deb: { readonly depends: readonly string[] }
  readonly rpm: { readonly depends: readonly string[] }
  readonly fileAssociations: readonly Association[]
  readonly asar: boolean
  readonly npmRebuild: boolean
  readonly publish: null
  readonly files: readonly string[]
  readonly asarUnpack: readonly string[]
  readonly linux: Target
  readonly win: Target
  readonly mac: Target
  readonly electronFuses: Readonly<Record<string, boolean>>
}
const read = () => parse(readFileSync('electron-builder.yml', 'utf8')) as Config
const names = ({ target }: Target) => target.map((t) => (typeof t === 'string' ? t : t.target))

describe('electron-builder.yml', () => {
  test('is valid by the packager’s own schema', async () => {
    await expect(validateConfiguration(read(), new DebugLogger(false))).resolves.toBeUndefined()
  })

  test('would be refused with a word the packager does not know', async () => {
    await expect(validateConfiguration({ ...read(), asarr: true }, new DebugLogger(false))).rejects.toThrow(
      /asarr/,
    )
  })

  test('names targets that exist', () => {
    const { linux, win, mac } = read()
    expect([names(linux), names(win), names(mac)]).toEqual([
      ['AppImage', 'deb', 'rpm', 'tar.gz'],
      ['nsis', 'portable'],
      ['dmg', 'zip'],
    ])
  })

  test('takes onnxruntime’s files for one platform per target', () => {
    const { linux, win, mac } = read()
    const others = (target: Target) => /\{([a-z0-9]+),([a-z0-9]+)\}/.exec(target.files[1] ?? '')?.slice(1)
    expect([others(linux), others(win), others(mac)]).toEqual([
      ['darwin', 'win32'],
      ['darwin', 'linux'],
      ['linux', 'win32'],
    ])
  })

  test('offers no Mac that onnxruntime has no build for', () => {
    expect(existsSync('node_modules/onnxruntime-node/bin/napi-v6/darwin/x64')).toBe(false)
    expect(read().mac.target).toEqual([
      { target: 'dmg', arch: ['arm64'] },
      { target: 'zip', arch: ['arm64'] },
    ])
  })

  test('lets nobody run the packaged Electron as Node, debug it, or load other code', () => {
    expect(read().electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('names every file with version, system and processor', () => {
    const { artifactName, nsis, portable } = read()
    for (const name of [artifactName, nsis.artifactName, portable.artifactName])
      expect(name).toMatch(/\$\{version\}.*\$\{os\}.*\$\{arch\}.*\$\{ext\}/)
    expect(new Set([artifactName, nsis.artifactName, portable.artifactName]).size).toBe(3)
  })

  test('says who made it and where it is from, or no .deb is made; a window on Wayland finds its desktop file', () => {
    const about = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>
    expect(about).toMatchObject({
      homepage: expect.stringMatching(/^https:/) as unknown,
      author: { email: expect.stringContaining('@') as unknown },
      desktopName: 'relook.desktop',
    })
    expect(read().linux).toMatchObject({ executableName: 'relook', syncDesktopName: true })
  })

  test('brings the library along that Electron opens by itself and ends without', () => {
    const { deb, rpm } = read()
    expect(deb.depends).toContain('libx11-xcb1')
    expect(rpm.depends).toContain('(libX11-xcb or libX11-xcb1)')
  })

  test('has its icon in every size that desktops ask for', async () => {
    expect(read().linux).toMatchObject({ icon: 'assets/build/icons' })
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
      const { width, height } = await sharp(`assets/build/icons/${size}x${size}.png`).metadata()
      expect([width, height]).toEqual([size, size])
    }
  })

  test('is what a file of its own is opened with, and takes no other over', () => {
    expect(read().fileAssociations.map(({ ext }) => ext)).toEqual(['relook'])
    for (const { rank, ext } of read().mac.fileAssociations)
      expect([ext, rank]).toEqual([ext, ext === 'relook' ? 'Owner' : 'Alternate'])
    expect(read().linux.mimeTypes).toEqual(
      expect.arrayContaining(['image/png', 'application/x-ndjson', 'text/csv']),
    )
  })

  test('neither rebuilds what is prebuilt nor publishes', () => {
    expect(read()).toMatchObject({ asar: true, npmRebuild: false, publish: null })
  })
})
