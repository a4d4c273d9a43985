/**
 * Sessions of coding agents, a record a file: every line of it in order. Which of the two it is, and its messages; what a message
 * says is read as any dialogue. Pure.
 * Sources: Claude Code: simonw/claude-code-transcripts (session files), daaain/claude-code-log: claude_code_log/models.py
 * (`parentUuid`, `isSidechain`, `isMeta`, `toolUseResult`, `summary`). Codex: openai/codex, codex-rs/protocol/src/{protocol,models}.rs
 * (`RolloutLine`, `ResponseItem`, `LocalShellAction`, `FunctionCallOutputPayload`).
 */
import { together, type Result } from '../result'
import { claudeThreads } from './claude-session'
import { codexThread, isCodexLine } from './codex-session'
import { toldTrace } from './chat'
import type { Format, ForeignTrace } from './format'
import type { SessionThread } from './session-thread'
import { given, isFields, type Fields } from './values'

/** Sessions of Claude Code and Codex, whole files of lines. */
export const session: Format = {
  id: 'session',
  name: 'Session of a coding agent',
  source:
    'daaain/claude-code-log: claude_code_log/models.py; openai/codex: codex-rs/protocol/src/{protocol,models}.rs',
  containers: ['jsonl'],
  likeness: (value) => (linesOf(value).some((line) => isSessionLine(line)) ? 0.99 : 0),
  parse: (value) => {
    const lines = linesOf(value)
    const threads = lines.some(isCodexLine) ? [codexThread(lines)] : claudeThreads(lines)
    return traces(threads.filter(({ messages }) => messages.length > 0))
  },
}

function linesOf(value: unknown): readonly Fields[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isFields)
}

/** Whether a line is one of a session's: its names stand together nowhere else. Also by the names alone, of one that is cut off. */
export function isSessionLine(line: Fields): boolean {
  if (isCodexLine(line)) return true
  const has = (...names: readonly string[]) => names.every((name) => name in line)
  return has('parentUuid', 'isSidechain') || has('sessionId', 'uuid', 'message') || has('leafUuid', 'summary')
}

function traces(threads: readonly SessionThread[]): Result<readonly ForeignTrace[]> {
  const found = threads.map(({ messages, id, model, meta }) =>
    toldTrace({ messages, path: '', images: [] }, { id, meta: { ...meta, ...given({ model }) } }),
  )
  return together(found, { message: 'The session holds nothing that was said.' })
}
