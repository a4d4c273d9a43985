/**
 * The document of a shared page: its code and style inside, a policy that lets nothing else run and nothing be asked for, and data that no
 * browser takes for markup. Knows no trace.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { distPath } from '../resources/paths'

/** The built page. */
export interface PageCode {
  readonly script: string
  readonly style: string
}

/** Reads it. What could end its element is written otherwise, which means the same inside of strings. */
export async function pageCode(): Promise<PageCode> {
  const [script, style] = await Promise.all([
    readFile(distPath('page/page.js'), 'utf8'),
    readFile(distPath('page/page.css'), 'utf8'),
  ])
  return {
    script: script.replace(/<(?=\/script|!--)/gi, '\\x3c'),
    style: style.replace(/<(?=\/style|!--)/gi, '\\3c '),
  }
}

/** What the document may do. `site`: it asks for its traces and images beside it, and for nothing else. */
export function policyOf({ script, style }: PageCode, site: boolean): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    site ? "img-src 'self' data:" : 'img-src data:',
    ...(site ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** The document up to where its data stands. */
export function pageHead(
  code: PageCode,
  { title, site }: { readonly title: string; readonly site: boolean },
): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf(code, site)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="generator" content="Relook">',
    // None: else a browser asks the host for one.
    '<link rel="icon" href="data:,">',
    `<title>${asMarkup(title)}</title>`,
    `<style>${code.style}</style>`,
    '</head>',
    `<body data-site="${site}">`,
    '<div id="page"></div>',
    '<noscript>This page tells its story with a script of its own. Allow scripts to see it; it asks nothing of any address.</noscript>',
    '',
  ].join('\n')
}

/** The end of the document: the code runs when all data is there. */
export function pageEnd({ script }: PageCode): string {
  return `<script>${script}</script>\n</body>\n</html>\n`
}

/** Data in an element of its own: JSON in which nothing can end the element. */
export function dataElement(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${inertJson(value)}</script>\n`
}

/** JSON without the signs that begin markup, nor those that older parsers take for the end of a line. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function asMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}
