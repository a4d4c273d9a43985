/** Lines of a Codex session as one thread: items of the Responses API, and what only the events tell. Sources: sessions.ts. */
import { itemMessages } from './responses'
import type { SessionThread } from './session-thread'
import { unwrittenJson } from './span'
import { fieldsOf, isFields, listOf, textOf, type Fields } from './values'
import { given } from '../given'

const kinds = new Set([
  ...['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted', 'world_state'],
])

/** Whether a line is one of a rollout of Codex. */
export function isCodexLine(line: Fields): boolean {
  return kinds.has(textOf(line['type']) ?? '') && isFields(line['payload'])
}

/** All of a session; the first lines say what it was about. */
export function codexThread(lines: readonly Fields[]): SessionThread {
  const payloads = lines.map((line) => ({ type: line['type'], payload: fieldsOf(line['payload']) }))
  const about = payloads.find(({ type }) => type === 'session_meta')?.payload ?? {}
  const turn = payloads.findLast(({ type }) => type === 'turn_context')?.payload ?? {}
  const items = payloads.filter(({ type }) => type === 'response_item').map(({ payload }) => payload)
  // A session that was written without its items still has what was said.
  const events = payloads.filter(({ type }) => type === 'event_msg').map(({ payload }) => payload)
  const messages = items.length > 0 ? items.flatMap(itemOf) : events.flatMap(eventOf)
  const id = textOf(about['id']) ?? textOf(about['session_id'])
  const model = textOf(turn['model'])
  const { cwd, cli_version, git, originator } = about
  return {
    messages,
    ...given({ id, model }),
    meta: { cwd, cli_version, git, originator },
  }
}

/** What the program says to its model about the folder it works in; no question of a person's. */
const injected =
  /^\s*<(?:environment_context|user_instructions|permissions instructions|turn_aborted)\b|^# AGENTS\.md/

function itemOf(item: Fields): readonly Fields[] {
  switch (item['type']) {
    case 'local_shell_call': {
      const call = { name: 'local_shell', arguments: fieldsOf(item['action']) }
      return [{ role: 'assistant', content: '', function_call: call }]
    }
    case 'local_shell_call_output':
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ role: 'tool', content: outputOf(item['output']) }]
    case 'message': {
      const { role, content } = item
      const words = listOf(content).map((part) => textOf(fieldsOf(part)['text']) ?? '')
      if (role === 'user' && words.length > 0 && words.every((text) => injected.test(text))) return []
      return [{ role: role === 'developer' ? 'system' : role, content }]
    }
    default:
      return itemMessages([item]) as readonly Fields[] // messages are objects
  }
}

/** What came back: text, text of JSON with `output` in it, or parts with images. */
function outputOf(output: unknown): unknown {
  if (Array.isArray(output)) return output as unknown[]
  if (isFields(output)) return output['content_items'] ?? output['content'] ?? output['body'] ?? ''
  const text = textOf(output) ?? ''
  const value = unwrittenJson(text)
  return Array.isArray(value) ? (value as unknown[]) : (textOf(fieldsOf(value)['output']) ?? text)
}

function eventOf(event: Fields): readonly Fields[] {
  const { type, message, text, images } = event
  if (type === 'user_message') {
    const shown = listOf(images).map((url) => ({ type: 'input_image', image_url: url }))
    return [{ role: 'user', content: [...shown, { type: 'text', text: textOf(message) ?? '' }] }]
  }
  if (type === 'agent_reasoning') return [{ role: 'assistant', content: '', reasoning: textOf(text) ?? '' }]
  return type === 'agent_message' ? [{ role: 'assistant', content: textOf(message) ?? '' }] : []
}
