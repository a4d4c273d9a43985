/**
 * CodeVision: one tool, `code_image_tool`, whose argument is Python on `image` (also `img`), the image `image_index` names: those
 * of the question first, then every result. The result is what the code leaves in `result` or `output`.
 * Source of every rule: ByteDance-BandAI/CodeVision, recipe/codevision/config/{sp.txt,code_image_tool_config.yaml},
 * verl/tools/code_image_tool.py, verl/experimental/agent_loop/tool_agent_loop.py (`format: hermes`).
 * Quirks, decided: every piece of code begins again, as there. Code longer than 2,048 characters is refused there and read here.
 */
import { toolsOf, toolsSystem, writeCall, writeValue } from './calls/write'
import { codeCalls } from './code/calls'
import { codingDialect } from './code/coding'
import type { ToolDeclaration } from './dialect'

const tool: ToolDeclaration = {
  name: 'code_image_tool',
  description:
    "A unified tool for image processing using executable Python code. Supports basic operations (zoom in, resize, rotate, flip, brightness, contrast), mathematical visualizations (auxiliary lines, bounding boxes, coordinate systems, function graphs). The 'draw' variable provides drawing capabilities.",
  parameters: {
    type: 'object',
    properties: {
      code: {
        type: 'string',
        description: `Python code to process the image. Use 'image' or 'img' for input, 'draw' for drawing. Important: Do not read image from file or URL, directly use the 'image' or 'img' variable. Return PIL Image object and save the result to 'result' or 'output' variable. Examples:
- Zoom in: result = image.crop((x_min, y_min, x_max, y_max))
- Rotate: result = image.rotate(90/180/270, expand=True), expand=True must be set to True
- Flip: result = image.transpose(Image.FLIP_LEFT_RIGHT) or image.transpose(Image.FLIP_TOP_BOTTOM)
- Brightness: result = ImageEnhance.Brightness(image).enhance(factor)
- Contrast: result = ImageEnhance.Contrast(image).enhance(factor)
You can also use other operations from PIL, NumPy, OpenCV, and math libraries. You should observe the image carefully and determine the best operation to perform. If the image has a wrong direction (usually happens), you should consider flipping or rotating the image to the correct direction before answering the question. Important Hint: Zoom in, Rotate and Flip are the most common operations to solve the question and should be prioritized.
`,
      },
      description: {
        type: 'string',
        description:
          "Clear description of what the code does. For example, 'Draw a line from (10, 20) to (30, 40)', 'Flip the image horizontally'",
      },
      image_index: {
        type: 'integer',
        minimum: 0,
        description: 'Index of the image in the trajectory to process (0-based).',
      },
    },
    required: ['code', 'description', 'image_index'],
  },
}

const prompt = `You are an advanced MLLM that can solve complex problems with powerful image processing and analysis capabilities. You have access to tools that allow you to process, analyze, and manipulate images. You must think step-by-step inside the <think></think> tags first to determine the next action. If tools are needed to process the image, call them inside the <tool_call></tool_call>. Otherwise, provide your final answer within the <answer></answer> tag.

## Analysis Chain

**Think and Analysis** → **Validate** → **Iterate when needed** → **Answer**

1. **Think and Analyze**: Examine the image and question, identify key features, objects, text, or patterns. Analyze the image carefully and call tools if needed. f the image is misoriented, use tools to rotate or flip it so it displays correctly before proceeding. Crop or zoom into regions of interest to reveal fine details, or do other image processing operations.
2. **Validate**: Analyze the tool returns and think further.
3. **Iterate step 1 when needed or initial hypotheses are wrong**: For example, when the tool invocation fails, you should analyze the reason, recall it or call another tool. Cross-check findings with additional tools if needed.
4. **Answer**: If you can reach the answer according to the tool returns and analysis, provide the answer inside the <answer></answer> tag.

**Key Principles**: Be systematic, iterate when needed, focus on the task, use tools proactively to enhance understanding beyond surface-level observation.`

const back =
  'Here is the processed image. Now, analyze the returned results. Please keep thinking step-by-step inside the <think></think> tags to ' +
  'determine the next action. If additional tools are required, call them inside the <tool_calls></tool_calls> tags. Otherwise, provide ' +
  'your final answer within the <answer></answer> tags.'

/** CodeVision: looks are code that the model writes. */
export const codeVision = codingDialect({
  id: 'codevision',
  name: 'CodeVision',
  rules: {
    blocks: (text) => codeCalls(text, 'code'),
    handing: (picture = 0) => ({
      preset: { names: ['image', 'img'], index: picture },
      results: ['result', 'output', 'processed_image', 'img', 'image'],
    }),
    forgets: true,
  },
  // As Qwen's chat template puts the two together.
  system: `${prompt}\n\n${toolsSystem([tool])}`,
  tools: { ...toolsOf([tool]), system: prompt },
  ask: (question) => question,
  stop: ['</tool_call>', '</answer>'],
  marks: ['<tool_call>', '</tool_call>'],
  handBack: () => ({ role: 'tool', before: '', after: back }),
  checkpoints: /code-?vision/i,
  writeCode: (box, label) => {
    const code = `result = image.crop((${box}))`
    const args = { code, description: `Zoom in on the ${label}`, image_index: 0 }
    return writeCall(tool.name, writeValue(args).slice(1, -1))
  },
})
