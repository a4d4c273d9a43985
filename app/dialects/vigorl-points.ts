/**
 * ViGoRL in one turn: every step of the reasoning names a point `(x, y)` in pixels of the original, nothing is cropped; the
 * answer may be a point itself (web pages). `vigorl.ts` is the same family with its tool.
 * Source of every rule: Gabesarch/grounded-rl, scripts/mcts/run_mcts_qwen72b.sh (the prompt), scripts/behavioral/
 * behavior_categorization.py (`COORD_RE`), src/trainer/rl/examples/format_prompt/sat2_grounded_thinking.jinja.
 */
import type { LookSpan, Span } from './dialect'
import { inAnswerTags, namingDialect } from './naming'
import { answerSpan, spansInOrder } from './spans'

const prompt =
  'You are a helpful assistant tasked with answering a question about an image. You should systematically reason through the ' +
  'problem step by step by checking and verifying relevant image regions, while grounding reasoning steps to specific (x, y) ' +
  'points in the image:\n' +
  "Each reasoning step must be enclosed within '<think>' tags and reference exactly one specific coordinate (x, y):\n" +
  '<think>\n{Single reasoning step with a grounded point} (x, y).\n</think>\n' +
  "When ready to provide the final answer, enclose it within '<answer>' tags:\n" +
  '<answer> {final answer} </answer>'

/** ViGoRL in one turn: points named in the reasoning. */
export const viGoRlPoints = namingDialect({
  id: 'vigorl-points',
  name: 'ViGoRL (points in one turn)',
  space: 'image',
  system: prompt,
  boxes: points,
  ...inAnswerTags,
  // How large a person's region is cannot be said in this language.
  writes: 'points',
  writeBox: (numbers) => `(${numbers.join(', ')})`,
})

/** Pairs of numbers in brackets; an answer that is one is drawn right before it, and stays the answer. */
function points(text: string): readonly Span[] {
  const [answer] = answerSpan(text)
  const found = [...text.matchAll(pair)].map((m): LookSpan => {
    const numbers = [Number(m[1]), Number(m[2])]
    return { type: 'look', start: m.index, end: m.index + m[0].length, numbers, several: false }
  })
  return spansInOrder(
    found.flatMap((span): readonly Span[] => {
      if (answer?.type !== 'answer' || span.end <= answer.start || span.start >= answer.end) return [span]
      const whole = text.slice(span.start, span.end) === answer.text
      return whole ? [{ ...span, start: answer.start, end: answer.start }] : []
    }),
  )
}
const pair = /\(\s{0,9}(\d{1,6}(?:\.\d+)?)\s{0,9},\s{0,9}(\d{1,6}(?:\.\d+)?)\s{0,9}\)/g
