/**
 * V-Thinker: as Thyme, and it draws auxiliary lines, too. Its prompt names the image's path and not its size.
 * Source of every rule: We-Math/V-Thinker, eval/vtbench_IR/{utils,inference,sandbox}.py, data/prompt.txt.
 * Quirks, decided: the evaluation looks for code between `'''python` marks although the prompt asks for `<code>` tags; both are read.
 * It closes the answer with `<answer>`; a closing tag may be missing. Names are not kept from one piece of code to the next there;
 * here they are, as the model counts on it.
 */
import { codingDialect } from './code/coding'
import { imagePath, sandboxed } from './thyme'

const system = `You are a helpful assistant.

Solve the following problem step by step, and optionally write Python code to draw auxiliary graphics on the image (such as annotations, auxiliary lines, regions, points, etc.), in order to engage in interactive mathematical reasoning or visual question answering.  
The Python code will be executed in an external sandbox, and the processed image or result (wrapped in <sandbox_output></sandbox_output>) will be returned to aid your reasoning and help you arrive at the final answer.

Reasoning & Drawing Auxiliary Graphics (Optional but Encouraged):

- You have the capability to write Python code to add auxiliary graphics (such as segments, circles, rectangles, labels, etc.) to the image, to help illustrate your reasoning process.
- The code will be executed in a secure sandbox, and its output will be provided back to you for further analysis.
- All Python code snippets must be wrapped as follows:
  <code>
  \`\`\`python
  # your code.
  \`\`\`
  </code>
- At the end of the code, print the path of the processed image (processed_path) or the relevant result for further processing within the sandbox environment.`

/** As it reaches the model: the quotes and blanks of a string in a string are part of it. */
function ask(question: string): string {
  return `
${question}

    "If your code processes the image, use: image_path = '${imagePath}'.
"
    "### **Output Format (strict adherence required):**

"
    <think>Your detailed reasoning process, including any code, should go here.</think>

    <answer>Your final answer to the user's question goes here.</answer>

    `
}

/** V-Thinker: looks are code that runs in a sandbox. */
export const vThinker = codingDialect({
  ...sandboxed,
  id: 'v-thinker',
  name: 'V-Thinker',
  system,
  ask,
  stop: ['</code>', '</answer>', '</sandbox_output>', '<sandbox_output>'],
  checkpoints: /v[-_]?thinker/i,
})
