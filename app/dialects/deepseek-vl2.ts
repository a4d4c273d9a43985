/**
 * DeepSeek-VL2 and DeepSeek-OCR: `<|ref|>name<|/ref|><|det|>[[x1, y1, x2, y2], …]<|/det|>`, 0–999 of each side, the last one being
 * the edge. Pages of DeepSeek-OCR have the text of each part behind its mark.
 * Source of every rule: deepseek-ai/DeepSeek-VL2, README.md (the prompt) and deepseek_vl2/serve/app_modules/utils.py (`parse_ref_bbox`,
 * divided by 999); deepseek-ai/DeepSeek-OCR, README.md (`<|grounding|>Convert the document to markdown.`).
 */
import { writeNumbers } from './crops'
import type { Span } from './dialect'
import { tagRegions } from './marks/tags'
import { namingDialect } from './naming'

/** DeepSeek-VL2 and DeepSeek-OCR: `<|ref|>` names before `<|det|>` lists in thousandths. */
export const deepSeekVl2 = namingDialect({
  id: 'deepseek-vl2',
  name: 'DeepSeek-VL2, DeepSeek-OCR',
  space: 'per-999',
  sees: 'whole',
  checkpoints: /deepseek[-_.]?(?:vl2|ocr)/i,
  ask: (question) => (question.includes('<|') ? question : `<|ref|>${question}<|/ref|>.`),
  boxes: pageParts,
  writeBox: (numbers, label = 'region') => `<|ref|>${label}<|/ref|><|det|>[${writeNumbers(numbers)}]<|/det|>`,
})

/** A part of a page: its mark begins a line, and the next line begins its text. */
const partText = /[ \t]*\n(?!\s*<\|ref\|>)/y

/** The regions of a page that was read part by part, each with its text up to the next mark; none of another text. */
function pageParts(text: string): readonly Span[] {
  if (text.indexOf('<|det|>') === text.lastIndexOf('<|det|>')) return []
  const spans = tagRegions(text, { space: 'per-999', order: 'xyxy' })
  return spans.map((span): Span => {
    const end = partEnd(text, span.end)
    // Further regions of one mark have no text of their own: they follow it.
    return { ...span, start: span.start === span.end ? end : span.start, end }
  })
}

function partEnd(text: string, from: number): number {
  partText.lastIndex = from
  if (!text.startsWith('<|/det|>', from - '<|/det|>'.length) || !partText.test(text)) return from
  const next = text.indexOf('<|ref|>', from)
  const piece = text.slice(from, next < 0 ? text.length : next)
  return from + piece.trimEnd().length
}
