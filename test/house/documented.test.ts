/** Every export of the core says what it is: a doc comment before it. Its own file's header does not count. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const files = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => join('app', name).replaceAll('\\', '/'))

/** Statements that declare something other files can import. */
function exportsOf(source: ts.SourceFile): readonly ts.Statement[] {
  return source.statements.filter(
    (statement) =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) === true,
  )
}

/** The names a statement declares. */
function namesOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((d) => d.name.getText()).join(', ')
  const named = statement as Partial<ts.NamedDeclaration>
  return named.name?.getText() ?? 'default'
}

/** Whether a doc comment stands before it that is not the header of the file. */
function isDocumented(statement: ts.Statement, source: ts.SourceFile): boolean {
  const text = source.getFullText()
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? []
  const own = statement === source.statements[0] ? comments.slice(1) : comments
  return own.some(({ pos }) => text.startsWith('/**', pos))
}

test.each(files)('%s documents what it exports', (path) => {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const told = exportsOf(source).filter((statement) => isDocumented(statement, source))
  // One comment stands for all overloads of a function.
  const bare = exportsOf(source)
    .map(namesOf)
    .filter((name) => !told.map(namesOf).includes(name))
  expect(bare).toEqual([])
})
