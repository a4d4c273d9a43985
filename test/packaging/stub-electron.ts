/**
 * A folder that the packager takes for an unpacked Electron: names and sizes of no importance, but with the real marks by
 * which fuses are found. Lets a Linux package be made and looked into without Electron's binary.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the fuses of a binary begin; the same in every Electron. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Version of the fuse wire, number of fuses, and all of them on. */
const wire = Buffer.concat([Buffer.from([1, 9]), Buffer.from('1'.repeat(9))])

/** Makes the folder. */
export function makeStubElectron(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const binary = Buffer.concat([
    Buffer.from('\x7fELF stand-in '),
    Buffer.from(sentinel),
    wire,
    Buffer.alloc(64),
  ])
  writeFileSync(join(folder, 'electron'), binary, { mode: 0o755 })
  const { version } = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8')) as {
    version: string
  }
  writeFileSync(join(folder, 'version'), version)
  const others = ['LICENSE', 'LICENSES.chromium.html', 'chrome_100_percent.pak', 'icudtl.dat', 'libffmpeg.so']
  for (const name of [...others, 'locales/en-US.pak', 'resources.pak', 'v8_context_snapshot.bin'])
    writeFileSync(join(folder, name), name)
}
