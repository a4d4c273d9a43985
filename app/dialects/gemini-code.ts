/**
 * Gemini with code execution (“agentic vision”): the model writes Python in parts of its own (`executableCode`), Google runs it,
 * and what it printed and showed are parts of the same answer. As text a piece of code stands in a fence. Boxes that are named in
 * thousandths (`box_2d`, y first) are turned into pixels by the code itself.
 * Source: ai.google.dev/gemini-api/docs/{code-execution,robotics-agentic}; google-gemini/cookbook, quickstarts/Code_Execution.ipynb;
 * GoogleCloudPlatform/generative-ai, gemini/code-execution/intro_agentic_vision.ipynb (`--- Generated Code ---` as it prints them).
 * Quirks, decided: no server but Google's runs its code; a run elsewhere is answered with the crop that the code cuts.
 */
import { codeBlocks } from './code/blocks'
import { codingDialect } from './code/coding'
import type { Span } from './dialect'

/** What code printed, as the notebook shows it: up to an empty stretch, the next code, or the end. */
function printedOutput(text: string): readonly Span[] {
  const marks = [...text.matchAll(/^--- Execution Output ---[ \t]*\r?\n/gm)]
  return marks.map(({ 0: mark, index: start }, i) => {
    const from = start + mark.length
    const words = text.slice(from, marks[i + 1]?.index)
    const next = words.search(/\n[ \t]*\r?\n[ \t]*\r?\n|^--- Generated Code ---/m)
    const end = from + (next < 0 ? words.length : next)
    return { type: 'output', start, end, text: text.slice(from, end).trim() }
  })
}

/** Gemini’s code execution: looks are code that the model writes. */
export const geminiCode = codingDialect({
  id: 'gemini-code',
  name: 'Gemini code execution',
  rules: { blocks: (text) => codeBlocks(text, 'fence'), handing: () => ({}) },
  ask: (question) => question,
  stop: [],
  others: printedOutput,
  thinks: false,
  handBack: () => ({ role: 'user', before: '', after: '' }),
  writeAnswer: (text) => text,
  writeCode: (box) =>
    `\`\`\`python\nimport PIL.Image\n\nimg = PIL.Image.open('input_file_0.jpeg')\ncrop_img = img.crop((${box}))\ncrop_img.save('crop.png')\n\`\`\``,
})
