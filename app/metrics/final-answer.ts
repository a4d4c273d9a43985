/**
 * Where in a response the answer stands, before any metric reads it. A response without the tags is the answer itself.
 * Source: VLM-R³ `src/eval` (last `<answer>…</answer>`); plain answers as VLMEvalKit takes its `prediction` column.
 */
import { stretchesIn } from '../stretches'
import { strip } from './python'

/** The text to be judged, and how it was found. */
export interface FinalAnswer {
  readonly text: string
  readonly rule: 'inside <answer>' | 'after <answer>' | 'whole response'
}

/** The last `<answer>` of a response; one that never closes counts to its end; a response without tags is taken whole. */
export function finalAnswer(response: string): FinalAnswer {
  const closed = [...stretchesIn(response, '<answer>', '</answer>')].at(-1)
  if (closed !== undefined) return { text: strip(closed.inside), rule: 'inside <answer>' }
  const open = response.lastIndexOf('<answer>')
  if (open >= 0) return { text: strip(response.slice(open + '<answer>'.length)), rule: 'after <answer>' }
  return { text: response, rule: 'whole response' }
}
