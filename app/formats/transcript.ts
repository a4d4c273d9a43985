/**
 * One run of code as plain text, as notebooks print it and README files quote it: reasoning, code, answers between tags. Marks of
 * Markdown around it (quotes, escaped tags, line breaks) are taken off; images that it shows are found by their paths.
 * Sources: yfzhang114/Thyme, README.md; Liuziyu77/Visual-RFT, Visual-ARFT/demo/coding_demo.ipynb (`<query>`);
 * GoogleCloudPlatform/generative-ai, gemini/code-execution/intro_agentic_vision.ipynb (`--- Generated Code ---`).
 */
import { bad, good } from '../result'
import { dialectIn } from './chat-dialect'
import type { Format, ForeignTrace, ImageSource, Turn } from './format'
import { imageBeside, printedWords } from './printed'
import { fieldsOf, textOf, type Fields } from './values'

/** A run of code as plain text, tags and fences included. */
export const transcript: Format = {
  id: 'transcript',
  name: 'A run of code as text',
  source: 'yfzhang114/Thyme: README.md; Liuziyu77/Visual-RFT: Visual-ARFT/demo/coding_demo.ipynb',
  containers: ['text'],
  likeness: (value) => (isTranscript(printedWords(value) ?? '') ? 0.9 : 0),
  parse: (value) => {
    const text = printedWords(value) ?? ''
    return isTranscript(text)
      ? good([traceOf(withoutMarkdown(text), fieldsOf(value))])
      : bad({ message: 'The text has no marks of a run: no reasoning, code or answer between tags.' })
  },
}

const marks =
  /^--- Generated Code ---\r?$|\\<(?:think|code|answer)>|<(?:code|sandbox_output)>\s*```|^<(?:query|problem)>/m

/** Whether a text is such a run: it has code between tags or as a notebook prints it, or the tags of a README. */
export function isTranscript(text: string): boolean {
  return marks.test(text)
}

/** Quotes, escaped tags and line breaks of a README. Code in fences stays as it is. */
function withoutMarkdown(text: string): string {
  if (!/\\<(?:think|code|answer)>/.test(text)) return text.replaceAll('\r\n', '\n')
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.replace(/^> ?/, ''))
    .join('\n')
    .replace(/\\(<\/?[a-z_]+>)/g, '$1')
    .replace(/<br\s*\/?>/g, '')
    .replace(/<\/?details>|<summary>[^<]*<\/summary>/g, '')
}

function traceOf(text: string, row: Fields): ForeignTrace {
  const images: ImageSource[] = []
  const begin = beginningOf(text)
  const head = text.slice(0, begin)
  for (const path of pathsIn(head)) images.push({ type: 'path', path })
  // The record names no image: it is the one beside the file.
  if (images.length === 0) images.push(imageBeside(row))
  const turns = turnsOf(text.slice(begin), images)
  const spoken = turns.map((t) => (t.type === 'model' ? t.text : '')).join('\n')
  const given = turns.map((t) => (t.type === 'given' ? t.text : '')).join('\n')
  const printed = spoken.includes('--- Generated Code ---')
  const dialect = printed ? 'gemini-code' : dialectIn({ spoken, system: '', given }, 'vlm-r3')
  const question = questionIn(head) || (textOf(row['asked']) ?? '')
  return { question, images, dialect, turns, meta: {} }
}

/** Where the run begins: at its first tag, or at the first code that is printed. */
function beginningOf(text: string): number {
  const tag = /<(?:think|code|problem|answer|tool_call)>|^--- Generated Code ---/m.exec(text)
  return tag?.index ?? 0
}

/** The question: between its own tags, in a fence under a heading, else all words before the run. */
function questionIn(head: string): string {
  const tagged = /<query>([\s\S]*?)<\/?query>/.exec(head)?.[1]
  return (tagged ?? fencedIn(head) ?? head).trim()
}

/** What stands in the first fence. */
function fencedIn(text: string): string | undefined {
  const open = /```\w*\n/.exec(text)
  if (open === null) return undefined
  const from = open.index + open[0].length
  const to = text.indexOf('\n```', from)
  return to < 0 ? undefined : text.slice(from, to)
}

const picture = /<img\s[^>]{0,500}?src="([^"]{1,500})"[^>]{0,500}>|!\[[^\]]{0,200}\]\(([^)\s]{1,500})\)/g

function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(picture)].map((m) => m[1] ?? m[2] ?? '').filter((path) => path !== '')
}

/** The run cut where something came back: an image it shows, output that a notebook printed under its code. */
function turnsOf(text: string, images: ImageSource[]): readonly Turn[] {
  const turns: Turn[] = []
  let at = 0
  const say = (to: number) => {
    const words = text.slice(at, to)
    if (words.trim() !== '') turns.push({ type: 'model', text: words })
  }
  const back = /^--- Execution Output ---\n([\s\S]*?)(?=^--- Generated Code ---|$(?![\s\S]))/gm
  const marks = [
    ...[...text.matchAll(picture)].map((m) => ({ found: m, path: m[1] ?? m[2] ?? '', words: '' })),
    ...[...text.matchAll(back)].map((m) => ({ found: m, path: '', words: (m[1] ?? '').trim() })),
  ].sort((a, b) => a.found.index - b.found.index)
  for (const { found, path, words } of marks) {
    const start = found.index
    if (start < at) continue
    say(start)
    const shown = path === '' ? [] : [images.push({ type: 'path', path }) - 1]
    if (shown.length > 0 || words !== '')
      turns.push({ type: 'given', role: 'tool', text: words, images: shown })
    at = start + found[0].length
  }
  say(text.length)
  return turns
}
