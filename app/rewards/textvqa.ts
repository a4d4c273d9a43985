/**
 * How the released code compares answers of TextVQA before it asks its judge: as EvalAI's server does. Source:
 * justgogorunrun/VLM-R3, src/r1-v/src/open_r1/rgrpo.py (`EvalAIAnswerProcessor`, `textvqa_reward`), after facebookresearch/mmf,
 * pythia/tasks/processors.py. Its words are those of the VQA challenge; its punctuation is not.
 */
import { pythonLength, strip, splitWords } from '../metrics/python'
import { articles, contractions, digits, marks } from '../metrics/vqa-words'

/** Whether the answer is one of the accepted texts; a yes or no may stand in a short sentence. */
export function sameForTextVqa(answer: string, accepted: readonly string[]): boolean {
  let said = answer.toLowerCase()
  return accepted.some((text) => {
    const gold = evalAi(strip(text).toLowerCase())
    // Upstream prepares the answer once more for each accepted text.
    said = evalAi(said)
    if (gold === said) return true
    const both = said.includes('yes') && said.includes('no')
    return (gold === 'yes' || gold === 'no') && said.includes(gold) && !both && pythonLength(said) < 48
  })
}

/** A text as EvalAI compares it. */
export function evalAi(text: string): string {
  const plain = text.toLowerCase().replaceAll(',', '').replaceAll('?', '').replaceAll("'s", " 's")
  const line = strip(plain.replaceAll('\n', ' ').replaceAll('\t', ' '))
  return splitWords(withoutMarks(line).toLowerCase())
    .map((word) => digits.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => contractions.get(word) ?? (word === 'notve' ? "not've" : word))
    .join(' ')
}

/** A mark beside a space goes without trace, another becomes a space; the first 32 full stops before no digit go. */
function withoutMarks(text: string): string {
  let out = text
  for (const mark of marks) {
    const beside = text.includes(`${mark} `) || text.includes(` ${mark}`)
    out = out.replaceAll(mark, beside ? '' : ' ')
  }
  let stops = 0
  return out.replace(/\.(?!\p{Nd})/gu, (stop) => (++stops > 32 ? stop : ''))
}
