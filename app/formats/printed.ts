/**
 * Plain text as a trace: what a script printed or a person saved of one reply, with the image beside it. Headings of a dialogue,
 * chat templates, the marks of Python's `repr`, and lines that are the script's own are told apart from what the model wrote; nothing
 * is lost. Knows no file.
 */
import { dialectOf } from '../dialects'
import { given } from '../given'
import { bad, good, type Issue, type Result } from '../result'
import { tell } from './chat'
import { dialectIn, plainDialect } from './chat-dialect'
import type { Format, ForeignTrace, ImageSource } from './format'
import { literalOf } from './literal'
import { printedPartsOf, type PrintedPart } from './printed-parts'
import { hasSpeakers, printedTrace, type PrintedPiece } from './printed-speakers'
import { isTemplated, promptMessages } from './template-text'
import { fieldsOf, imageOf, isFields, listOf, textOf, type Fields } from './values'

/** A piece of printed output: text, or an image as `imageOf` takes it. */
export type Output = { readonly text: string } | { readonly image: unknown }

/**
 * What a container makes of plain text: the outputs in their order, the question that lies beside it, and how the file begins to be
 * called, which tells its image among several.
 */
export interface PrintedText {
  readonly printed: readonly Output[]
  readonly asked?: string
  readonly like?: string
  /** The first image printed is the one the question is about. */
  readonly shown?: boolean
}

/** One printed reply of a model, with the image beside it. */
export const printed: Format = {
  id: 'printed',
  name: 'Printed reply',
  source: 'what notebooks and scripts print; no project of its own',
  containers: ['text'],
  likeness: (value) => {
    const outputs = outputsOf(value)
    if (outputs === undefined) return 0
    // A file of words alone may still be a reply; words in a column are none.
    return isTelling(textsOf(outputs)) ? 0.7 : isFields(value) ? 0.21 : 0
  },
  parse: (value) => {
    const outputs = outputsOf(value)
    if (outputs === undefined || (!isFields(value) && !isTelling(textsOf(outputs))))
      return bad({ message: 'This is no text that a model wrote.' })
    return parsePrinted({ ...fieldsOf(value), printed: outputs })
  },
}

/** The words of a record that is one text, whatever lies beside it; undefined for another record. */
export function printedWords(value: unknown): string | undefined {
  const outputs = outputsOf(value)
  return outputs === undefined ? undefined : textsOf(outputs)
}

function outputsOf(value: unknown): readonly Output[] | undefined {
  if (typeof value === 'string') return [{ text: value }]
  const outputs = isFields(value) ? value['printed'] : undefined
  if (!Array.isArray(outputs)) return undefined
  return (outputs as unknown[]).flatMap((output): readonly Output[] => {
    const { text, image } = fieldsOf(output)
    return typeof text === 'string' ? [{ text }] : image === undefined ? [] : [{ image }]
  })
}

function textsOf(outputs: readonly Output[]): string {
  return outputs.map((output) => ('text' in output ? unprinted(output.text) : '')).join('\n')
}

