/**
 * Agents that look with a shell or a Python tool of any name (Claude Code, Codex, smolagents): their calls hold Python that crops the
 * image, and what they save they open with a further call. Other calls with a box in the same dialogue are looks as well.
 * Sources: openai/codex, codex-rs/protocol/src/models.rs (`command`, a list or a text); daaain/claude-code-log (`Bash`, `command`).
 * Quirks, decided: the code is read and never run; a run here is answered with the crop that the code cuts.
 */
import { callSpans } from './calls/read'
import { toolsOf, toolsSystem, writeCall, writeValue } from './calls/write'
import { codingDialect } from './code/coding'
import { shellBlocks } from './code/shell'
import type { ToolDeclaration } from './dialect'

const tool: ToolDeclaration = {
  name: 'run_python',
  description: 'Runs Python with PIL. The image is image.png. Crops that are saved are shown.',
  parameters: {
    type: 'object',
    properties: {
      code: { type: 'string', description: 'The code, e.g. one that crops a region and saves it.' },
    },
    required: ['code'],
  },
}

/** Any agent whose calls hold Python: looks are code that it writes. */
export const agentCode = codingDialect({
  id: 'agent-code',
  name: 'Agent with Python',
  rules: { blocks: shellBlocks, handing: () => ({}) },
  system: toolsSystem([tool]),
  tools: toolsOf([tool]),
  ask: (question) => question,
  stop: ['</tool_call>'],
  thinks: false,
  marks: ['<tool_call>', '</tool_call>'],
  others: (text) => callSpans(text, { notation: { space: 'image', order: 'xyxy' } }),
  handBack: () => ({ role: 'tool', before: '', after: '' }),
  writeAnswer: (text) => text,
  writeCode: (box) => {
    const code = `from PIL import Image\n\nimg = Image.open('image.png')\nimg.crop((${box})).save('crop.png')`
    return writeCall(tool.name, writeValue({ code }).slice(1, -1))
  },
})
