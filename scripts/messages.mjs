/**
 * The texts of the window and their catalogues. Texts are found where they are written: the literals of `t`, `rich` and `msg`.
 * `node scripts/messages.mjs` says what a language lacks and what it has too much; with `--write` it adds what is lacking, as
 * empty strings to be translated, and takes away what nobody shows any more. A test holds that nothing is lacking.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'renderer/language')
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

/** All texts of the window: text to `{ file, values }` of its first use. */
export function allMessages() {
  const all = new Map()
  for (const top of ['app', 'renderer'])
    for (const name of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.tsx?$/.test(name) || name.endsWith('.d.ts')) continue
      const file = `${top}/${name.replaceAll('\\', '/')}`
      for (const { text, values } of messagesIn(file, readFileSync(join(root, file), 'utf8')))
        if (!all.has(text)) all.set(text, { file, values })
    }
  return all
}

/** The languages that have catalogues: names of folders. */
export function catalogueLanguages() {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  )
}

/** The catalogues of a language: name of the file to its texts. */
export function cataloguesOf(language) {
  const names = readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'))
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, language, name), 'utf8'))]))
}

/** In which file of a catalogue a text belongs, by where it is first shown: `panels-review.json`. */
function partOf(file) {
  const [top, ...below] = file.split('/').slice(0, -1)
  if (top === 'app') return 'app.json'
  return below.length === 0 ? 'window.json' : `${below.slice(0, 2).join('-')}.json`
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
  const known = new Set([...before.values()].flatMap((texts) => Object.keys(texts)))
  const lacking = [...messages].filter(([text]) => !known.has(text))
  const names = new Set([...before.keys(), ...lacking.map(([, { file }]) => partOf(file))])
  for (const name of names) {
    const texts = [
      ...Object.entries(before.get(name) ?? {}).filter(([text]) => messages.has(text)),
      ...lacking.flatMap(([text, { file }]) => (partOf(file) === name ? [[text, '']] : [])),
    ]
    const sorted = Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(join(folder, language, name), `${JSON.stringify(sorted, null, 2)}\n`)
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
