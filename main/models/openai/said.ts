/** What a server said, piece by piece, as tokens. Reasoning it reports apart stands between think tags again. */
import type { ToolCall, Tools } from '../../../app/dialects/dialect'
import type { Token } from '../../../app/trace/step'
import type { Chunk, Said, TokenLogprob } from './protocol'

export interface Reader {
  /** The tokens of a chunk. */
  readonly read: (choice: NonNullable<Chunk['choices']>[number]) => readonly Token[]
  /** What is still open at the end: a reasoning tag, calls in the dialect's words. */
  readonly end: () => readonly Token[]
}

/** A reader of one answer. */
export function createReader(tools: Tools | undefined, alternatives: number): Reader {
  const calls: { name: string; arguments: string }[] = []
  let thinking = false
  const think = (text: string): Token[] => {
    if (text === '') return []
    const opened = thinking ? [] : [plain('<think>')]
    thinking = true
    return [...opened, plain(text)]
  }
  const speak = (tokens: readonly Token[]): readonly Token[] => {
    if (tokens.length === 0 || !thinking) return tokens
    thinking = false
    return [plain('</think>\n'), ...tokens]
  }
  return {
    read: (choice) => {
      const said = choice.delta ?? choice.message
      if (!said) return []
      collect(calls, said)
      const reasoning = think(said.reasoning_content ?? said.reasoning ?? '')
      const text = textOf(said)
      return [...reasoning, ...speak(withLogprobs(text, choice.logprobs?.content ?? [], alternatives))]
    },
    end: () => speak(calls.flatMap((c) => (tools === undefined ? [] : [plain(tools.write(c))]))),
  }
}

function textOf({ content, refusal }: Said): string {
  if (Array.isArray(content)) return content.map((c) => c.text ?? '').join('')
  return content ?? refusal ?? ''
}

/** Names come whole, arguments in pieces; a server that gives no index means the last one, or a new one with a name. */
function collect(calls: { name: string; arguments: string }[], { tool_calls: pieces }: Said): void {
  for (const { index, function: f } of pieces ?? []) {
    const at = index ?? (f?.name ? calls.length : calls.length - 1)
    if (at < 0 || at > 64) continue
    const call: ToolCall & { name: string; arguments: string } = calls[at] ?? { name: '', arguments: '' }
    call.name += f?.name ?? ''
    call.arguments += f?.arguments ?? ''
    calls[at] = call
  }
}

function plain(text: string): Token {
  return { id: -1, text }
}

/**
 * One token per entry where their texts add up to what was said. Letters that are spread over tokens do not: then the
 * piece is one token, with the sum of the logarithms.
 */
function withLogprobs(
  text: string,
  entries: readonly TokenLogprob[],
  alternatives: number,
): readonly Token[] {
  if (text === '') return []
  if (entries.length === 0) return [plain(text)]
  const exact = entries.map((e) => e.token).join('') === text
  if (!exact) return [{ id: -1, text, logprob: entries.reduce((sum, e) => sum + e.logprob, 0) }]
  return entries.map(({ token, logprob, top_logprobs: top }) => ({
    id: -1,
    text: token,
    logprob: finite(logprob),
    ...(alternatives > 0 && top && top.length > 0
      ? { top: top.map((t) => ({ text: t.token, logprob: finite(t.logprob) })) }
      : {}),
  }))
}

/** JSON has no infinity; servers write −9999 or so for what cannot be. */
function finite(logprob: number): number {
  return Number.isFinite(logprob) ? logprob : -9999
}
