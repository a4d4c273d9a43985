/**
 * Printed text cut into who wrote what: headings of a dialogue (`<|User|>: …`, `Prompt:` … `Answer:`), a chat template, and lines of
 * the program around a reply (log lines of DeepSeek-OCR, a size, “Parsed points”). Every character goes to one part. Pure.
 */
import { isTemplated } from './template-text'

/** A part: words of somebody, a whole templated dialogue, lines of the program that printed it, or an image. */
export type PrintedPart =
  | { readonly role: 'user' | 'assistant' | 'template' | 'program'; readonly text: string }
  | { readonly role: 'picture'; readonly image: unknown }

/** Who says what, in order. Without headings all of it is the model's, but for the program's own lines at its ends. */
export function printedPartsOf(text: string): readonly PrintedPart[] {
  if (isTemplated(text)) return [{ role: 'template', text }]
  const page = pageScript(text)
  if (page !== undefined) return page
  const dialogue = dialogueOf(text)
  return (dialogue ?? [{ role: 'assistant' as const, text }]).flatMap((part) =>
    part.role === 'assistant' ? withoutProgram(part.text) : [part],
  )
}

type Words = Extract<PrintedPart, { text: string }>

const userHeading =
  /^[ \t]*(?:<\|User\|>|USER|User|Human|HUMAN|Prompt|Question|Instruction)[ \t]*[:：][ \t]*/gm
const replyHeading =
  /^[ \t]*(?:<\|Assistant\|>|ASSISTANT|Assistant|Answer|Response|Output|Model output|Model)[ \t]*[:：][ \t]*/gm

/**
 * A dialogue whose first words are a heading, with a reply in it; a question alone is one too (what follows it was printed elsewhere).
 * A heading inside a reply (“Answer: 42” at its end) is no new turn: after a reply only a user's begins one.
 */
function dialogueOf(text: string): readonly Words[] | undefined {
  const heads = [...found(text, userHeading, 'user'), ...found(text, replyHeading, 'assistant')]
    .sort((a, b) => a.start - b.start)
    .filter(alternating())
  const [first] = heads
  if (first === undefined || text.slice(0, first.start).trim() !== '') return undefined
  if (!heads.some(({ role }) => role === 'assistant')) return questionAlone(text, first.end)
  if (first.role === 'assistant') return undefined
  return heads.flatMap(({ role, end }, i): readonly Words[] => {
    const said = text.slice(end, heads[i + 1]?.start ?? text.length)
    return said.trim() === '' ? [] : [{ role, text: role === 'user' ? said.trim() : said }]
  })
}

interface Head {
  readonly role: 'user' | 'assistant'
  readonly start: number
  readonly end: number
}

function found(text: string, pattern: RegExp, role: Head['role']): readonly Head[] {
  return [...text.matchAll(pattern)].map((m) => ({ role, start: m.index, end: m.index + m[0].length }))
}

/** Keeps the heads at which the speaker changes. */
function alternating(): (head: Head) => boolean {
  let last: Head['role'] | undefined
  return ({ role }) => {
    if (role === last) return false
    last = role
    return true
  }
}

/** `Question: …` and a blank line: what follows is no question any more. */
function questionAlone(text: string, from: number): readonly Words[] {
  const gap = /\n\s*\n/g
  gap.lastIndex = from
  const at = gap.exec(text)?.index ?? text.length
  const rest = text.slice(at)
  const question: Words = { role: 'user', text: text.slice(from, at).trim() }
  return rest.trim() === '' ? [question] : [question, { role: 'assistant', text: rest }]
}

/**
 * Lines of the program: rules of equal signs and what DeepSeek-OCR's run prints between them (`infer` in modeling_deepseekocr.py),
 * an image's size as Pillow has it, what the Qwen cookbooks print of their own parsing.
 */
const programLine =
  /^(?:=+(?:save results:=*)?|(?:BASE|PATCHES|NO PATCHES|image size|image|other|valid image tokens|output texts tokens \(valid\)|compression ratio)\s*:.*|\(\d+, ?\d+\)|Parsed [\w ]+:.*|torch\.Size\(.*)?$/i

/** The program's own lines before and after a reply, as the program's words. */
function withoutProgram(text: string): readonly Words[] {
  const lines = text.split('\n')
  let from = 0
  while (from < lines.length && programLine.test((lines[from] ?? '').trim())) from++
  let to = lines.length
  while (to > from && programLine.test((lines[to - 1] ?? '').trim())) to--
  const part = (role: Words['role'], some: readonly string[]): readonly Words[] =>
    some.join('').trim() === '' ? [] : [{ role, text: some.join('\n') }]
  const before = lines.slice(0, from)
  const after = lines.slice(to)
  // Blanks alone are the reply's own.
  if (part('program', before).length === 0 && part('program', after).length === 0)
    return [{ role: 'assistant', text }]
  return [...part('program', before), ...part('assistant', lines.slice(from, to)), ...part('program', after)]
}

const stepText = /\btext:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/g

/**
 * The page of ViGoRL holds its runs as JavaScript: `const STEPS_… = [{ text: "…", x: 70, y: 650 }, …]` with the instruction and the
 * answer below (visually-grounded-rl/visually-grounded-rl.github.io, index.html). The points stand in the words, too.
 */
function pageScript(text: string): readonly Words[] | undefined {
  if (!/^\s*const STEPS_\w+\s*=\s*\[/.test(text)) return undefined
  const unquoted = (m: RegExpExecArray | RegExpMatchArray) => unescaped(m[1] ?? '')
  const steps = [...text.matchAll(stepText)].map(unquoted)
  const one = (name: string) => new RegExp(`const ${name}_\\w+\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(text)
  const asked = one('INSTRUCTION')
  const answered = one('ANSWER')
  if (steps.length === 0) return undefined
  const said = [...steps, ...(answered === null ? [] : [unquoted(answered)])]
  return [
    ...(asked === null ? [] : [{ role: 'user' as const, text: unquoted(asked) }]),
    { role: 'assistant', text: said.join('\n') },
  ]
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}
