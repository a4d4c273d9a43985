/** What packing asks and makes by itself: native code of the target, .deb files, whose releases are asked for new versions. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../builders/folder'
import { testNeeding } from '../builders/needs'
// @ts-expect-error: a script of plain JavaScript
import { beforePack, nativeOf } from '../../scripts/before-pack.mjs'
// @ts-expect-error: a script of plain JavaScript
import { control, parseWords, rpmArch, spec } from '../../scripts/linux-package.mjs'
// @ts-expect-error: a script of plain JavaScript
import { publishWords } from '../../scripts/package.mjs'

describe('before packing', () => {
  // The numbers are electron-builder's for x64 and arm64.
  const [x64, arm64] = [1, 3]
  const modulesWith = (platform: string, arch: string) => {
    const modules = testFolder()
    for (const path of nativeOf(platform, arch) as string[])
      mkdirSync(join(modules, path), { recursive: true })
    return modules
  }

  test.each([
    ['linux', 'x64', x64],
    ['linux', 'arm64', arm64],
    ['win32', 'x64', x64],
    ['darwin', 'arm64', arm64],
  ])('lets %s-%s pass with its own native code', (electronPlatformName, arch, number) => {
    expect(() =>
      beforePack({ electronPlatformName, arch: number }, modulesWith(electronPlatformName, arch)),
    ).not.toThrow()
  })

  test('ends a package that would hold another system’s, and says how to get the right one', () => {
    const pack = (electronPlatformName: string, arch: number) => () =>
      beforePack({ electronPlatformName, arch }, modulesWith('linux', 'x64'))
    expect(pack('linux', arm64)).toThrow(/@img\/sharp-linux-arm64.*--cpu=arm64/)
    expect(pack('win32', x64)).toThrow(/@img\/sharp-win32-x64,.*--os=win32/)
  })

  test('the packages that are looked for are those that sharp has', () => {
    const about = JSON.parse(readFileSync('node_modules/sharp/package.json', 'utf8')) as {
      optionalDependencies: Record<string, string>
    }
    const names = Object.keys(about.optionalDependencies)
    for (const [platform, arch] of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['win32', 'x64'],
      ['win32', 'arm64'],
      ['darwin', 'arm64'],
    ] as const)
      for (const name of nativeOf(platform, arch) as string[])
        if (name.startsWith('@img')) expect(names).toContain(name)
  })
})

test('a copy is told whose releases to ask only where that is known', () => {
  expect(publishWords(undefined)).toEqual([])
  expect(publishWords('nonsense')).toEqual([])
  expect(publishWords('a/b')).toEqual([
    '-c.publish.provider=github',
    '-c.publish.owner=a',
    '-c.publish.repo=b',
  ])
})

describe('a package of Linux', () => {
  const words = (folder: string, made: string) => [
    ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'liba | libb', '-d', 'libc', '--architecture', 'all'],
    ...[
      '--name',
      'relook-test',
      '--version',
      '1.2.3',
      '--maintainer',
      'A <a@b.example>',
      '--url',
      'https://a.example',
    ],
    ...['--description', 'Short\n Long one.\n\nAnd 100% more.', '--after-remove', join(folder, 'gone.sh')],
    ...['--deb-compression', 'gzip', '--package', made, `${folder}/app/=/opt/Test`],
  ]

  test('is described as it was asked for', () => {
    const { options, files } = parseWords(words('/f', '/m.deb'))
    expect(files).toEqual([{ from: '/f/app/', to: '/opt/Test' }])
    const text = control(options, 2048) as string
    expect(text).toContain('Depends: liba | libb, libc\n')
    expect(text).toContain('Installed-Size: 2\n')
    expect(text).toContain('Description: Short\n Long one.\n .\n And 100% more.\n')
    expect(() => parseWords(['--name'])).toThrow(/no value/)
    expect(['amd64', 'arm64', 'noarch'].map(rpmArch)).toEqual(['x86_64', 'aarch64', 'noarch'])
    // rpm takes a percent sign for a macro.
    const { options: rpm } = parseWords([
      ...words('/f', '/m.rpm').filter((w) => w !== '--after-remove' && !w.endsWith('.sh')),
    ])
    expect(spec(rpm, '/root', ['"/opt/Test/a"'])).toContain('And 100%% more.')
  })

  const dpkg = { what: 'dpkg-deb', met: spawnSync('dpkg-deb', ['--version']).status === 0 }
  testNeeding(dpkg, 'is made by the system’s own tool, readable by all, with its script', () => {
    const folder = testFolder()
    mkdirSync(join(folder, 'app', 'deep'), { recursive: true })
    writeFileSync(join(folder, 'app', 'relook'), 'x', { mode: 0o700 })
    writeFileSync(join(folder, 'app', 'deep', 'file'), 'y', { mode: 0o600 })
    writeFileSync(join(folder, 'gone.sh'), '#!/bin/bash\necho stays\n')
    const made = join(folder, 'made.deb')
    const run = spawnSync(process.execPath, [resolve('scripts/linux-package.mjs'), ...words(folder, made)], {
      encoding: 'utf8',
    })
    expect([run.status, run.stderr]).toEqual([0, ''])
    const list = spawnSync('dpkg-deb', ['-c', made], { encoding: 'utf8' }).stdout
    expect(list).toMatch(/-rwxr-xr-x root\/root .* \.\/opt\/Test\/relook\n/)
    expect(list).toMatch(/-rw-r--r-- root\/root .* \.\/opt\/Test\/deep\/file\n/)
    expect(spawnSync('dpkg-deb', ['-I', made, 'postrm'], { encoding: 'utf8' }).stdout).toContain('echo stays')
  })
})