/** Words that only a reply has: a language that is known, thoughts, a marked answer, a chat template. */
export function isTelling(text: string): boolean {
  const dialect = dialectIn({ spoken: text, system: '' }, plainDialect)
  if (dialect !== plainDialect || /<\/?think>|\\boxed\{/.test(text)) return true
  if (isTemplated(text) || hasSpeakers(text)) return true
  return (dialectOf(plainDialect)?.spans(text) ?? []).length > 0
}

/** The trace of some outputs (`Printed`). */
export function parsePrinted(row: Fields): Result<readonly ForeignTrace[]> {
  const outputs = outputsOf(row) ?? []
  const picture = imageBeside(row)
  if (outputs.some((output) => 'text' in output && hasSpeakers(output.text)))
    return spokenRun(outputs, picture, textOf(row['asked']))
  const asked = textOf(row['asked'])
  const parts = outputs.flatMap((output): readonly PrintedPart[] =>
    'text' in output ? printedPartsOf(unprinted(output.text)) : [{ role: 'picture', image: output.image }],
  )
  const first = parts.findIndex((part) => part.role === 'picture')
  const shown = row['shown'] === true && first >= 0 ? parts[first] : undefined
  const messages = messagesOf(
    // Words printed before the image itself are what was asked about it.
    parts.flatMap((part, index) =>
      part === shown ? [] : [shown !== undefined && index < first ? asQuestion(part) : part],
    ),
    asked,
  )
  const main = shown?.role === 'picture' ? { type: 'image', image: shown.image } : { type: 'image' }
  const told = tell({
    messages: [{ role: 'user', content: [main] }, ...messages],
    path: '',
    images: shown === undefined ? [picture] : [],
  })
  if (!told.ok) return told
  const issues: Issue[] = isTelling(textsOf(outputs)) ? [] : [{ message: nothingTold }]
  const program = parts.flatMap((part) => (part.role === 'program' ? [part.text.trim()] : []))
  const meta = program.length === 0 ? {} : { program: program.join('\n') }
  return good([{ ...told.value, meta }], [...told.issues, ...issues])
}

function asQuestion(part: PrintedPart): PrintedPart {
  return part.role === 'assistant' && !isTelling(part.text) ? { role: 'user', text: part.text.trim() } : part
}

/** The image a text names nowhere. */
export function imageBeside(row: Fields): ImageSource {
  const besides = listOf(row['besides']).flatMap((name) => textOf(name) ?? [])
  return given<Extract<ImageSource, { type: 'path' }>>({
    type: 'path',
    path: '',
    besides,
    like: textOf(row['like']),
  })
}

/** A run with tools that says who speaks. */
function spokenRun(
  outputs: readonly Output[],
  picture: ImageSource,
  asked: string | undefined,
): Result<readonly ForeignTrace[]> {
  const pieces = outputs.flatMap((output): readonly PrintedPiece[] => {
    if ('text' in output) return [{ type: 'text', text: output.text }]
    const source = imageOf(output.image)
    return source === undefined ? [] : [{ type: 'image', source }]
  })
  const trace = printedTrace(pieces)
  if (trace === undefined) return bad({ message: 'The text holds nothing that a model wrote.' })
  const own = pieces.some((piece) => piece.type === 'image')
  const question = trace.question === '' ? (asked ?? '') : trace.question
  return good([{ ...trace, question, ...(own ? {} : { images: [picture] }) }])
}

const nothingTold = 'No region, thought or marked answer is in this text; all of it is shown as the answer.'

/** The parts as messages; the question beside the file comes first where the text has none of its own. */
function messagesOf(parts: readonly PrintedPart[], asked: string | undefined): readonly unknown[] {
  const own = parts.some((part) => part.role === 'user')
  const question =
    own || asked === undefined ? [] : [{ role: 'user', content: [{ type: 'text', text: asked }] }]
  return [
    ...question,
    ...parts.flatMap((part): readonly unknown[] => {
      if (part.role === 'picture') return [{ role: 'tool', content: [{ type: 'image', image: part.image }] }]
      if (part.role === 'template') return promptMessages(part.text)
      if (part.role === 'program') return []
      // `<image>` in what was printed stands for the image that is already there.
      const text = part.role === 'user' ? part.text.replace(/<image>\n?/g, '').trim() : part.text
      return [{ role: part.role, content: [{ type: 'text', text }] }]
    }),
  ]
}

/** Text that Python printed as a literal (`'…\n…'`), as it was. */
export function unprinted(text: string): string {
  const trimmed = text.trim()
  if (!/^(['"])[\s\S]*\1$/.test(trimmed) || trimmed.length < 2) return text
  const value = literalOf(trimmed)
  return typeof value === 'string' ? value : text
}
