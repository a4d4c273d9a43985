/**
 * A Linux package, made by the real packager around a stand-in for Electron, and looked into: what is in the archive, what
 * lies beside it, which fuses are blown, and that the packaged code runs from there.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as asar from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../app/port'
import { indexerContract } from '../../main/collections/indexer-contract'
import { startThread } from '../../main/ports/thread'
import { engineContract } from '../../main/models/engine-contract'
import { imagesContract } from '../../main/image-process/contract'
import { startChild } from '../../main/ports/process'
import { logRow } from '../builders/traces'
import { makeStubElectron } from './stub-electron'

const folder = mkdtempSync(join(tmpdir(), 'relook-package-'))
const resources = join(folder, 'out', 'linux-unpacked', 'resources')
const unpacked = join(resources, 'app.asar.unpacked')
let inside: readonly string[] = []

interface Bill {
  readonly components: readonly { readonly type: string; readonly name: string; readonly version: string }[]
}

beforeAll(() => {
  if (!existsSync('dist/main/desktop.js'))
    throw new Error('Relook is not built: run `node scripts/build.mjs` first.')
  makeStubElectron(join(folder, 'electron'))
  const settings = [
    `-c.electronDist=${join(folder, 'electron')}`,
    `-c.directories.output=${join(folder, 'out')}`,
  ]
  const words = ['node_modules/electron-builder/cli.js', '--dir', '--linux', '--x64', ...settings]
  const made = spawnSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, CI: 'true' } })
  if (made.status !== 0) throw new Error(`The packager failed:\n${made.stdout}\n${made.stderr}`)
  inside = asar
    .listPackage(join(resources, 'app.asar'), { isPack: false })
    .map((path) => path.replace(/^\//, ''))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the archive', () => {
  test('holds the built app', () => {
    for (const file of [
      'package.json',
      'dist/main/desktop.js',
      'dist/main/preload.cjs',
      'dist/main/worker.js',
      'dist/main/indexer.js',
      'dist/main/images.js',
      'dist/renderer/index.html',
    ])
      expect(inside).toContain(file)
  })

  test('holds no sources, tests, assets or tools', () => {
    const stray = inside.filter((path) =>
      /^(app|main|renderer|test|scripts|training|docs|assets|\.cache|\.ci|\.git)(\/|$)/.test(path),
    )
    expect(stray).toEqual([])
    expect(inside.filter((path) => /\.([cm]?ts|tsx|map|flow)$/.test(path))).toEqual([])
    // The terminal’s side, and fonts that no browser of this decade asks for.
    expect(
      inside.filter((path) => /\/(cli|server|apart)\.js$|\/terminal\/|\.(ttf|woff)$/.test(path)),
    ).toEqual([])
  })

  test('holds of packages only the native ones, and what they load: all others are bundled', () => {
    const packages = inside
      .map((path) => /^node_modules\/(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(path)?.[1])
      .filter((p) => p !== undefined)
    expect([...new Set(packages)].sort()).toEqual([
      '@img/colour',
      '@img/sharp-libvips-linux-x64',
      '@img/sharp-linux-x64',
      'detect-libc',
      'onnxruntime-common',
      'onnxruntime-node',
      'semver',
      'sharp',
    ])
  })
})

describe('beside the archive', () => {
  test('native code lies as files, for this platform only', () => {
    const runtime = join(unpacked, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6')
    expect(readdirSync(runtime)).toEqual(['linux'])
    expect(readdirSync(join(runtime, 'linux'))).toEqual(['x64'])
    const files = readdirSync(join(runtime, 'linux', 'x64'))
    expect(files).toEqual(expect.arrayContaining(['onnxruntime_binding.node', 'libonnxruntime.so.1']))
    const img = readdirSync(join(unpacked, 'node_modules', '@img'))
    expect(img).toEqual(expect.arrayContaining(['sharp-linux-x64', 'sharp-libvips-linux-x64']))
  })

  test('of the app itself only what runs in processes and threads of its own lies open; the rest is covered by the archive’s checksum', () => {
    const files = readdirSync(join(unpacked, 'dist'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((f) => statSync(join(unpacked, 'dist', f)).isFile())).toEqual([
      'main/images.js',
      'main/indexer.js',
      'main/worker.js',
    ])
  })

  test('the built-in model lies whole, byte for byte', () => {
    const packed = join(resources, 'assets', 'models', 'r3-mini')
    const files = (at: string) =>
      readdirSync(at, { recursive: true, encoding: 'utf8' })
        .filter((f) => statSync(join(at, f)).isFile() && !f.endsWith('.md'))
        .sort()
    expect(files(packed)).toEqual(files('assets/models/r3-mini'))
    for (const file of files(packed))
      expect([file, statSync(join(packed, file)).size]).toEqual([
        file,
        statSync(join('assets/models/r3-mini', file)).size,
      ])
  })

  test('the samples lie with their list', () => {
    expect(readdirSync(join(resources, 'assets', 'samples'))).toEqual(readdirSync('assets/samples'))
    expect(readdirSync(join(resources, 'assets', 'gallery'))).toEqual(readdirSync('assets/gallery'))
    expect(readFileSync(join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain('hop-inn.webp')
  })

  test('the licence is there', () => {
    expect(existsSync(join(resources, 'LICENSE'))).toBe(true)
  })

  test('everything of others is named with the text of its licence, and stands in the bill of materials', () => {
    const notices = readFileSync(join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    const bill = JSON.parse(readFileSync(join(resources, 'relook.cdx.json'), 'utf8')) as Bill
    const named = new Set(bill.components.map(({ name }) => name))
    const packed = inside.flatMap(
      (path) => /^node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(path)?.[1] ?? [],
    )
    // Those named here are bundled, the first row into the window: no package of their own is left of them.
    for (const name of [
      ...packed,
      'react',
      'konva',
      'katex',
      'zustand',
      '@radix-ui/react-dialog',
      'zod',
      'undici',
      'electron-updater',
      '@huggingface/tokenizers',
      'fflate',
      'electron',
    ])
      expect(named).toContain(name)
    for (const { type, name, version } of bill.components)
      if (type === 'library') expect(notices).toContain(`\n${name} ${version} (`)
    expect(notices).toContain('GNU LESSER GENERAL PUBLIC LICENSE')
    expect(notices).not.toContain('<copyright holders>')
  })

  test('nothing is larger than it has to be', () => {
    const bytes = readdirSync(resources, { recursive: true, encoding: 'utf8' })
      .map((file) => statSync(join(resources, file)))
      .reduce((sum, s) => sum + (s.isFile() ? s.size : 0), 0)
    // MB as they are sold: of them onnxruntime has 46, libvips 19, the built-in model 9, its held-out images 8.
    expect(bytes / 1e6).toBeLessThan(95)
  })
})

describe('the binary', () => {
  test('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(join(folder, 'out', 'linux-unpacked', 'relook'))
    // A fuse is the character 1 or 0 in the binary.
    const state = (fuse: FuseV1Options) => wire[fuse] === '1'.charCodeAt(0)
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookies: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
      snapshot: state(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookies: true,
      nodeOptions: false,
      inspect: false,
      integrity: true,
      onlyAsar: true,
      snapshot: false,
      fileProtocol: false,
    })
  })
})

describe('the packaged code', () => {
  test('starts its inference process from the files beside the archive alone', async () => {
    // Plain Node cannot look into archives: whatever the process needs has to lie outside.
    const child = startChild(join(unpacked, 'dist', 'main', 'worker.js'))
    try {
      const left = new AbortController()
      for await (const state of connect(engineContract, child.port).state(
        { provider: 'cpu', idleMinutes: 0 },
        left.signal,
      )) {
        expect(state).toMatchObject({ type: 'ready', provider: 'cpu' })
        break
      }
    } finally {
      child.kill()
    }
  })

  test('starts its process that reads images from the files beside the archive alone', async () => {
    const child = startChild(join(unpacked, 'dist', 'main', 'images.js'))
    try {
      const path = join(resources, 'assets', 'samples', 'sign-01.png')
      const shown = await connect(imagesContract, child.port).display({ path, maxSide: 32 })
      expect(shown.type).toBe('image/png')
    } finally {
      child.kill()
    }
  })

  test('starts its indexing thread from the files beside the archive alone', async () => {
    const port = startThread(join(unpacked, 'dist', 'main', 'indexer.js'))
    const log = join(folder, 'log.jsonl')
    writeFileSync(log, `${JSON.stringify(logRow(1))}\n`)
    const status = connect(indexerContract, port).status({
      collection: 'c',
      path: log,
      folder: join(folder, 'index'),
      chosen: { images: [] },
      also: [],
      anywhere: false,
    })
    for await (const { state, count } of status) {
      if (state.type === 'indexing') continue
      expect({ state: state.type, count }).toEqual({ state: 'ready', count: 1 })
      break
    }
    port.close()
  })

  test('answers a question with the packaged model and nothing else', () => {
    // The archive, taken out where the package would have it: its own packages, its own model, no checkout around.
    const away = join(folder, 'away', 'resources')
    asar.extractAll(join(resources, 'app.asar'), join(away, 'app.asar'))
    symlinkSync(join(resources, 'assets'), join(away, 'assets'))
    // What asks is not shipped: the terminal’s side of the same build.
    const main = join(away, 'app.asar', 'dist', 'main')
    cpSync('dist/main/cli.js', join(main, 'cli.js'))
    cpSync('dist/main/terminal', join(main, 'terminal'), { recursive: true })
    const image = join(folder, 'image.png')
    cpSync('test/fixtures/images/source.png', image)
    const words = [
      join(away, 'app.asar', 'dist', 'main', 'cli.js'),
      'run',
      image,
      'What does it say?',
      '--json',
      '--provider',
      'cpu',
    ]
    const output = execFileSync(process.execPath, words, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, RELOOK_DATA: join(folder, 'data') },
    })
    expect(JSON.parse(output)).toMatchObject({
      model: 'r3-mini',
      timings: { tokens: expect.any(Number) as unknown },
    })
  })
})
