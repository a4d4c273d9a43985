#!/usr/bin/env node
/**
 * Makes a .deb or .rpm with the system's own dpkg-deb or rpmbuild, from the words electron-builder has for fpm (which it would otherwise
 * download): `-s dir -t deb … FROM=TO …`. scripts/package.mjs names this file in CUSTOM_FPM_PATH where both makers are there.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Words that stand alone. */
const flags = new Set(['--force', '--debug'])
/** Words that may come several times. */
const many = new Set(['-d', '--deb-recommends'])

/** fpm's words as `{ options, files: [{ from, to }] }`. @throws Error for a word without its value. */
export function parseWords(words) {
  const options = { '-d': [], '--deb-recommends': [] }
  const files = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (flags.has(word)) continue
    if (!word.startsWith('-')) {
      const at = word.lastIndexOf('=')
      if (at < 0) throw new Error(`“${word}” says not where it goes.`)
      files.push({ from: word.slice(0, at), to: word.slice(at + 1) })
      continue
    }
    const value = words[++i]
    if (value === undefined) throw new Error(`${word} has no value.`)
    if (many.has(word)) options[word].push(value)
    else options[word] = value
  }
  return { options, files }
}

/** Puts every file where it is to be installed, below `root`; a folder named with `/` at its end gives its contents. */
export function stage(files, root) {
  for (const { from, to } of files) {
    const target = join(root, to)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  }
  for (const path of everyPath(root)) {
    const stat = lstatSync(path)
    // What is installed is read by everybody and written by root.
    if (!stat.isSymbolicLink())
      chmodSync(path, stat.isDirectory() || (stat.mode & 0o111) !== 0 ? 0o755 : 0o644)
  }
}

function everyPath(root) {
  return readdirSync(root, { recursive: true }).map((name) => join(root, String(name)))
}

/** A maintainer script of a .deb: the file's, run by bash as it says. */
const scriptNames = { '--after-install': ['postinst', '%post'], '--after-remove': ['postrm', '%postun'] }

/** Text of DEBIAN/control. `bytes`: of what is installed. */
export function control(options, bytes) {
  const [first = '', ...rest] = options['--description'].split('\n')
  // An empty line is written as a point, and every line after the first is moved in.
  const more = rest.map((line) => line.trim()).filter((line, i) => line !== '' || i > 0)
  const lines = [
    ['Package', options['--name']],
    ['Version', options['--version']],
    ['Architecture', options['--architecture']],
    ['Maintainer', options['--maintainer']],
    ['Installed-Size', String(Math.ceil(bytes / 1024))],
    ['Depends', options['-d'].join(', ')],
    ['Recommends', options['--deb-recommends'].join(', ')],
    ['Section', options['--category'] ?? 'science'],
    ['Priority', options['--deb-priority'] ?? 'optional'],
    ['Homepage', options['--url']],
    ['Description', [first.trim() || more.shift(), ...more.map((line) => ` ${line || '.'}`)].join('\n')],
  ]
  return `${lines
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`
}

/** Text of the spec file rpmbuild is given; `files`: absolute paths as they are installed. */
export function spec(options, root, files) {
  const description = options['--description'].replaceAll('%', '%%')
  const script = (word, title) =>
    options[word] ? `${title}\n${readFileSync(options[word], 'utf8').replaceAll('%', '%%')}\n` : ''
  const compression = { xzmt: 'w6T0.xzdio', xz: 'w6.xzdio', gzip: 'w9.gzdio', zstd: 'w19.zstdio' }
  return `Name: ${options['--name']}
Version: ${options['--version']}
Release: ${options['--iteration'] ?? 1}
Summary: ${options['--rpm-summary'] ?? description.split('\n')[0]}
License: ${options['--license'] ?? 'Apache-2.0'}
URL: ${options['--url']}
Packager: ${options['--maintainer']}
${options['-d'].map((name) => `Requires: ${name}`).join('\n')}
AutoReqProv: no
%define _binary_payload ${compression[options['--rpm-compression']] ?? compression.xzmt}
%define __os_install_post %{nil}
%define _build_id_links none
%define debug_package %{nil}

%description
${description}

%install
mkdir -p %{buildroot}
cp -a ${root}/. %{buildroot}/

${script('--after-install', '%post -p /bin/bash')}
${script('--after-remove', '%postun -p /bin/bash')}
%files
%defattr(-,root,root,-)
${files.join('\n')}
`
}

function run(name, words) {
  const { status, stdout, stderr } = spawnSync(name, words, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  if (status !== 0) throw new Error(`${name} failed:\n${stdout}\n${stderr}`)
}

function makeDeb(options, root) {
  const paths = everyPath(root).filter((path) => lstatSync(path).isFile())
  const bytes = paths.reduce((sum, path) => sum + lstatSync(path).size, 0)
  const folder = join(root, 'DEBIAN')
  mkdirSync(folder, { mode: 0o755 })
  writeFileSync(join(folder, 'control'), control(options, bytes))
  const sums = paths.map(
    (path) => `${createHash('md5').update(readFileSync(path)).digest('hex')}  ${path.slice(root.length + 1)}`,
  )
  writeFileSync(join(folder, 'md5sums'), `${sums.join('\n')}\n`)
  for (const [word, [name]] of Object.entries(scriptNames))
    if (options[word]) writeFileSync(join(folder, name), readFileSync(options[word]), { mode: 0o755 })
  // dpkg-deb calls it otherwise than electron-builder and fpm.
  const asked = options['--deb-compression'] ?? 'xz'
  const compression = asked === 'gz' ? 'gzip' : asked
  run('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, resolve(options['--package'])])
}

/** What Fedora and its kin call a processor that Debian calls otherwise. */
export function rpmArch(name) {
  return { amd64: 'x86_64', arm64: 'aarch64' }[name] ?? name
}

function makeRpm(options, root, work) {
  // Folders of the system belong to others; our own one goes when its files go.
  const files = everyPath(root)
    .filter((path) => !lstatSync(path).isDirectory() || path.slice(root.length).startsWith('/opt/'))
    .map((path) => `${lstatSync(path).isDirectory() ? '%dir ' : ''}"${path.slice(root.length)}"`)
  const file = join(work, 'package.spec')
  writeFileSync(file, spec(options, root, files))
  const arch = rpmArch(options['--architecture'])
  const defines = [`_topdir ${join(work, 'rpm')}`, `_rpmdir ${join(work, 'out')}`]
  run('rpmbuild', ['-bb', '--target', arch, ...defines.flatMap((text) => ['--define', text]), file])
  const made = readdirSync(join(work, 'out'), { recursive: true }).find((name) =>
    String(name).endsWith('.rpm'),
  )
  cpSync(join(work, 'out', String(made)), resolve(options['--package']))
}

function main(words) {
  const { options, files } = parseWords(words)
  const work = mkdtempSync(join(tmpdir(), 'relook-package-'))
  const root = join(work, 'root')
  try {
    mkdirSync(root)
    stage(files, root)
    if (options['-t'] === 'deb') makeDeb(options, root)
    else if (options['-t'] === 'rpm') makeRpm(options, root, work)
    else throw new Error(`A ${options['-t']} is not made here.`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
