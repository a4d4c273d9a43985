/**
 * How likely each token of a logged reply was, as Chat Completions says it beside the message (`logprobs.content`), put to the words of its
 * turn. Pure. Source: openai/openai-openapi, CreateChatCompletionResponse and ChatCompletionTokenLogprob.
 */
import type { Alternative, Token } from '../trace/step'
import type { ForeignTrace } from './format'
import { fieldsOf, given, listOf, numberOf } from './values'

/** Servers write −9999 or so for what cannot be; JSON has no infinity. */
const leastLogprob = -9999

/** The trace with the tokens of its last reply; as it is where they are not the words of it. */
export function withLoggedOdds(trace: ForeignTrace, logprobs: unknown): ForeignTrace {
  const said = listOf(fieldsOf(logprobs)['content']).map(tokenOf)
  const at = trace.turns.findLastIndex((turn) => turn.type === 'model')
  const turn = trace.turns[at]
  if (turn?.type !== 'model' || !said.every((token) => token !== undefined)) return trace
  // vLLM also tells of the token that ended the turn, which is no part of it.
  const tokens = within(turn.text, said) ?? within(turn.text, said.slice(0, -1))
  return tokens === undefined ? trace : { ...trace, turns: trace.turns.with(at, { ...turn, tokens }) }
}

/** All of a text as tokens; undefined where those do not stand in it. Letters that are spread over several tokens do not add up. */
function within(text: string, said: readonly Token[]): readonly Token[] | undefined {
  const words = said.map((t) => t.text).join('')
  const start = words === '' ? -1 : text.lastIndexOf(words)
  if (start < 0) return undefined
  return [...untold(text.slice(0, start)), ...said, ...untold(text.slice(start + words.length))]
}

/** Thoughts of a field of their own and calls written as data have no probabilities. */
function untold(text: string): readonly Token[] {
  return text === '' ? [] : [{ id: -1, text }]
}

function tokenOf(value: unknown): Token | undefined {
  const entry = fieldsOf(value)
  const known = alternativeOf(entry)
  if (known === undefined) return undefined
  const top = listOf(entry['top_logprobs']).flatMap((other) => alternativeOf(fieldsOf(other)) ?? [])
  return given<Token>({ id: -1, ...known, top: top.length > 0 ? top : undefined })
}

function alternativeOf(entry: Readonly<Record<string, unknown>>): Alternative | undefined {
  const { token: text, logprob } = entry
  if (typeof text !== 'string' || logprob === undefined) return undefined
  return { text, logprob: numberOf(logprob) ?? leastLogprob }
}
