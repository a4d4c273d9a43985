/**
 * The texts of Relook and their catalogues. Texts are found where they are written: in the window the literals of `t`, `rich` and `msg`,
 * in the core and the hosts those of `msg` and whatever reads like a sentence (scripts/host-texts.mjs).
 * `node scripts/messages.mjs` says what a language lacks and what it has too much; with `--write` it adds what is lacking, as
 * empty strings to be translated, and takes away what nobody shows any more. A test holds that nothing is lacking.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { hostTexts, isHeard } from './host-texts.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What hosts say, too, stands below app: the desktop's own menus need it. */
const folders = ['app/language', 'renderer/language']
const callers = new Set(['t', 'rich', 'msg'])

/** Every text of a file, with the names given to it as values: `[{ text, values }]`. */
function messagesIn(path, source) {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, false, kind)
  const found = []
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && callers.has(node.expression.text))
      found.push(...literals(node.arguments[0]).map((text) => ({ text, values: valuesOf(node) })))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The literals an argument may be: itself, or the branches of a choice. */
function literals(node) {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)]
  return []
}

/** The names of the values of a call; undefined where they are not written there (`msg`, a variable, a spread). */
function valuesOf({ expression, arguments: [, values] }) {
  if (expression.text === 'msg') return undefined
  if (values === undefined) return []
  if (!ts.isObjectLiteralExpression(values) || values.properties.some(ts.isSpreadAssignment)) return undefined
  return values.properties.map((property) => property.name.text)
}

/** All texts: text to `{ file, values }` of its first use. */
export function allMessages() {
  const all = new Map()
  for (const top of ['app', 'main', 'renderer'])
    for (const name of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.tsx?$/.test(name) || name.endsWith('.d.ts')) continue
      const file = `${top}/${name.replaceAll('\\', '/')}`
      const source = readFileSync(join(root, file), 'utf8')
      const heard = isHeard(file) ? hostTexts(file, source).map((text) => ({ text })) : []
      for (const { text, values } of [...messagesIn(file, source), ...heard])
        if (!all.has(text)) all.set(text, { file, values })
    }
  return all
}

/** The languages that have catalogues: names of folders. */
export function catalogueLanguages() {
  const names = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    ),
  )
  return [...new Set(names)]
}

/** The catalogues of a language: path of the file to its texts. */
export function cataloguesOf(language) {
  const paths = folders.flatMap((folder) => {
    const own = join(root, folder, language)
    const names = existsSync(own) ? readdirSync(own).filter((name) => name.endsWith('.json')) : []
    return names.map((name) => `${folder}/${language}/${name}`)
  })
  return new Map(paths.map((path) => [path, JSON.parse(readFileSync(join(root, path), 'utf8'))]))
}

/** In which file of a catalogue a text belongs, by where it is first shown: `renderer/language/zh-CN/panels-review.json`. */
function partOf(file, language) {
  const [top, ...below] = file.split('/').slice(0, -1)
  if (top !== 'renderer') return `app/language/${language}/${top}.json`
  const name = below.length === 0 ? 'window' : below.slice(0, 2).join('-')
  return `renderer/language/${language}/${name}.json`
}

/** What a language lacks and what it has too much. */
export function differences(language, messages = allMessages()) {
  const has = new Map()
  for (const texts of cataloguesOf(language).values())
    for (const [text, own] of Object.entries(texts)) if (own !== '') has.set(text, own)
  return {
    lacking: [...messages.keys()].filter((text) => !has.has(text)),
    stale: [...has.keys()].filter((text) => !messages.has(text)),
  }
}

function write(language, messages) {
  const before = cataloguesOf(language)
  const known = new Map([...before.values()].flatMap((texts) => Object.entries(texts)))
  const all = [...messages].map(([text, { file }]) => ({ text, part: partOf(file, language) }))
  for (const path of new Set([...before.keys(), ...all.map(({ part }) => part)])) {
    // What moved within the sources stays in the file it was translated in, unless hosts say it, too.
    const here = (text, part) =>
      part.startsWith('app/') || !known.has(text)
        ? part === path
        : Object.hasOwn(before.get(path) ?? {}, text)
    const texts = all.flatMap(({ text, part }) => (here(text, part) ? [[text, known.get(text) ?? '']] : []))
    const sorted = Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${JSON.stringify(sorted, null, 2)}\n`)
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const messages = allMessages()
  for (const language of catalogueLanguages()) {
    const { lacking, stale } = differences(language, messages)
    if (process.argv.includes('--write')) write(language, messages)
    console.log(`${language}: ${messages.size} texts, ${lacking.length} lacking, ${stale.length} stale`)
    for (const text of lacking) console.log(`  + ${text}`)
    for (const text of stale) console.log(`  - ${text}`)
  }
}
