/**
 * PyVision: any model that is asked to write Python between `<code>` tags on `image_clue_0`, `image_clue_1` …; what the code printed
 * and showed comes back in an `<interpreter>` of the user's, every image with the number of its own name.
 * Source of every rule: agents-x-project/PyVision, inference_engine/vis_inference_demo_gpt.py and safe_persis_shared_vis_python_exe.py,
 * prompt_template/prompt_template_vis.json (`vistool_with_img_info_v2`).
 * Quirks, decided: the last fenced block of a turn is run, in tags or not. What comes back are figures with axes, 640 × 480 by
 * default: they have no place on the image, so a crop out of `image_clue_1` is not drawn; a run here hands back the crop alone
 * and says so. The answer stands in `\boxed{}` between its tags; the quotes of the prompt's example, too, are left out.
 */
import type { Size } from '../geometry/box'
import { codeBlocks } from './code/blocks'
import { codingDialect, inTags } from './code/coding'
import type { Dialect, Span } from './dialect'
import { answerSpan, boxedAnswer } from './spans'

const before = `You are an agent - please keep going until the user’s query is completely resolved, before ending your turn and yielding back to the user. Only terminate your turn when you are sure that the problem is solved. 

Solve the following problem step by step. You now have the ability to selectively write executable Python code to enhance your reasoning process. The Python code will be executed by an external sandbox. 

You MUST plan extensively before each function call, and reflect extensively on the outcomes of the previous function calls. DO NOT do this entire process by making function calls only, as this can impair your ability to solve the problem and think insightfully.

For all the provided images, in order, the i-th image has already been read into the global variable \`image_clue_i\` using the PIL.Image.open() function. When writing Python code, you can directly use these variables without needing to read them again.

Since you are dealing with the vision-related question answering task, you MUST use the python tool (e.g., matplotlib library) to analyze or transform images whenever it could improve your understanding or aid your reasoning. This includes but is not limited to zooming in, rotating, adjusting contrast, computing statistics, or isolating features. 

Note that when you use matplotlib to visualize data or further process images, you need to use plt.show() to display these images; there is no need to save them. Do not use image processing libraries like cv2 or PIL. If you want to check the value of a variable, you MUST use print() to check it.

The output (wrapped in \`<interpreter>output_str</interpreter>\`) can be returned to aid your reasoning and help you arrive at the final answer. The Python code should be complete scripts, including necessary imports. 
Each code snippet is wrapped with \`<code>
\`\`\`python
code snippet
\`\`\`
</code>\`.
The last part of your response should be in the following format:
<answer>
\\boxed{'The final answer goes here.'}
</answer>

*image resolution:*

`

const after = `

Remember to place the final answer in the last part using the format: 
<answer>
\\boxed{'The final answer goes here.'}
</answer>`

function ask(question: string, { width, height }: Size): string {
  return `</image_clue_0>

${before}Image Width: ${String(width)}; Image Height: ${String(height)}

*user question:*
Answer the following Problem with an image provided and put the answer in the format of \\boxed{answer}

${question}${after}`
}

/** What is boxed between the tags, without the quotes around it; where nothing is boxed, all of it. */
function answers(text: string): readonly Span[] {
  const [tagged] = answerSpan(text)
  if (tagged?.type !== 'answer') return boxedAnswer(text)
  const [boxed] = boxedAnswer(tagged.text)
  const inner = boxed?.type === 'answer' ? boxed.text : tagged.text
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(inner)
  return [{ ...tagged, text: quoted?.[1] ?? quoted?.[2] ?? inner }]
}

/** What PyVision and the model trained with it share. `handBack` is what differs. */
export function pyVisionLike<const Id extends string>(
  own: { readonly id: Id } & Pick<Dialect, 'name' | 'handBack' | 'checkpoints'>,
) {
  return codingDialect({
    ...own,
    rules: {
      blocks: (text) => codeBlocks(text, 'tags-or-fence'),
      handing: () => ({ numbered: { prefix: 'image_clue_', from: 0 } }),
      runsLast: true,
    },
    beforeImage: '<image_clue_0>',
    ask,
    stop: ['</code>', '</answer>'],
    others: answers,
    writeAnswer: (text) => `<answer>\n\\boxed{${text}}\n</answer>`,
    writeCode: (box) =>
      inTags(
        `import matplotlib.pyplot as plt\n\ncropped_img = image_clue_0.crop((${box}))\nplt.imshow(cropped_img)\nplt.axis('off')\nplt.show()`,
      ),
  })
}

/** PyVision: looks are code, results come back in turns. */
export const pyVision = pyVisionLike({
  id: 'pyvision',
  name: 'PyVision',
  handBack: (n) => ({
    role: 'user',
    before: `<interpreter>\nText Result:\nNone\nImage Result:\n<image_clue_${String(n)}>`,
    after: `</image_clue_${String(n)}></interpreter>\n`,
  }),
})
