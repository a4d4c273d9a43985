/**
 * A row as the question a model is asked. Source: VLMEvalKit `image_mcq.py`, `image_vqa.py`, `image_base.py` (`build_prompt`).
 * What a dialect adds (how to look, how to answer) is its own business.
 */
import type { Item } from '../metrics/metric'
import { optionsIn } from '../metrics/options'
import type { PromptStyle } from './preset'

/** The text to ask. Options that stand in the question already are not repeated. */
export function promptOf(item: Item, style: PromptStyle): string {
  switch (style) {
    case 'plain':
      return item.question
    case 'short':
      return `${item.question}\nAnswer the question using a single word or phrase.`
    case 'choice':
      return Object.keys(optionsIn(item.question)).length > 0 ? item.question : withOptions(item)
  }
}

function withOptions({ question, options, fields }: Item): string {
  const hint = fields['hint']
  const lines = Object.entries(options).map(([letter, text]) => `${letter}. ${text}\n`)
  return [
    ...(hint === undefined || hint === '' ? [] : [`Hint: ${hint}\n`]),
    `Question: ${question}\n`,
    ...(lines.length === 0
      ? []
      : ['Options:\n', ...lines, 'Please select the correct answer from the options above. \n']),
  ].join('')
}
