/**
 * What the packager asks before it packs: whether the native code that is installed is that of the target. npm installs only the building
 * machine's, and a package with another's starts and then reads no image.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** As electron-builder counts processors. */
const archs = { 0: 'ia32', 1: 'x64', 2: 'armv7l', 3: 'arm64', 4: 'universal' }

/** Packages and files a target needs, by what they are for. */
export function nativeOf(platform, arch) {
  const runtime = `onnxruntime-node/bin/napi-v6/${platform}/${arch}`
  // On Windows the library lies in the addon's own package.
  const libvips = platform === 'win32' ? [] : [`@img/sharp-libvips-${platform}-${arch}`]
  return [`@img/sharp-${platform}-${arch}`, ...libvips, runtime]
}

/** Called by electron-builder (`beforePack` in electron-builder.yml). @throws Error when something is missing. */
export function beforePack({ electronPlatformName, arch }, modules = join(root, 'node_modules')) {
  const name = archs[arch]
  const missing = nativeOf(electronPlatformName, name).filter((path) => !existsSync(join(modules, path)))
  if (missing.length === 0) return
  const target = `${electronPlatformName}-${name}`
  throw new Error(
    `This would be a broken package for ${target}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed. ` +
      `Build on such a machine, or install its native code first: npm install --no-save --os=${electronPlatformName} --cpu=${name} sharp`,
  )
}
