/**
 * Items of the Responses API as messages: what was put in, what came out, calls and their results in between. Pure; knows no
 * record around them. Source: openai/openai-openapi (`InputItem`, `OutputItem`); NVIDIA-NeMo/Gym, nemo_gym/openai_utils.py.
 */
import { isDialogue } from './chat-pieces'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'

/** Types of items that are no message: with one of them a list is the Responses API's. */
const itemTypes =
  /^(?:message|reasoning|(?:function|custom_tool|computer|mcp|code_interpreter|image_generation|web_search|file_search|local_shell)_call(?:_output)?|item_reference)$/

/** Whether a list is a dialogue in items: each is a message with a role, or says which kind of item it is. */
export function isItems(value: unknown): value is readonly Fields[] {
  if (!Array.isArray(value) || value.length === 0) return false
  return (value as unknown[]).every((item) => isFields(item) && (isItem(item) || isDialogue([item])))
}

function isItem(item: Fields): boolean {
  const type = textOf(item['type'])
  return type !== undefined && itemTypes.test(type)
}

/** The input of a request: items, messages, or the question alone as text. Undefined where it is none of them. */
export function inputMessages(input: unknown, instructions?: unknown): readonly unknown[] | undefined {
  const told = textOf(instructions)
  const system = told === undefined || told === '' ? [] : [{ role: 'system', content: told }]
  if (typeof input === 'string') return [...system, { role: 'user', content: input }]
  return isItems(input) ? [...system, ...itemMessages(input)] : undefined
}

/** Items as messages, in order. Those that say nothing a person could see are left out. */
export function itemMessages(items: unknown): readonly unknown[] {
  return listOf(items).flatMap((item) => messagesOf(fieldsOf(item)))
}

function messagesOf(item: Fields): readonly unknown[] {
  const { type, role, content } = item
  switch (type) {
    case 'function_call':
      return [calling({ name: item['name'], arguments: item['arguments'] })]
    case 'custom_tool_call':
      return [calling({ name: item['name'], arguments: { input: item['input'] } })]
    case 'computer_call':
      return [calling({ name: 'computer', arguments: item['action'] })]
    case 'mcp_call': {
      const call = calling({ name: item['name'], arguments: item['arguments'] })
      const back = item['output'] ?? item['error']
      return back === undefined || back === null ? [call] : [call, { role: 'tool', content: back }]
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'computer_call_output':
      return [{ role: 'tool', content: item['output'] }]
    case 'code_interpreter_call':
      return codeMessages(item)
    case 'reasoning': {
      const thought = listOf(item['summary'] ?? content).concat(listOf(item['content']))
      const text = [...new Set(thought.map((part) => textOf(fieldsOf(part)['text']) ?? ''))].join('\n').trim()
      return text === '' ? [] : [{ role: 'assistant', content: '', reasoning_content: text }]
    }
    default:
      return type === 'message' || role !== undefined ? [{ ...item, role: role ?? 'assistant', content }] : []
  }
}

function calling(call: { readonly name: unknown; readonly arguments: unknown }): Fields {
  return { role: 'assistant', content: '', function_call: call }
}

/** Code that a server ran, as the model wrote it, and what it printed or drew. */
function codeMessages(item: Fields): readonly unknown[] {
  const code = textOf(item['code']) ?? ''
  const outputs = listOf(item['outputs']).map(fieldsOf)
  const parts = outputs.map(({ type, logs, url }) =>
    type === 'image' ? { type: 'image_url', image_url: url } : { type: 'text', text: textOf(logs) ?? '' },
  )
  const wrote = { role: 'assistant', content: `<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>` }
  return parts.length === 0 ? [wrote] : [wrote, { role: 'tool', content: parts }]
}
