/**
 * A row as the question a model is asked. Source: VLMEvalKit `image_mcq.py`, `image_vqa.py`, `image_base.py` (`build_prompt`).
 * What a dialect adds (how to look, how to answer) is its own business.
 */
import type { Item } from '../metrics/metric'
import { toList } from '../metrics/python'
import { optionsIn } from '../metrics/options'
import type { PromptStyle } from './preset'

/** The text to ask. Options that stand in the question already are not repeated. */
export function promptOf(item: Item, style: PromptStyle): string {
  switch (style) {
    case 'plain':
      return withChoices(item)
    case 'short':
      return `${item.question}\nAnswer the question using a single word or phrase.`
    case 'lettered':
      return letteredPrompt(item)
    case 'choice':
      return Object.keys(optionsIn(item.question)).length > 0 ? item.question : withOptions(item)
  }
}

/**
 * The question, and its choices where a file keeps these apart (MATH-Vision on the hub), in the form of MathVista's `query`.
 * Letters alone stand in the image.
 */
function withChoices({ question, options }: Item): string {
  const all = Object.entries(options)
  const there = all.every(([letter, text]) => text === letter || question.includes(text))
  if (there || Object.keys(optionsIn(question)).length > 0) return question
  return [question, 'Choices:', ...all.map(([letter, text]) => `(${letter}) ${text}`)].join('\n')
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

/** MME-RealWorld's own words, in the language of its options. Source: VLMEvalKit `image_mcq.py` (`MMERealWorld`). */
function letteredPrompt({ question, options, fields }: Item): string {
  const given = fields['multi-choice options'] ?? ''
  const lines = toList(given) ?? Object.entries(options).map(([letter, text]) => `(${letter}) ${text}`)
  const chinese = /\p{Script=Han}/u.test(question)
  const head = chinese ? '选项如下所示:' : 'The choices are listed below:'
  const listed = given === '' || toList(given) !== undefined ? [head, ...lines].join('\n') : given
  return `${question} ${listed}\n${
    chinese
      ? '根据图像选择上述多项选择题的最佳答案。只需回答正确选项的字母（A, B, C, D 或 E）。\n最佳答案为：'
      : 'Select the best answer to the above multiple-choice question based on the image. ' +
        'Respond with only the letter (A, B, C, D, or E) of the correct option. \nThe best answer is:'
  }`
}
