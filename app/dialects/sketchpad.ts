/**
 * Visual Sketchpad and ReFocus: THOUGHT and ACTION in words, the action a fenced block of Python on `image_1`, run in a notebook; what
 * it printed and showed is a user's OBSERVATION. They mark, segment, draw and plot with tools of their own, and seldom cut.
 * Source: Yushi-Hu/VisualSketchpad, agent/prompt.py and outputs; zeyofu/ReFocus_Code, src/prompt_need.py.
 * Quirks, decided: their prompts are pages of tools that only their own notebook has; a run asks the question alone.
 */
import { codeBlocks } from './code/blocks'
import { codingDialect } from './code/coding'
import type { Span } from './dialect'

/** `FINAL ANSWER: … TERMINATE` (ReFocus), else `ANSWER: … TERMINATE`. */
function answers(text: string): readonly Span[] {
  const final = text.lastIndexOf('FINAL ANSWER:')
  const start = final >= 0 ? final : text.lastIndexOf('ANSWER:')
  if (start < 0) return []
  const from = text.indexOf(':', start) + 1
  // A model that goes on to write the observation writes the prompt's own words about an answer.
  if (/^\s{0,9}<your answer>/.test(text.slice(from, from + 30))) return []
  const stop = text.indexOf(terminate, from)
  const end = stop < 0 ? text.length : stop + terminate.length
  return [{ type: 'answer', start, end, text: text.slice(from, stop < 0 ? undefined : stop).trim() }]
}

const terminate = 'TERMINATE'

/** Visual Sketchpad: THOUGHT and ACTION in Python, OBSERVATION back; it draws and cuts no region. */
export const sketchpad = codingDialect({
  id: 'sketchpad',
  name: 'Visual Sketchpad',
  rules: {
    blocks: (text) => codeBlocks(text, 'fence'),
    handing: () => ({ numbered: { prefix: 'image_', from: 1 } }),
  },
  ask: (question) => question,
  stop: [],
  others: answers,
  thinks: false,
  handBack: () => ({
    role: 'user',
    before: 'OBSERVATION: Execution success. The output is as follows:\n',
    after: '',
  }),
  writeAnswer: (text) => `ANSWER: ${text} ${terminate}`,
  writeCode: (box) => `\`\`\`python\ncropped = image_1.crop((${box}))\ndisplay(cropped)\n\`\`\``,
})
