/**
 * Whether a server says how likely a text is that is given: an answer begun, behind an image, with the probability of each of its tokens.
 * What comes back is held against the server's own count of tokens and against the text.
 */
import {
  failureNote,
  no,
  plainQuestion,
  yes,
  type ProbeAsker,
  type ProbeReply,
  type ProbeTarget,
  type ProbeAnswer,
} from './probe-ask'
import { begun, image, probeText, type HeardWithImage, type Turns } from './probe-turns'
import { scoredTokens, scoringFields } from './score'

/** Asked only of servers that go on within a turn: elsewhere the end of the prompt is not the text. */
export async function askScores(
  asker: ProbeAsker,
  { pictures: [picture] }: ProbeTarget,
  { pictured, turns }: { readonly pictured: HeardWithImage; readonly turns: Turns },
): Promise<ProbeAnswer> {
  if (turns.text.verdict !== 'yes') return no('Not without continuing a turn. Occlusion has it answer again.')
  const words = probeText(plainQuestion.content)
  const content = pictured.images.verdict === 'yes' ? [image(picture), words] : [words]
  const messages = [
    { role: 'user', content },
    { role: 'assistant', content: begun },
  ]
  const flags = Object.entries(scoringFields).filter(([field]) => !turns.without.includes(field))
  try {
    return judged(await asker.ask({ messages, ...Object.fromEntries(flags) }, 1))
  } catch (error) {
    return no(failureNote(error))
  }
}

function judged({ prompt, usage, without }: ProbeReply): ProbeAnswer {
  if (without.includes('prompt_logprobs')) return no('Refused. Occlusion has it answer again.')
  const last = begun.length
  const end = (scoredTokens(prompt, last) ?? []).map((t) => t.text).join('')
  if (prompt.length === 0) return no('None come back. Occlusion has it answer again.')
  const counted = usage?.prompt_tokens ?? undefined
  if (counted !== undefined && counted !== prompt.length)
    return no(`${prompt.length} came for ${counted} tokens: not to be relied on.`)
  return end.endsWith(begun.trim())
    ? yes('Each token of a prompt has its probability. Occlusion reads it off.')
    : no('What came does not end with the text: not to be relied on.')
}
