/**
 * Thyme: Python between `<code>` tags inside the reasoning, on the image whose path the prompt names; the sandbox's image or
 * words come back between `<sandbox_output>` tags in the same turn of the assistant.
 * Source of every rule: yfzhang114/Thyme, eval/VLMEvalKit/vlmeval/vlm/thyme/{utils,model,sandbox}.py.
 * Quirks, decided: the sandbox changes boxes before it runs the code (code/thyme-sandbox.ts); the look keeps the box as written,
 * its crop is the sandbox's. Images are told by the paths the code prints; here every region that the code saves, shows or
 * prints counts. A piece that fails upstream is generated again; a file keeps what it has.
 */
import type { Size } from '../geometry/box'
import { codeBlocks } from './code/blocks'
import { codingDialect, inTags } from './code/coding'
import { outputSpans } from './code/spans'
import { putRight } from './code/thyme-sandbox'
import type { Span } from './dialect'
import { answerSpan } from './spans'

const system = `You are a helpful assistant.

Solve the following problem step by step, and optionally write Python code for image manipulation to enhance your reasoning process. The Python code will be executed by an external sandbox, and the processed image or result (wrapped in <sandbox_output></sandbox_output>) can be returned to aid your reasoning and help you arrive at the final answer.

**Reasoning & Image Manipulation (Optional but Encouraged):**
    * You have the capability to write executable Python code to perform image manipulations (e.g., cropping to a Region of Interest (ROI), resizing, rotation, adjusting contrast) or perform calculation for better reasoning.
    * The code will be executed in a secure sandbox, and its output will be provided back to you for further analysis.
    * All Python code snippets **must** be wrapped as follows:
    <code>
    \`\`\`python
    # your code.
    \`\`\`
    </code>
    * At the end of the code, print the path of the processed image (processed_path) or the result for further processing in a sandbox environment.`

/** The path that stands for the image: nothing here opens it. */
export const imagePath = 'image.jpg'

function ask(question: string, { width, height }: Size): string {
  return `
${question}

### User Image Path:** "${imagePath}"
### User Image Size:** "${String(width)}x${String(height)}"

### **Output Format (strict adherence required):**

<think>Your detailed reasoning process, including any code, should go here.</think>
<answer>Your final answer to the user's question goes here.</answer>
`
}

/** What Thyme and V-Thinker share: the tags, the sandbox, how the result comes back. */
export const sandboxed = {
  rules: { blocks: (text: string) => codeBlocks(text, 'tags'), handing: () => ({}), look: putRight },
  handBack: 'inside',
  afterLook: '<sandbox_output>',
  afterCrop: '</sandbox_output>',
  // A file may keep the place of an image that came back.
  marks: ['<sandbox_output>', '<image>', '</sandbox_output>'],
  stop: ['</code>', '</answer>'],
  others: (text: string): readonly Span[] => [...outputSpans(text, 'sandbox_output'), ...answerSpan(text)],
  writeCode: (box: string) =>
    inTags(
      [
        'from PIL import Image',
        '',
        'image = Image.open(image_path)',
        `x1, y1, x2, y2 = ${box}`,
        'cropped_image = image.crop((x1, y1, x2, y2))',
        'processed_path = "/mnt/data/temp_processed_images/crop.png"',
        'cropped_image.save(processed_path)',
        'print(processed_path)',
      ].join('\n'),
    ),
} as const

/** Thyme: looks are code that runs in a sandbox. */
export const thyme = codingDialect({
  ...sandboxed,
  id: 'thyme',
  name: 'Thyme',
  system,
  ask,
  checkpoints: /thyme/i,
})
