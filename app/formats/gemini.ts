/**
 * Gemini's API as it is sent and answered: `contents` with their `parts`, `candidates`, both in one logged row; the Interactions
 * API with its steps. Code that Google ran, what it printed and the images it made are parts like the words between them.
 * Source: ai.google.dev/api/generate-content (`Content`, `Part`, `ExecutableCode`, `CodeExecutionResult`), googleapis/js-genai
 * (`Interactions.CodeExecutionCallContent`, `CodeExecutionResultContent`), ai.google.dev/gemini-api/docs/interactions.
 */
import type { DialectId } from '../dialects'
import { bad } from '../result'
import { repliesTogether, tracesOf, withCallFacts } from './chat-record'
import type { Format } from './format'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

/** Requests and answers of Gemini’s API: contents, candidates and interactions, their parts as steps. */
export const gemini: Format = {
  id: 'gemini',
  name: 'Gemini API',
  source: 'ai.google.dev/api/generate-content; ai.google.dev/gemini-api/docs/interactions',
  containers: ['jsonl', 'json'],
  likeness: (value) => {
    const row = fieldsOf(value)
    if (dialoguesOf(row).length > 0) return 0.9
    return isInteraction(row) ? 0.9 : 0
  },
  parse: (value) => {
    const row = fieldsOf(value)
    const dialogues = isInteraction(row)
      ? [interactionMessages(row)]
      : dialoguesOf(row).map((said) => [...systemOf(row), ...said])
    if (!dialogues.some((messages) => messages.length > 0))
      return bad({ message: 'The row has neither contents nor steps.' })
    const logged = withCallFacts(row, used)
    return repliesTogether(
      dialogues.map((messages) =>
        tracesOf(logged, [{ messages, path: 'contents', ...dialectOf(messages) }], used),
      ),
    )
  },
}

const used = [
  ...['contents', 'candidates', 'systemInstruction', 'system_instruction'],
  ...['input', 'outputs', 'steps', 'output'],
]

/** Code that was run makes it a dialogue in code; without any, its words tell. */
function dialectOf(messages: readonly Fields[]): { readonly dialect?: DialectId } {
  const parts = messages.flatMap((m) => listOf(m['parts']).map(fieldsOf))
  const coded = parts.some((p) => 'executableCode' in p || 'executable_code' in p)
  return coded ? { dialect: 'gemini-code' } : {}
}

/** What was asked and what was answered, wherever a row keeps them: a dialogue for each candidate, one where there is none. */
function dialoguesOf(row: Fields): readonly (readonly Fields[])[] {
  const request = fieldsOf(row['request'])
  const response = fieldsOf(row['response'])
  const asked = listOf(row['contents'] ?? request['contents']).map((c) => messageOf(c, 'user'))
  const answers = listOf(row['candidates'] ?? response['candidates']).flatMap((candidate) => {
    const answered = fieldsOf(fieldsOf(candidate)['content'])
    return 'parts' in answered ? [[messageOf(answered, 'model')]] : []
  })
  return (answers.length > 0 ? answers : [[]]).flatMap((answer): readonly (readonly Fields[])[] => {
    const all = [...asked, ...answer]
    const known = all.filter((message) => message !== undefined)
    return known.length === all.length && all.length > 0 ? [known] : []
  })
}

/** A content with a role, which the API lets be left out. */
function messageOf(content: unknown, otherwise: string): Fields | undefined {
  if (typeof content === 'string') return { role: otherwise, parts: [{ text: content }] }
  const { role, parts } = fieldsOf(content)
  if (!Array.isArray(parts) && !isFields(parts)) return undefined
  return { role: textOf(role) ?? otherwise, parts: Array.isArray(parts) ? (parts as unknown[]) : [parts] }
}

function systemOf(row: Fields): readonly Fields[] {
  const request = fieldsOf(row['request'])
  const told =
    row['systemInstruction'] ??
    row['system_instruction'] ??
    request['systemInstruction'] ??
    request['system_instruction']
  const content = told === undefined ? undefined : messageOf(told, 'system')
  return content === undefined ? [] : [{ ...content, role: 'system' }]
}

/** Kinds of steps that only the Interactions API has. */
const stepTypes = /^(?:model_output|user_input|thought|(?:code_execution|function)_(?:call|result))$/

function isInteraction(row: Fields): boolean {
  return stepsOf(row).some((step) => stepTypes.test(textOf(fieldsOf(step)['type']) ?? ''))
}

function stepsOf(row: Fields): readonly unknown[] {
  return listOf(row['steps'] ?? row['outputs'])
}

/** The question, then every step of the answer in order. */
function interactionMessages(row: Fields): readonly Fields[] {
  const asked = inputMessages(row['input'])
  const steps = stepsOf(row).map(fieldsOf)
  // Where the input stands apart, the steps repeat it.
  const said = asked.length === 0 ? steps : steps.filter((s) => s['type'] !== 'user_input')
  return [...asked, ...messagesOfSteps(said)]
}

/** What was sent: words, blocks of content, turns with a role, or the steps of the talk so far. */
function inputMessages(input: unknown): readonly Fields[] {
  if (input === undefined || input === null) return []
  const entries = listOf(input).map(fieldsOf)
  const turns = entries.filter((entry) => 'role' in entry)
  if (turns.length > 0)
    return turns.map(({ role, content }) => ({ role: textOf(role) ?? 'user', parts: blocksOf(content) }))
  if (entries.some((entry) => stepTypes.test(textOf(entry['type']) ?? ''))) return messagesOfSteps(entries)
  return [{ role: 'user', parts: blocksOf(input) }]
}

/** Steps that follow each other and are of one side are one message. */
function messagesOfSteps(steps: readonly Fields[]): readonly Fields[] {
  const messages: { readonly role: string; readonly parts: Fields[] }[] = []
  for (const step of steps) {
    const { type } = step
    // What one's own tool says comes from outside of the model, as in `contents`.
    const role = type === 'user_input' || type === 'function_result' ? 'user' : 'model'
    const parts = partsOfStep(step)
    const last = messages.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else messages.push({ role, parts: [...parts] })
  }
  return messages
}

/** A step as parts: steps hold blocks of content, or are one. */
function partsOfStep(step: Fields): readonly Fields[] {
  const { type } = step
  switch (type) {
    case 'user_input':
    case 'model_output':
      return blocksOf(step['content'])
    case 'thought':
      return blocksOf(step['summary']).map((part) => ({ ...part, thought: true }))
    case 'code_execution_call': {
      const code = textOf(fieldsOf(step['arguments'])['code']) ?? textOf(step['code']) ?? ''
      return [{ executableCode: { code } }]
    }
    case 'code_execution_result':
      return [{ codeExecutionResult: { output: step['result'] ?? step['output'] } }]
    case 'function_call':
      return [{ functionCall: { name: step['name'], args: step['arguments'] } }]
    case 'function_result':
      return [{ functionResponse: { name: step['name'], response: { output: step['result'] } } }]
    default:
      return blocksOf([step])
  }
}

/** Blocks of content as parts: words, and images with their data or address. */
function blocksOf(content: unknown): readonly Fields[] {
  const blocks = Array.isArray(content) ? (content as unknown[]) : content === undefined ? [] : [content]
  return blocks.map((block): Fields => {
    if (typeof block === 'string') return { text: block }
    const fields = fieldsOf(block)
    if (fields['type'] !== 'image') return fields
    const { data, uri } = fields
    return { type: 'image', image: data === undefined ? { url: uri } : { bytes: data } }
  })
}
