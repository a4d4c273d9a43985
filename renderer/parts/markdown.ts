/** The markdown of rationales: no HTML, no pictures from elsewhere, formulas set apart for later. */
import MarkdownIt, { type StateInline } from 'markdown-it'

/** Renders text to safe HTML; formulas become `.math` elements that hold their source. */
export const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true })
markdown.disable('image')
markdown.inline.ruler.before('escape', 'math', math)
markdown.renderer.rules['math'] = (tokens, i) => {
  const token = tokens[i]
  const tex = markdown.utils.escapeHtml(token?.content ?? '')
  return `<span class="math" data-block="${token?.markup === '$$'}">${tex}</span>`
}
markdown.renderer.rules['link_open'] = (...[tokens, i, options, , self]) => {
  tokens[i]?.attrSet('target', '_blank')
  tokens[i]?.attrSet('rel', 'noreferrer noopener')
  return self.renderToken(tokens, i, options)
}

const marks = [
  ['$$', '$$'],
  ['\\[', '\\]'],
  ['\\(', '\\)'],
  ['$', '$'],
] as const

/** Marks that no longer come in this text: looked for once, not again from every place that opens a formula. */
let missing: { readonly src: string; readonly marks: Set<string> } = { src: '', marks: new Set() }

function closeAt(src: string, close: string, from: number): number {
  if (missing.src !== src) missing = { src, marks: new Set() }
  if (missing.marks.has(close)) return -1
  const end = src.indexOf(close, from)
  if (end < 0) missing.marks.add(close)
  return end
}

/** `$…$` as pandoc reads it: no space inside the dollars, no digit after them, so that prices stay prices. */
function math(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  const mark = marks.find(([open]) => src.startsWith(open, pos))
  if (mark === undefined) return false
  const [open, close] = mark
  const end = closeAt(src, close, pos + open.length)
  if (end < 0) return false
  const tex = src.slice(pos + open.length, end)
  const after = src[end + 1] ?? ''
  if (tex.trim() === '' || (open === '$' && (/^\s|\s$/.test(tex) || /\d/.test(after)))) return false
  if (!silent) {
    const token = state.push('math', 'math', 0)
    token.content = tex
    token.markup = open === '$$' || open === '\\[' ? '$$' : '$'
  }
  state.pos = end + close.length
  return true
}
