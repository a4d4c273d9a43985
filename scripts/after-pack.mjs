/**
 * What the packager does once an app is packed and not yet an installer: looks at what is really inside, refuses what may
 * not be shipped, and puts the notices of others' work and the bill of materials beside the app.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as asar from '@electron/asar'
import { billOfMaterials, notices, objections, packageFolders, thirdParty } from './third-party.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Called by electron-builder (`afterPack` in electron-builder.yml). @throws Error when something may not be shipped. */
export function afterPack({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, `${name}.app`, 'Contents', 'Resources')
      : join(appOutDir, 'resources')
  const files = asar
    .listPackage(join(resources, 'app.asar'), { isPack: false })
    .map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
  const packages = thirdParty(root, packageFolders(files))
  const problems = objections(packages)
  if (problems.length > 0) throw new Error(`This cannot be shipped:\n${problems.join('\n')}`)
  const { version } = packager.appInfo
  const electron = packager.info.framework.version
  const bill = billOfMaterials({ name, version }, packages, [
    {
      name: 'electron',
      version: electron,
      'bom-ref': `pkg:npm/electron@${electron}`,
      purl: `pkg:npm/electron@${electron}`,
    },
  ])
  const credits = readFileSync(join(root, 'assets', 'gallery', 'CREDITS.txt'), 'utf8')
  writeFileSync(join(resources, 'THIRD-PARTY-NOTICES.txt'), notices(packages, credits))
  writeFileSync(join(resources, 'relook.cdx.json'), JSON.stringify(bill, undefined, 1))
}
