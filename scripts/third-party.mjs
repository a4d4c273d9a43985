/**
 * What others made and Relook ships: the packages inside a packed app and those bundled into the window, each with its
 * licence. Makes the notices and the bill of materials (CycloneDX) that lie beside the app. Knows no packager.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import satisfies from 'spdx-satisfies'
import texts from 'spdx-license-list/full.js'

/**
 * Licences that code we ship may have. The LGPL is libvips’, which is a library of its own that anybody can replace; the MPL asks for the
 * source of its own files, which are as their registry has them.
 */
export const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
]

/** Packages that say which licence they have, and nowhere its text: the text of the list of SPDX stands in. */
const licenceFile = /^(licen[cs]e|copying|notice|third-?party)/i

/** Folders of packages in a list of files with `/`, e.g. `node_modules/sharp`. */
export function packageFolders(files) {
  const folders = files.flatMap((file) => {
    const found = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(file)
    return found === null ? [] : [found[1]]
  })
  return [...new Set(folders)].sort()
}

/** `{name, version, licence, text}` of the packages in these folders below `root`, and of those in the bundles. */
export function thirdParty(root, folders) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const bundled = licencesOf(root).flatMap((file) => JSON.parse(readFileSync(file, 'utf8')))
  const all = new Map()
  const add = (one) => {
    const key = `${one.name}@${one.version}`
    if (!all.has(key)) all.set(key, { ...one, text: textOf(one) })
  }
  for (const folder of folders) {
    const about = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    // `{"type": "module"}` and its like: a folder of a package, not one of its own.
    if (about.name === undefined || about.version === undefined) continue
    const { name, version } = about
    const licence = typeof about.license === 'string' ? about.license : lock[folder]?.license
    const holder = typeof about.author === 'string' ? about.author : about.author?.name
    add({
      name,
      version,
      licence,
      holder,
      text: ownText(join(root, folder)),
      integrity: lock[folder]?.integrity,
    })
  }
  for (const { name, version, identifier, text } of bundled)
    add({
      name,
      version,
      licence: identifier ?? licenceByText(text),
      text,
      integrity: lock[`node_modules/${name}`]?.integrity,
    })
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Of a package that has the text of its licence and not its name: MIT where the text is that. */
export function licenceByText(text = '') {
  const plain = (words) => words.replace(/\s+/g, ' ').trim()
  const from = 'Permission is hereby granted, free of charge, to any person'
  const standard = plain(texts['MIT'].licenseText)
  const said = plain(text)
  return said.includes(from) && said.endsWith(standard.slice(standard.indexOf(from))) ? 'MIT' : undefined
}

/** What the build wrote of the packages bundled into what ships: the window, the app, its processes and threads. */
export function licencesOf(root) {
  const dist = join(root, 'dist')
  const main = ['desktop', 'worker', 'images', 'indexer', 'preload']
  return [
    join(dist, 'renderer', 'third-party.json'),
    ...main.map((name) => join(dist, 'main', 'licences', `${name}.json`)),
  ]
}

/** What is wrong with shipping these, a sentence each. */
export function objections(packages) {
  return packages.flatMap(({ name, version, licence, text }) => {
    const called = `${name} ${version}`
    if (licence === undefined) return [`${called} says no licence.`]
    if (!isAllowed(licence)) return [`${called} has a licence that is not on the list: ${licence}.`]
    return text === '' ? [`${called} has no text of its licence (${licence}).`] : []
  })
}

function isAllowed(licence) {
  try {
    return satisfies(licence, allowed)
  } catch {
    // Not an expression of SPDX.
    return false
  }
}

/** Licences and notices as they lie in a package; a readme where it is all that names them. */
function ownText(folder) {
  if (!existsSync(folder)) return ''
  const names = readdirSync(folder).sort()
  const read = (name) => readFileSync(join(folder, name), 'utf8').trim()
  const found = names.filter((name) => licenceFile.test(name) && /(^[^.]*|\.(txt|md))$/i.test(name))
  if (found.length > 0) return found.map(read).join('\n\n')
  const readme = names.find((name) => /^readme(\.md)?$/i.test(name))
  const text = readme === undefined ? '' : read(readme)
  return folder.includes('@img') && /licen[cs]/i.test(text) ? text : ''
}

/** A package’s own text; the one on the list of SPDX where it has none, and after a summary of LGPL’s. */
function textOf({ name, licence = '', text, holder = `the authors of ${name}` }) {
  if (text && !licence.includes('LGPL')) return text
  const names = licence.split(/[()\s]+|\b(?:AND|OR|WITH)\b/).filter((one) => one in texts)
  const standard = names.map((one) =>
    texts[one].licenseText
      .trim()
      .replace('Copyright (c) <year> <copyright holders>', `Copyright (c) ${holder}`),
  )
  return [text, ...standard].filter(Boolean).join('\n\n')
}

/** The page beside the app; `credits`: of images and recorded runs. */
export function notices(packages, credits = '') {
  const line = '-'.repeat(80)
  const head = `Relook contains the work of others. Each is named with its licence.
Electron and Chromium bring theirs along: LICENSE.electron.txt and LICENSES.chromium.html.
libvips (@img/sharp-libvips-…) is under the LGPL: it is a shared library beside the app and can be replaced.
`
  const blocks = packages.map(
    ({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n\n${text}\n`,
  )
  return [head, ...(credits === '' ? [] : [`${line}\n${credits}`]), ...blocks].join('\n')
}

/** The bill of materials, CycloneDX 1.6; `more`: components that are no packages of npm. */
export function billOfMaterials(app, packages, more = []) {
  const components = packages.map(({ name, version, licence, integrity }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
    return {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      purl,
      licenses: [licence.includes(' ') ? { expression: licence } : { license: { id: licence } }],
      ...(integrity === undefined ? {} : { hashes: hashesOf(integrity) }),
    }
  })
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `${app.name}@${app.version}`, ...app } },
    components: [...more.map((one) => ({ type: 'framework', ...one })), ...components],
  }
}

/** `sha512-…` (base64) as CycloneDX writes hashes. */
function hashesOf(integrity) {
  return integrity.split(' ').flatMap((hash) => {
    const [, algorithm, base64] = /^sha(256|384|512)-(.+)$/.exec(hash) ?? []
    if (algorithm === undefined) return []
    return [{ alg: `SHA-${algorithm}`, content: Buffer.from(base64, 'base64').toString('hex') }]
  })
}
