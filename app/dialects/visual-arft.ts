/**
 * Visual-ARFT (coding): first `<problem>` names what is wrong with the image, then OpenCV code between `<code>` tags mends it, then
 * the answer. A trap: the numbers in code that crops are thousandths, copied from the question, though the code uses them as
 * pixels; the runner puts the right pixels in their place before it runs it.
 * Source of every rule: Liuziyu77/Visual-RFT, Visual-ARFT/demo/coding_demo.ipynb.
 * Quirks, decided: the runner takes the numbers of the question whatever the code says, here the code's own are taken (they are
 * copies); `int(n / 1000 * side)` as there. Upstream tells the whole dialogue again in one turn with the changed image; here it is a
 * dialogue.
 */
import { box, type Box } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import { codeBlocks } from './code/blocks'
import { codingDialect, inTags } from './code/coding'
import { firstFrom, heldRegion, lastBefore } from './crops'
import type { Region, Span } from './dialect'
import { answerSpan } from './spans'

const prompt = `# Role
You are a step-by-step image processing assistant.
Your task is to solve an image-based task by applying OpenCV operations one step at a time, optionally using a reasoning chain.

# Output Format
At each step, output **only one** of the following, preceded by a <think> tag:
1. <problem> Describe the image issue from {'rotation90', 'rotation180', 'dark', 'overexposure', 'blur', 'noise', 'crop', 'none'} </problem>
2. <code> OpenCV code to process and save the image </code>
3. <answer> Final answer based on the processed image </answer>

# Image Processing Rules
- Always read from \`'path_to_input_image.jpg'\` and write to \`'path_to_output_image.jpg'\`.

# Output Format (strict):
Always begin with <think>. Then, depending on current reasoning chain, output one of the following:

## 1. If this is the first step and only the query is given, output in the following format:
<think> Initial analysis of the image issue. </think>
<problem> {'problem1', ...} </problem>

## 2. If <problem> is given, continue with image operations:
<think> Explain what to fix next. </think>
<code>
\`\`\`python
One Python code block using OpenCV to perform the operation, and save the processed images.
\`\`\`
</code>

## 3. If ready to conclude:
<think> Summarize the processing steps and provide the result or outcome </think> 
<answer> Final answer, as briefly as possible</answer>

# Current reasoning chain:
`

/** `int(n / 1000 * side)` per edge. */
function region([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[], { size }: Source): Region {
  const x = (n: number) => pixelOf(n, size.width)
  const y = (n: number) => pixelOf(n, size.height)
  return heldRegion(box(x(x1), y(y1), x(x2), y(y2)), size)
}

function pixelOf(n: number, side: number): number {
  return Math.trunc((n / 1000) * side)
}

/** The thousandths whose pixels these are. */
function thousandths(r: Box<'source'>, { size }: Source): readonly number[] {
  const near = (pixel: number, side: number) =>
    lastBefore(Math.floor(pixel) + 1, side / 1000, (n) => pixelOf(n, side))
  const far = (pixel: number, side: number) =>
    firstFrom(Math.ceil(pixel), side / 1000, (n) => pixelOf(n, side))
  return [
    near(r.left, size.width),
    near(r.top, size.height),
    far(r.right, size.width),
    far(r.bottom, size.height),
  ]
}

const problem = /<problem>\s{0,9}\{?([^<{}]{0,200})\}?\s{0,9}<\/problem>/g

/** What is said to be wrong with the image: nothing is shown for it. */
function problems(text: string): readonly Span[] {
  return [...text.matchAll(problem)].map((m) => ({
    type: 'call',
    start: m.index,
    end: m.index + m[0].length,
    name: 'problem',
    about: (m[1] ?? '').replace(/['"]/g, '').trim(),
  }))
}

/** As large as every image is to numbers in thousandths: a slice ends there, shares of a side count in it. */
const thousand = { width: 1000, height: 1000 }

/** Visual-ARFT (coding): looks are code whose numbers are thousandths. */
export const visualArft = codingDialect({
  id: 'visual-arft',
  name: 'Visual-ARFT (coding)',
  space: 'per-mille',
  region,
  numbersOf: thousandths,
  rules: { blocks: (text) => codeBlocks(text, 'tags'), handing: () => ({}), frame: thousand, forgets: true },
  ask: (question) => `${prompt}<query> ${question} <query>`,
  stop: ['</code>', '</answer>'],
  others: (text) => [...problems(text), ...answerSpan(text)],
  marks: ['<query>', '</query>', '<tips>', '</tips>'],
  handBack: () => ({ role: 'user', before: '', after: '' }),
  checkpoints: /visual[-_]?arft/i,
  writeCode: (numbers) => {
    const [x1 = '', y1 = '', x2 = '', y2 = ''] = numbers.split(', ')
    return inTags(
      [
        'import cv2',
        '',
        '# Load the image',
        "image = cv2.imread('path_to_input_image.jpg')",
        '',
        '# Crop the image',
        `cropped_image = image[${y1}:${y2}, ${x1}:${x2}]`,
        '',
        '# Save the cropped image',
        "cv2.imwrite('path_to_output_image.jpg', cropped_image)",
      ].join('\n'),
    )
  },
})
