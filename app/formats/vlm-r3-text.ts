/**
 * VLM-R³'s evaluation logs as its scripts write them: plain text, a block per question. One block as the fields of a record.
 * Source: justgogorunrun/VLM-R3, src/eval/test_vstar_r3.py and test_mmvp_r3.py (`Iteration n:` … `Ground Truth:`),
 * src/eval/test_cvbench_r3.py (`Sample n:` … `Response:`); the published logs evaluation_{vstar,mmvp}_log_*.txt.
 */
import { stretchesIn } from '../stretches'
import type { Fields } from './values'
import { given } from '../given'

/** The block as a record of the same log in JSON; undefined for text that is none. */
export function recordOfLog(block: string): Fields | undefined {
  const text = block.replaceAll('\r\n', '\n')
  return iterated(text) ?? sampled(text)
}

const iteration =
  /^\s*Iteration (\d+):\nImage Path: (.*)\nQuestion: ([\s\S]*?)\n(?:Category: (.*)\n)?Full Response:\n/

function iterated(text: string): Fields | undefined {
  const head = iteration.exec(text)
  if (head === null) return undefined
  const rest = text.slice(head[0].length)
  // What the model wrote may hold such a line itself: the script's own is the last.
  const end = rest.lastIndexOf('\nReward: ')
  const response = end < 0 ? rest : rest.slice(0, end)
  const after = end < 0 ? '' : rest.slice(end)
  const reward = Number(/^\nReward: (.*)/.exec(after)?.[1] ?? NaN)
  const truth = /\nGround Truth:\n([\s\S]*?)(?:\n-{20,}|$)/.exec(after)?.[1]
  const gold =
    truth === undefined ? undefined : ([...stretchesIn(truth, '<answer>', '</answer>')][0]?.inside ?? truth)
  const [, id, image, question, category] = head
  return {
    id,
    image,
    question,
    full_response: response,
    ...given({ category }),
    ...(gold === undefined ? {} : { ground_truth: gold.trim() }),
    ...(Number.isFinite(reward) ? { judge_reward: reward } : {}),
  }
}

const sample = /^\s*Sample (\d+):\nPrompt: ([\s\S]*?)\nImage path: (.*)\nAnswer: (.*)\nResponse:\n/

function sampled(text: string): Fields | undefined {
  const head = sample.exec(text)
  if (head === null) return undefined
  const rest = text.slice(head[0].length)
  const end = /\n-{20,}/.exec(rest)?.index ?? rest.length
  const [, id, question, image, answer = ''] = head
  return {
    id,
    image,
    question,
    full_response: withOneEnd(rest.slice(0, end)),
    // CV-Bench writes its letters in brackets.
    ground_truth: answer.replace(/^\(([A-Z])\)$/i, '$1').trim(),
  }
}

/** Of several line ends at the end, the first. */
function withOneEnd(text: string): string {
  let end = text.length
  while (end > 1 && text[end - 1] === '\n' && text[end - 2] === '\n') end--
  return text.slice(0, end)
}
