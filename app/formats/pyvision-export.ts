/**
 * Dialogues as PyVision's viewer exports them: turns of `human`, `gpt` and `observation` whose images stand beside them as
 * `images/image_0.png`, `image_1.png` …, one for each placeholder; the record does not name them.
 * Source: agents-x-project/agents-x-project.github.io, pyvision/assets (`export_*`).
 */
import { bad } from '../result'
import { isDialogue } from './chat-pieces'
import { tracesOf } from './chat-record'
import type { Format, ImageSource } from './format'
import { fieldsOf, listOf, textOf, type Fields } from './values'

/** Runs of PyVision as its page exports them: turns of human, gpt and observation. */
export const pyVisionExport: Format = {
  id: 'pyvision-export',
  name: 'PyVision export',
  source: 'agents-x-project/agents-x-project.github.io: pyvision/assets',
  containers: ['json', 'jsonl'],
  likeness: (value) => {
    const turns = turnsIn(value)
    return turns !== undefined && turns.some((t) => /<image_clue_\d+>\s*<image>/.test(wordsOf(t))) ? 0.95 : 0
  },
  parse: (value) => {
    const turns = turnsIn(value)
    if (turns === undefined) return bad({ message: 'The row holds no turns of a dialogue.' })
    const places = turns.reduce((sum, t) => sum + (wordsOf(t).match(/<image>/g)?.length ?? 0), 0)
    const images = Array.from({ length: places }, (_, i): ImageSource => ({
      type: 'path',
      path: `images/image_${String(i)}.png`,
    }))
    return tracesOf(fieldsOf(value), [{ messages: turns, path: 'conversations', images }], ['conversations'])
  },
}

/** The turns, bare or in a record that lists no images. */
function turnsIn(value: unknown): readonly Fields[] | undefined {
  const row = fieldsOf(value)
  if ('images' in row || 'image' in row) return undefined
  const turns = Array.isArray(value) ? (value as unknown[]) : listOf(row['conversations'])
  return isDialogue(turns) && turns.every((t) => 'from' in t) ? turns : undefined
}

function wordsOf(turn: Fields): string {
  return textOf(turn['value']) ?? ''
}
