/**
 * Texts of the window and of what hosts say: every one goes through a catalogue, every catalogue has every text, and what a
 * text has places for is what it is given. Single words in elements are held by ESLint, and by the pseudo-locale in Chromium.
 */
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { createHeard } from '../../app/language/heard'
import { allMessages, catalogueLanguages, cataloguesOf, differences } from '../../scripts/messages.mjs'

const messages = allMessages()

/** The names of a message's places and tags. */
function placesOf(elements: readonly MessageFormatElement[]): readonly string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return []
      case TYPE.plural:
      case TYPE.select:
        return [element.value, ...Object.values(element.options).flatMap((option) => placesOf(option.value))]
      case TYPE.tag:
        return [element.value, ...placesOf(element.children)]
      default:
        return [element.value]
    }
  })
}

const places = (text: string) => [...new Set(placesOf(parse(text)))].sort()

test('every message is given exactly what it has places for', () => {
  const wrong = [...messages].flatMap(([text, { file, values }]) =>
    values === undefined || values.toSorted().join() === places(text).join() ? [] : [`${file}: ${text}`],
  )
  expect(wrong).toEqual([])
})

describe.each(catalogueLanguages())('the catalogue %s', (language) => {
  const catalogues = [...cataloguesOf(language)]
  const texts = catalogues.flatMap(([, part]) => Object.entries(part))
  const isHeard = (path: string) => path.startsWith('app/')

  test('has every text, none twice and none that nobody shows (node scripts/messages.mjs --write)', () => {
    expect(differences(language, messages)).toEqual({ lacking: [], stale: [] })
    expect(new Set(texts.map(([text]) => text)).size).toBe(texts.length)
  })

  test('has no place that the text does not have, and leaves none out that is no plural', () => {
    const own = catalogues.flatMap(([path, part]) => (isHeard(path) ? [] : Object.entries(part)))
    expect(own.filter(([text, words]) => places(text).join() !== places(words).join())).toEqual([])
  })

  test('of what hosts say: has no place that the text does not have', () => {
    const said = catalogues.flatMap(([path, part]) => (isHeard(path) ? Object.entries(part) : []))
    const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    expect(said.length).toBeGreaterThan(800)
    expect(said.filter(([text, words]) => named(words).some((name) => !named(text).includes(name)))).toEqual(
      [],
    )
  })

  test('of what hosts say: finds every text again, whatever is put in', () => {
    const said = catalogues.flatMap(([path, part]) => (isHeard(path) ? Object.keys(part) : []))
    // Two that differ in the names of their places alone are one.
    const numbered = Object.fromEntries(said.map((text) => [text, text.replaceAll(/\{\w+\}/g, '…')]))
    const hear = createHeard(numbered)
    const lost = said.filter((text) => hear(text.replaceAll(/\{(\w+)\}/g, 'α1/β.x')) !== numbered[text])
    expect(lost).toEqual([])
  })
})

/** Strings that read like text and stand outside of the catalogues, with why they may. */
const apart: readonly (readonly [RegExp, string])[] = [
  [/^M-?[\d.]/, 'lines of an icon'],
  [/\b\d*(px|rgb|calc|var|translateY)\b|^\((prefers|forced)-|^sheet issues$/, 'style'],
  [/^(input|\.for-whom), |^<(span|ol) /, 'elements'],
  [/^LM Studio$/, 'a name'],
  [/^noreferrer noopener$/, 'an attribute'],
  [/^servers and their models$|^models on this machine$/, 'values of a list that no model’s id can be'],
]

/** Two words: one alone may be a name in the code. */
const isText = (text: string) => /[A-Za-z]{2,}[,;:.…]? +[A-Za-z]{2,}/.test(text)

function isApart(node: ts.Node): boolean {
  for (let at = node; at !== undefined; at = at.parent) {
    if (ts.isThrowStatement(at) || ts.isNewExpression(at) || ts.isTypeNode(at)) return true
    if (
      ts.isCallExpression(at) &&
      ts.isIdentifier(at.expression) &&
      /^(t|msg|rich)$/.test(at.expression.text)
    )
      return true
    if (
      ts.isJsxAttribute(at) &&
      /^(className|d|viewBox|preserveAspectRatio|fill|role|rel)$/.test(at.name.getText())
    )
      return true
    if (ts.isJsxElement(at) && /^(code|kbd|pre)$/.test(at.openingElement.tagName.getText())) return true
    if (ts.isPropertyAssignment(at) && /^className$/.test(at.name.getText())) return true
  }
  return false
}

function textsApart(path: string): readonly string[] {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, kind)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node)) {
      const { text } = node
      if (isText(text) && !apart.some(([known]) => known.test(text)) && !isApart(node))
        found.push(text.trim())
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found.map((text) => `${path}: ${text}`)
}

test('no text of the window stands outside of the catalogues', () => {
  const files = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
    // The page that is shared speaks English only: it does not know who reads it.
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('page'))
    .map((name) => join('renderer', name))
  expect(files.flatMap(textsApart)).toEqual([])
})
