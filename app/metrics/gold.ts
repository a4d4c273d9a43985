/** What a file's answer column means: one text or a list of accepted ones. Knows no metric. */
import { toList } from './python'

/** Accepted answers. A Python list literal is several, as VLMEvalKit's `istype(answer, list)` decides; else one. */
export function goldTexts(answer: string): readonly string[] {
  const list = toList(answer)
  return list === undefined || list.length === 0 ? [answer] : list
}
