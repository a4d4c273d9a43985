/**
 * Gemini's API as it is sent and answered: `contents` with their `parts`, `candidates`, both in one logged row; the Interactions
 * API with its steps. Code that Google ran, what it printed and the pictures it made are parts like the words between them.
 * Source: ai.google.dev/api/generate-content (`Content`, `Part`, `ExecutableCode`, `CodeExecutionResult`), googleapis/js-genai
 * (`Interactions.CodeExecutionCallContent`, `CodeExecutionResultContent`), ai.google.dev/gemini-api/docs/interactions.
 */
import type { DialectId } from '../dialects'
import { bad } from '../result'
import { tracesOf } from './chat-record'
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
    if (contentsOf(row).length > 0) return 0.9
    return isInteraction(row) ? 0.9 : 0
  },
  parse: (value) => {
    const row = fieldsOf(value)
    const messages = isInteraction(row) ? interactionMessages(row) : [...systemOf(row), ...contentsOf(row)]
    if (messages.length === 0) return bad({ message: 'The row has neither contents nor steps.' })
    return tracesOf(row, [{ messages, path: 'contents', ...dialectOf(messages) }], used)
  },
}

const used = [
  ...['contents', 'candidates', 'request', 'response', 'systemInstruction', 'system_instruction'],
  ...['input', 'outputs', 'steps', 'output'],
]

/** Code that was run makes it a dialogue in code; without any, its words tell. */
function dialectOf(messages: readonly Fields[]): { readonly dialect?: DialectId } {
  const parts = messages.flatMap((m) => listOf(m['parts']).map(fieldsOf))
  const coded = parts.some((p) => 'executableCode' in p || 'executable_code' in p)
  return coded ? { dialect: 'gemini-code' } : {}
}

/** What was asked and what was answered, wherever a row keeps them. */
function contentsOf(row: Fields): readonly Fields[] {
  const request = fieldsOf(row['request'])
  const response = fieldsOf(row['response'])
  const asked = listOf(row['contents'] ?? request['contents'])
  const [first] = listOf(row['candidates'] ?? response['candidates'])
  const answered = fieldsOf(fieldsOf(first)['content'])
  const all = [
    ...asked.map((c) => messageOf(c, 'user')),
    ...('parts' in answered ? [messageOf(answered, 'model')] : []),
  ]
  return all.every((m) => m !== undefined) ? (all as readonly Fields[]) : [] // none is undefined
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
const stepTypes = /^(?:model_output|user_input|thought|code_execution_(?:call|result))$/

function isInteraction(row: Fields): boolean {
  return stepsOf(row).some((step) => stepTypes.test(textOf(fieldsOf(step)['type']) ?? ''))
}

function stepsOf(row: Fields): readonly unknown[] {
  return listOf(row['steps'] ?? row['outputs'])
}

/** The question, then every step of the answer in order. */
function interactionMessages(row: Fields): readonly Fields[] {
  const input = row['input']
  const turns = listOf(input).filter((t) => 'role' in fieldsOf(t))
  const asked =
    turns.length > 0
      ? turns.map((turn): Fields => {
          const { role, content } = fieldsOf(turn)
          return { role: textOf(role) ?? 'user', parts: blocksOf(content) }
        })
      : input === undefined || input === null
        ? []
        : [{ role: 'user', parts: blocksOf(input) }]
  const steps = stepsOf(row).map(fieldsOf)
  const user = steps.filter((s) => s['type'] === 'user_input').flatMap((s) => blocksOf(s['content']))
  const model = steps.filter((s) => s['type'] !== 'user_input').flatMap(partsOfStep)
  return [
    ...asked,
    ...(asked.length === 0 && user.length > 0 ? [{ role: 'user', parts: user }] : []),
    ...(model.length > 0 ? [{ role: 'model', parts: model }] : []),
  ]
}

/** A step as parts: steps hold blocks of content, or are one. */
function partsOfStep(step: Fields): readonly Fields[] {
  const { type } = step
  switch (type) {
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
    default:
      return blocksOf([step])
  }
}

/** Blocks of content as parts: words, and pictures with their data or address. */
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
