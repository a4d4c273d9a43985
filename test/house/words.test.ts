/**
 * Words that people who use Relook do not use, in the strings it shows (app, main, renderer). Each may become rarer and not more
 * frequent: the numbers are the most there may be.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

/** What is not to be said, what is said instead, and how often it still is. */
const words: readonly (readonly [RegExp, string, number])[] = [
  // Qwen-VL's own “Picture 1:” is read.
  [/\bpictures?\b/i, 'image', 1],
  [/\banew\b/i, 'again', 0],
  [/\bthe processor\b/i, 'the CPU', 0],
  [/\bthe (graphics )?card\b/i, 'the GPU', 0],
  [/\bno object\b/i, 'not an object', 0],
  [/\bany more\b/i, 'no longer', 0],
  [/\blet go of\b/i, 'unloaded, closed', 0],
  [/\bthe bin\b/i, 'the trash', 0],
  [/\bnumber formats?\b/i, 'precision', 0],
]

const files = ['app', 'main', 'renderer'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
)

/** Every string, template part and text of JSX in a file. */
function stringsIn(path: string): readonly string[] {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, false, kind)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node))
      // One word alone is a name in the code, not something that is read.
      if (/\S\s+\S/.test(node.text)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const all = files.flatMap(stringsIn)

test.each(words)('%s: say “%s” (at most %i left)', (word, _, most) => {
  expect(all.filter((text) => word.test(text)).length).toBeLessThanOrEqual(most)
})
