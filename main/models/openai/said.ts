/** What a server said, piece by piece, as tokens. Reasoning it reports apart stands between think tags again. */
import type { Tools } from '../../../app/dialects/dialect'
import type { Token } from '../../../app/trace/step'
import { createCalls } from './call-pieces'
import { logprobTokens } from './logprob-tokens'
import type { ChatChoice, ChatDelta } from './protocol'
import { createThinking } from './reasoning-channel'

export interface Reader {
  /** The tokens of a chunk. */
  readonly read: (choice: ChatChoice) => readonly Token[]
  /** Whether it called a function. */
  readonly called: () => boolean
  /** What is still open at the end: a reasoning tag, calls in the dialect's words. */
  readonly end: () => readonly Token[]
}

/** A reader of one answer. */
export function createReader(tools: Tools | undefined, alternatives: number): Reader {
  const calls = createCalls()
  const thinking = createThinking()
  return {
    read: (choice) => {
      const said = choice.delta ?? choice.message
      if (!said) return []
      calls.take(said)
      const thought = thinking.think(reasoningOf(said))
      const tokens = logprobTokens(deltaText(said), choice.logprobs?.content ?? [], alternatives)
      return [...thought, ...thinking.speak(tokens)]
    },
    called: () => tools !== undefined && calls.all().length > 0,
    end: () =>
      thinking.end(
        calls.all().flatMap((call) => (tools === undefined ? [] : [{ id: -1, text: tools.write(call) }])),
      ),
  }
}

/** Reasoning reported apart: vLLM and SGLang `reasoning_content`, newer ones `reasoning`, Ollama `thinking`. */
export function reasoningOf({ reasoning_content: content, reasoning, thinking }: ChatDelta): string {
  return content || reasoning || thinking || ''
}

/** The text of a piece. */
export function deltaText({ content, refusal }: ChatDelta): string {
  if (Array.isArray(content)) return content.map((c) => c?.text ?? '').join('')
  return content ?? refusal ?? ''
}
