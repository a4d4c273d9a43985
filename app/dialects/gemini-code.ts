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

/** Gemini’s code execution: looks are code that the model writes. */
export const geminiCode = codingDialect({
  id: 'gemini-code',
  name: 'Gemini code execution',
  rules: { blocks: (text) => codeBlocks(text, 'fence'), handing: () => ({}) },
  ask: (question) => question,
  stop: [],
  others: () => [],
  thinks: false,
  handBack: () => ({ role: 'user', before: '', after: '' }),
  writeAnswer: (text) => text,
  writeCode: (box) =>
    `\`\`\`python\nimport PIL.Image\n\nimg = PIL.Image.open('input_file_0.jpeg')\ncrop_img = img.crop((${box}))\ncrop_img.save('crop.png')\n\`\`\``,
})
